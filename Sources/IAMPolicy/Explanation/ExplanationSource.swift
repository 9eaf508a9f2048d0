/// What every part of an explanation looks at when it is asked for more: the request and its policies.
final class ExplanationSource: Sendable {
  let request: AuthorizationRequest
  let policies: AppliedPolicies

  init(_ request: AuthorizationRequest, _ policies: AppliedPolicies) {
    self.request = request
    self.policies = policies
  }

  /// Every set of policies with its layer, organization first, identity last.
  var keys: [LayerKey] {
    if request.options.asksEndpointAlone { return [LayerKey(layer: .vpcEndpoint)] }
    var keys: [LayerKey] = []
    keys.reserveCapacity(policies.scps.count + policies.rcps.count + 5)
    for level in policies.scps.indices { keys.append(LayerKey(layer: .scp, level: level)) }
    for level in policies.rcps.indices { keys.append(LayerKey(layer: .rcp, level: level)) }
    if policies.vpcEndpoint != nil { keys.append(LayerKey(layer: .vpcEndpoint)) }
    if policies.boundary != nil { keys.append(LayerKey(layer: .boundary)) }
    if policies.session != nil { keys.append(LayerKey(layer: .session)) }
    if resource != nil { keys.append(LayerKey(layer: resourceLayer)) }
    keys.append(LayerKey(layer: .identity))
    return keys
  }

  /// The layer of the resource's own policy.
  var resourceLayer: PolicyLayer { request.storage.meetsTrustPolicy ? .trust : .resource }

  /// The resource's policy; a role or key has one for certain, so that none given is one that is not known.
  private var resource: PolicySet? {
    if let own = policies.resource { return own }
    if request.storage.meetsTrustPolicy { return .unknown("policy:resource") }
    guard request.operation.rules.isKMS else { return nil }
    let pass = EvaluationPass(request, SilentJudge<Ternary>())
    return pass.isKey.isFalse ? nil : .unknown("policy:resource")
  }

  /// The policies of a layer or level.
  func set(_ key: LayerKey) -> PolicySet {
    switch key.layer {
    case .scp: policies.scps[key.level].policies
    case .rcp: policies.rcps[key.level].policies
    case .vpcEndpoint: policies.vpcEndpoint ?? .unknown("policy:vpcEndpoint")
    case .boundary: policies.boundary ?? PolicySet()
    case .session: policies.session ?? PolicySet()
    case .resource, .trust: resource ?? PolicySet()
    case .identity: policies.identity
    case .serviceGuardrail, .s3BlockPublicAccess: PolicySet()
    }
  }

  /// The root, OU or account of a level; nil for other layers.
  func node(_ key: LayerKey) -> String? {
    switch key.layer {
    case .scp: policies.scps[key.level].node
    case .rcp: policies.rcps[key.level].node
    default: nil
    }
  }

  /// The classes in which a statement's principal matches; nil in layers whose policies name none.
  func classes<Logic: TruthValue>(_ statement: CompiledStatement, _ layer: PolicyLayer) -> PrincipalClasses<
    Logic
  >? {
    switch layer {
    case .rcp, .vpcEndpoint, .resource, .trust:
      statement.classes(request, hasBoundary: request.hasBoundary(policies.boundary))
    case .identity, .boundary, .session, .scp, .serviceGuardrail, .s3BlockPublicAccess: nil
    }
  }
}
