/// A statement where it is attached, with how it matches a request.
public struct StatementReport: Sendable {
  /// The layer it belongs to.
  public var layer: PolicyLayer
  /// The policy that holds it.
  public var policy: AttachedPolicy
  /// The statement as written.
  public var statement: Statement
  /// Whether it matches; nil when that is unknown.
  public var matches: Bool?
  /// The unknown facts that an unknown match waits for, sorted.
  public var dependsOn: [String]
}

extension Evaluator {
  /// Every statement of the policies that matches a request or may match it, layer by layer.
  public static func statements(
    for request: AuthorizationRequest, _ policies: AppliedPolicies
  ) -> [StatementReport] {
    let context = EvaluationContext(request)
    let pass = EvaluationPass(request: context, policies: policies)
    let result = pass.run()
    var sets: [(PolicyLayer, PolicySet)] = []
    if !result.scpsApply.isFalse { sets += policies.scps.map { (.scp, $0.policies) } }
    if !result.rcpsApply.isFalse { sets += policies.rcps.map { (.rcp, $0.policies) } }
    if let endpoint = policies.vpcEndpoint { sets.append((.vpcEndpoint, endpoint)) }
    if let boundary = policies.boundary { sets.append((.boundary, boundary)) }
    if let session = policies.session { sets.append((.session, session)) }
    if let resource = policies.resource {
      let isTrust = ServiceRules.trustActions.contains(request.action.lowercased())
      sets.append((isTrust ? .trust : .resource, resource))
    }
    sets.append((.identity, policies.identity))
    let hasBoundary = Truth.known(policies.boundary != nil)
    return sets.flatMap { layer, set in
      set.policies.flatMap { reports($0, layer, context, hasBoundary) }
    }
  }

  private static func reports(
    _ policy: AttachedPolicy, _ layer: PolicyLayer, _ context: EvaluationContext, _ hasBoundary: Truth
  ) -> [StatementReport] {
    guard case .document(let document) = policy.content else { return [] }
    return document.statements.compactMap { statement in
      var truth = statement.matchesApartFromPrincipal(context)
      if !truth.isFalse { truth = truth.and(statement.classes(context, hasBoundary: hasBoundary).any) }
      if truth.isFalse { return nil }
      return StatementReport(
        layer: layer, policy: policy, statement: statement.source, matches: truth.value,
        dependsOn: Set(truth.atoms.flatMap { $0.facts }).sorted())
    }
  }

  /// The layers that lack an allow they would need, or may lack it.
  public static func layersWithoutAllow(
    for request: AuthorizationRequest, _ policies: AppliedPolicies
  ) -> [PolicyLayer] {
    let result = EvaluationPass(request: EvaluationContext(request), policies: policies).run()
    var layers: [PolicyLayer] = []
    if result.isGuarded { return [.serviceGuardrail] }
    if !result.scpAllow.isTrue { layers.append(.scp) }
    if !result.endpoint.allow.isTrue { layers.append(.vpcEndpoint) }
    guard !result.grant.isTrue else { return layers }
    if !result.boundary.allow.isTrue { layers.append(.boundary) }
    if !result.session.allow.isTrue { layers.append(.session) }
    if !result.identity.allow.isTrue { layers.append(.identity) }
    if !result.resource.allow.any.isTrue, needsResourceAllow(request) {
      layers.append(ServiceRules.trustActions.contains(request.action.lowercased()) ? .trust : .resource)
    }
    return layers
  }

  private static func needsResourceAllow(_ request: AuthorizationRequest) -> Bool {
    let action = request.action.lowercased()
    return request.caller.account != request.resourceAccount || ServiceRules.trustActions.contains(action)
      || action.hasPrefix("kms:")
  }
}

extension Evaluator {
  /// The statements of a policy whose action element covers none of these actions.
  public static func unreachedStatements(of policy: CompiledPolicy, by actions: [String]) -> [Statement] {
    let lowered = actions.map { $0.simpleLowercased.scalarValues }
    return policy.statements.filter { statement in
      !lowered.contains { action in
        statement.actions.contains { $0?.matches(action) ?? false } != statement.source.action.isNegated
      }
    }.map { $0.source }
  }
}
