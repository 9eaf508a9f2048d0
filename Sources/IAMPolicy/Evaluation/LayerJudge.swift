/// A layer, or one level of SCPs or RCPs.
struct LayerKey: Hashable {
  let layer: PolicyLayer
  /// The level, from 0 at the root.
  var level = 0
}

/// Where a statement stands among the layers of a decision.
struct StatementPlace: Hashable {
  let layer: LayerKey
  /// The policy's index in its layer or level.
  var policy: Int
}

/// Judges the policies of one layer after the other for an evaluation pass.
///
/// The rules that combine layers are written once, in the pass. A silent judge makes it quick, a recording one
/// makes it an explanation, and one with masks makes it the evaluator for many requests.
protocol LayerJudge {
  associatedtype Logic: TruthValue

  /// The verdict of policies that name no principal.
  mutating func union(
    _ set: PolicySet, _ layer: LayerKey, _ request: AuthorizationRequest
  ) -> LayerVerdict<Logic>

  /// The verdict of policies that name principals.
  mutating func resourceUnion(
    _ set: PolicySet, _ layer: LayerKey, _ request: AuthorizationRequest, hasBoundary: Logic
  ) -> ResourceVerdict<Logic>
}

extension LayerVerdict {
  /// Takes in one statement, or one policy whose text is not known.
  mutating func add(_ effect: Effect, _ truth: Logic) {
    switch effect {
    case .allow: allow = allow.or(truth)
    case .deny: deny = deny.or(truth)
    }
  }

  mutating func addUnknown(_ name: String, _ request: AuthorizationRequest) {
    allow = allow.or(request.waiting(for: [name], question: "allow"))
    deny = deny.or(request.waiting(for: [name], question: "deny"))
  }
}

extension ResourceVerdict {
  /// Takes in one statement.
  mutating func add(_ effect: Effect, _ classes: PrincipalClasses<Logic>) {
    switch effect {
    case .allow: allow = allow.or(classes)
    case .deny: denyClasses = denyClasses.or(classes)
    }
  }

  /// Takes in a policy whose text is not known.
  ///
  /// A Deny with `NotPrincipal` hits whoever has a boundary, so that a policy may deny one caller more with it
  /// than without: IAM User Guide, "IAM JSON policy elements: NotPrincipal".
  mutating func addUnknown(_ name: String, _ request: AuthorizationRequest, hasBoundary: Logic) {
    allow = allow.or(
      PrincipalClasses(
        direct: request.waiting(for: [name], question: "allow direct"),
        behind: request.waiting(for: [name], question: "allow behind"),
        account: request.waiting(for: [name], question: "allow account")))
    denyClasses.direct = denyClasses.direct.or(request.waiting(for: [name], question: "deny"))
    guard !hasBoundary.isFalse, !request.storage.options.assumesNoNotPrincipalDeny else { return }
    denyClasses.direct = denyClasses.direct.or(
      hasBoundary.and(request.waiting(for: [name], question: "deny for the boundary")))
  }
}

/// A judge that keeps nothing and looks no further than it must.
struct SilentJudge<Logic: TruthValue>: LayerJudge {
  func union(
    _ set: PolicySet, _ layer: LayerKey, _ request: AuthorizationRequest
  ) -> LayerVerdict<Logic> {
    var verdict = LayerVerdict<Logic>()
    let policies = set.policies.span
    for index in policies.indices {
      guard let document = policies[index].document else {
        verdict.addUnknown(policies[index].unknownName, request)
        continue
      }
      document.visitIndexes(for: request) { judge($0, request, &verdict) }
    }
    return verdict
  }

  private func judge(
    _ index: ActionIndex, _ request: AuthorizationRequest, _ verdict: inout LayerVerdict<Logic>
  ) {
    let reached = index.reached(by: request)
    if reached & index.sureAllows != 0 { verdict.allow = .yes }
    if reached & index.sureDenies != 0 { verdict.deny = .yes }
    index.visit(reached & ~(index.sureAllows | index.sureDenies)) { statement in
      verdict.add(statement.effect, statement.matchesBeyondAction(request))
    }
  }

  func resourceUnion(
    _ set: PolicySet, _ layer: LayerKey, _ request: AuthorizationRequest, hasBoundary: Logic
  ) -> ResourceVerdict<Logic> {
    var verdict = ResourceVerdict<Logic>()
    for policy in set.policies {
      guard let document = policy.document else {
        verdict.addUnknown(policy.unknownName, request, hasBoundary: hasBoundary)
        continue
      }
      document.visitIndexes(for: request) { judge($0, request, hasBoundary, &verdict) }
    }
    return verdict
  }

  private func judge(
    _ index: ActionIndex, _ request: AuthorizationRequest, _ hasBoundary: Logic,
    _ verdict: inout ResourceVerdict<Logic>
  ) {
    index.visit(index.reached(by: request)) { statement in
      let truth: Logic = statement.matchesBeyondAction(request)
      if truth.isFalse { return }
      verdict.add(statement.effect, statement.classes(request, hasBoundary: hasBoundary).and(truth))
    }
  }
}
