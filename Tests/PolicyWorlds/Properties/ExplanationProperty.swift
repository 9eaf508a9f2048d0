import IAMPolicy

/// What an explanation claims must hold of the policies that it explains.
struct ExplanationProperty {
  /// A statement by where it stands.
  private struct Place: Hashable {
    var layer: PolicyLayer
    var node: String?
    var policy: String
    var index: Int

    init(_ report: StatementReport) {
      self.init(report.layer, report.node, report.policy.name, report.statement.index)
    }

    init(_ layer: PolicyLayer, _ node: String?, _ policy: String, _ index: Int) {
      self.layer = layer
      self.node = node
      self.policy = policy
      self.index = index
    }
  }

  func violation(in world: World, _ decision: Decision) -> Violation? {
    let explanation = Evaluator.explain(world.request.prepared, world.applied)
    return fault(explanation, world, decision).map {
      Violation(property: "explanation", detail: $0, world: world)
    }
  }

  private func fault(_ explanation: Explanation, _ world: World, _ decision: Decision) -> String? {
    if explanation.decision != decision { return "explains \(explanation.decision), not \(decision)" }
    if explanation.reasons.isEmpty { return "\(decision) without a reason" }
    if explanation.unknownFacts.map({ $0.name }) != decision.dependsOn {
      return "other facts than it hinges on"
    }
    if decision == .determinate(.allowed) { return allowed(explanation, world) }
    let isWorded =
      explanation.messages.contains { $0.isExplicit } || !decision.possible.contains(.explicitlyDenied)
    return isWorded ? nil : "\(decision) without the message of an explicit deny"
  }

  /// The statements named as sufficient are: without the other Allows the request stays allowed, without any it does not.
  private func allowed(_ explanation: Explanation, _ world: World) -> String? {
    guard let grant = explanation.grant else {
      return world.unknownFacts.isEmpty ? "allowed without a way of granting" : nil
    }
    let needed = Set(explanation.sufficientAllows.map { Place($0) })
    if decide(world, keeping: needed) != .determinate(.allowed) {
      return "not allowed by the sufficient \(needed) of \(grant.kind)"
    }
    let spare = needed.first { decide(world, keeping: needed.subtracting([$0])) == .determinate(.allowed) }
    return spare.map { "\($0) is not needed" }
  }

  private func decide(_ world: World, keeping: Set<Place>) -> Decision {
    let request = world.request.prepared
    let isTrust = World.trustActions.contains(request.action)
    let policies = world.applied
    return Evaluator.decide(
      request,
      AppliedPolicies(
        identity: kept(policies.identity, .identity, keeping),
        boundary: policies.boundary.map { kept($0, .boundary, keeping) },
        session: policies.session.map { kept($0, .session, keeping) },
        scps: policies.scps.map {
          PolicyLevel(node: $0.node, policies: kept($0.policies, .scp, keeping, node: $0.node))
        }, rcps: policies.rcps,
        resource: policies.resource.map { kept($0, isTrust ? .trust : .resource, keeping) },
        vpcEndpoint: policies.vpcEndpoint.map { kept($0, .vpcEndpoint, keeping) }))
  }

  private func kept(
    _ set: PolicySet, _ layer: PolicyLayer, _ keeping: Set<Place>, node: String? = nil
  ) -> PolicySet {
    PolicySet(
      set.policies.map { policy in
        guard case .document(let compiled) = policy.content else { return policy }
        var document = compiled.document
        document.statements.removeAll { statement in
          statement.effect == .allow && !keeping.contains(Place(layer, node, policy.name, statement.index))
        }
        return AttachedPolicy(
          name: policy.name, content: .document(CompiledPolicy(document, type: compiled.type)))
      })
  }
}
