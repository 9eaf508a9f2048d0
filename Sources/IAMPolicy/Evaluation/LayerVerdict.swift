/// Whether any Allow and any Deny of a layer match.
struct LayerVerdict: Equatable {
  var allow = Truth.no
  var deny = Truth.no
}

/// What a resource-based policy says, with the class of each Allow.
struct ResourceVerdict: Equatable {
  var allow = PrincipalClasses()
  var deny = Truth.no
}

extension PolicySet {
  /// The verdict of policies that name no principal.
  func verdict(_ request: EvaluationContext) -> LayerVerdict {
    var verdict = LayerVerdict()
    for policy in policies {
      switch policy.content {
      case .unknown(let name):
        verdict.allow = verdict.allow.or(request.waiting(for: [name], question: "allow"))
        verdict.deny = verdict.deny.or(request.waiting(for: [name], question: "deny"))
      case .document(let document):
        for statement in document.statements {
          let truth = statement.matchesApartFromPrincipal(request)
          switch statement.source.effect {
          case .allow: verdict.allow = verdict.allow.or(truth)
          case .deny: verdict.deny = verdict.deny.or(truth)
          }
        }
      }
    }
    return verdict
  }

  /// The verdict of policies that name principals.
  func resourceVerdict(_ request: EvaluationContext, hasBoundary: Truth) -> ResourceVerdict {
    var verdict = ResourceVerdict()
    for policy in policies {
      switch policy.content {
      case .unknown(let name):
        verdict.allow = verdict.allow.or(
          PrincipalClasses(
            direct: request.waiting(for: [name], question: "allow direct"),
            behind: request.waiting(for: [name], question: "allow behind"),
            account: request.waiting(for: [name], question: "allow account")))
        verdict.deny = verdict.deny.or(request.waiting(for: [name], question: "deny"))
      case .document(let document):
        for statement in document.statements { verdict.add(statement, request, hasBoundary: hasBoundary) }
      }
    }
    return verdict
  }
}

extension ResourceVerdict {
  fileprivate mutating func add(
    _ statement: CompiledStatement, _ request: EvaluationContext, hasBoundary: Truth
  ) {
    let truth = statement.matchesApartFromPrincipal(request)
    if truth.isFalse { return }
    let classes = statement.classes(request, hasBoundary: hasBoundary).and(truth)
    switch statement.source.effect {
    case .allow: allow = allow.or(classes)
    case .deny: deny = deny.or(classes.any)
    }
  }
}

extension CompiledStatement {
  /// The classes in which the principal matches; without the element it reaches everyone.
  func classes(_ request: EvaluationContext, hasBoundary: Truth) -> PrincipalClasses {
    source.principal?.applies(source.effect, request, hasBoundary: hasBoundary)
      ?? PrincipalClasses(direct: .yes)
  }
}
