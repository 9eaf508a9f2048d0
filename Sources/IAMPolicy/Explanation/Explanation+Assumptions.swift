/// The readings on which a decision rests.
extension Explanation {
  /// The undocumented readings that the decision rests on, in the order of the register; none for most.
  ///
  /// Only what decides is looked at: a statement that fails for another reason as well rests on nothing.
  public var assumptions: [Assumption] {
    let found = ofStatements.union(ofRules)
    return Assumption.allCases.filter { found.contains($0) }
  }

  private var ofStatements: Set<Assumption> {
    switch decision {
    case .determinate(.explicitlyDenied):
      let reasons = determiningDenies.map { $0.assumptions }
      return reasons.contains([]) ? [] : reasons.reduce([]) { $0.union($1) }
    case .determinate(.allowed):
      return sufficientAllows.reduce(failedStatements(.deny, in: layers)) { $0.union($1.assumptions) }
    case .determinate(.implicitlyDenied):
      // In one account either of two policies grants, so that both lack their allow.
      let lacking = layersWithoutAllow + (source.rule == .sameAccount ? [source.resourceLayer] : [])
      return failedStatements(.deny, in: layers).union(
        failedStatements(.allow, in: layers.filter { lacking.contains($0.layer) }))
    case .indeterminate:
      return layers.filter { $0.exemption == nil }.flatMap { $0.statements }.filter { $0.matches == nil }
        .reduce([]) { $0.union($1.assumptions) }
    }
  }

  /// The readings that alone keep some statement of an effect from matching.
  private func failedStatements(_ effect: Effect, in layers: [LayerExplanation]) -> Set<Assumption> {
    var found: Set<Assumption> = []
    for layer in layers where layer.exemption == nil {
      let matching = layer.statements.map { ObjectIdentifier($0.compiled) }
      for (index, policy) in layer.policies.enumerated() {
        for statement in policy.document?.statements ?? [] where statement.effect == effect {
          if matching.contains(ObjectIdentifier(statement)) { continue }
          let place = StatementPlace(layer: layer.key, policy: index)
          found.formUnion(
            AssumptionFinder(source: source, place: place, statement: statement).ofFailure)
        }
      }
    }
    return found
  }

  private var ofRules: Set<Assumption> {
    var found = Set(decision.dependsOn.compactMap { Assumption(fact: $0) })
    if source.rule == .noPermission, source.request.operation.rules.ignoresIdentityPolicies {
      found.insert(.sessionTokenNeedsNoPermission)
    }
    if let grant, grant.bypassed.contains(.session) || grant.kind == .entityBehind {
      if grant.kind == .direct { found.insert(.sessionPolicyBypassed) }
      if grant.bypassed.contains(.identity), grant.kind == .entityBehind {
        found.insert(.roleGrantIgnoresIdentity)
      }
    }
    let lacking = layersWithoutAllow
    if source.request.callerFacts.kind == .federatedUser, source.policies.session == nil,
      lacking.contains(.session)
    {
      found.insert(.federatedUserWithoutSessionPolicy)
    }
    if lacking.contains(.serviceGuardrail) || lacking.contains(.s3BlockPublicAccess) {
      found.insert(.blockWithoutPolicy)
    }
    if decision != .determinate(.explicitlyDenied), unusedRCPsDeny { found.insert(.servicesWithRCPs) }
    return found
  }

  /// Whether an RCP denies that is left aside because the service is not on the list of those with RCPs.
  private var unusedRCPsDeny: Bool {
    guard source.request.exemption(from: .rcp) == .serviceWithoutRCPs else { return false }
    return layers.contains { layer in
      layer.layer == .rcp
        && layer.policies.contains { policy in
          policy.document?.statements.contains { statement in
            let covers: Ternary = statement.matchesBeyondAction(source.request)
            return statement.effect == .deny && statement.matchesAction(source.request) && !covers.isFalse
          } ?? false
        }
    }
  }
}

extension StatementReport {
  /// The readings without which the statement would perhaps not match.
  var assumptions: Set<Assumption> {
    AssumptionFinder(source: source, place: place, statement: compiled).ofMatch
  }
}

extension Assumption {
  /// The reading that leaves a fact open.
  fileprivate init?(fact: String) {
    switch fact {
    case "kms:grants": self = .keyGrants
    case "principal.issuer": self = .issuerOfFederatedUser
    case "semantics:notprincipal-parent": self = .partlyListedByNotPrincipal
    case "semantics:ill-typed-policy-value": self = .illTypedPolicyValue
    case CompiledCondition.missingSetOperator: self = .severalValuesWithoutSetOperator
    default: return nil
    }
  }
}
