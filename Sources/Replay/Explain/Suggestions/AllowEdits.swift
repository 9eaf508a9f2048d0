import IAMPolicy

/// Adds what the layers of a denied request lack.
struct AllowEdits {
  let denied: DeniedRequest
  let snapshot: PolicySnapshot

  /// The layers in which an Allow may be added, of which some may do without the others.
  var choices: [PolicyLayer] {
    [.identity, .resource, .trust, .boundary].filter { lacks($0) }
  }

  /// Adds an Allow in one of these layers.
  func add(in layer: PolicyLayer, to edits: inout PolicyEdits) {
    guard lacks(layer) else { return }
    switch layer {
    case .identity: addIdentity(&edits)
    case .boundary: addBoundary(&edits)
    case .resource, .trust: addResource(&edits, isTrust: layer == .trust)
    default: break
    }
  }

  /// Adds an Allow at every level of SCPs, and in the endpoint's policy, where one is missing: all of them must allow.
  func addRequired(to edits: inout PolicyEdits) {
    guard let allow = denied.allow.ofCaller else { return }
    for level in denied.layers(.scp) where denied.lacksAllow(level) {
      guard let node = level.node, !node.isEmpty else { continue }
      edits.add(allow, to: .scp(name: freshName(level.policies), node: node), "a new SCP", nil)
    }
    for layer in denied.layers(.vpcEndpoint) where denied.lacksAllow(layer) {
      guard let id = denied.endpoint, let known = onlyDocument(layer), let own = denied.allow.ofEndpoint
      else {
        continue
      }
      edits.add(own, to: .vpcEndpoint(id: id), "the endpoint's policy", known.document)
    }
  }

  private func lacks(_ layer: PolicyLayer) -> Bool {
    let own = denied.layers(layer)
    if own.isEmpty { return layer == .resource && newResource != nil }
    return own.contains { denied.lacksAllow($0) }
  }

  private func addIdentity(_ edits: inout PolicyEdits) {
    guard let owner = denied.owner, let allow = denied.allow.ofCaller else { return }
    let name = freshName(denied.layers(.identity).flatMap { $0.policies })
    edits.add(
      allow, to: .identity(arn: owner, name: name),
      "a new inline policy" + (denied.isOfPermissionSet ? ", by way of its permission set" : ""), nil)
  }

  private func addBoundary(_ edits: inout PolicyEdits) {
    guard let owner = denied.owner, let allow = denied.allow.ofCaller,
      let layer = denied.layers(.boundary).first, let known = onlyDocument(layer)
    else { return }
    edits.add(allow, to: .boundary(arn: owner), denied.boundaryWords, known.document)
  }

  private func addResource(_ edits: inout PolicyEdits, isTrust: Bool) {
    guard let allow = denied.allow.ofResource(isTrust: isTrust) else { return }
    if let layer = denied.layers(isTrust ? .trust : .resource).first, let known = onlyDocument(layer) {
      let words = isTrust ? "its trust policy" : "its resource-based policy"
      edits.add(allow, to: .resource(arn: known.policy.name), words, known.document)
    } else if let new = newResource {
      edits.add(allow, to: .resource(arn: new), "a new resource-based policy", nil)
    }
  }

  /// The resource whose policy would be its first; nil for one that has a policy, or perhaps one that is not known.
  private var newResource: String? {
    let request = denied.explanation.request
    guard denied.layers(.resource).isEmpty, denied.layers(.trust).isEmpty,
      case .arn(let arn) = request.resource
    else { return nil }
    let owner = ResourcePolicyServices.owner(of: arn)
    let service = ARNFields(owner).service
    return ResourcePolicyServices.simple.contains(service) && request.action.hasPrefix("\(service):")
      ? owner : nil
  }

  /// The layer's only policy, where its text is known: another text cannot be added to.
  private func onlyDocument(_ layer: LayerExplanation) -> (policy: AttachedPolicy, document: PolicyDocument)?
  {
    guard layer.policies.count == 1, let policy = layer.policies.first,
      case .document(let compiled) = policy.content
    else { return nil }
    return (policy, compiled.document)
  }

  private func freshName(_ policies: [AttachedPolicy]) -> String {
    let known = Set(policies.map { $0.name })
    let base = "RetrialSuggestion"
    guard known.contains(base) else { return base }
    return (2...(known.count + 2)).lazy.map { "\(base)\($0)" }.first { !known.contains($0) } ?? base
  }
}
