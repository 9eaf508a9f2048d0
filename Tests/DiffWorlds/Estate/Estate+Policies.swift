import IAMPolicy
import PolicyWorlds

/// Which policies take part in a request: read from the estate as plainly as the rules say it.
extension Estate {
  /// The layers of one request of an event.
  func layers(of event: TrueEvent, _ request: TrueRequest) -> [Layer: [[WorldPolicy]]] {
    let who = NaiveCaller(event.caller)
    var layers: [Layer: [[WorldPolicy]]] = [:]
    if let account = who.account { layers[.scps] = levels(account, \.scps) }
    layers[.rcps] = levels(request.owner, \.rcps)
    let owner = who.kind == "feduser" ? who.issuer : who.principalARN
    if let identity = owner.flatMap({ identities[$0] }) {
      layers[.identity] = [policies(of: identity)]
      if let own = identity.ownBoundary {
        layers[.boundary] = [[own]]
      } else if let boundary = identity.boundary.flatMap({ managed[$0] }) {
        layers[.boundary] = [[boundary]]
      }
    } else {
      layers[.identity] = [[]]
    }
    if let session = event.session { layers[.session] = [session] }
    if let endpoint = event.endpoint.flatMap({ endpoints[$0] }) { layers[.vpcEndpoint] = [[endpoint]] }
    if let policy = resourcePolicy(of: request) { layers[.resource] = [[policy]] }
    return layers
  }

  private func levels(_ account: String, _ kind: KeyPath<Node, [Named]>) -> [[WorldPolicy]] {
    path(to: account).compactMap { id in
      node(id).map { nodes[$0][keyPath: kind].map { $0.policy } }
    }
  }

  private func policies(of identity: Identity) -> [WorldPolicy] {
    let groups = identity.groups.compactMap { identities[$0] }
    return ([identity] + groups).flatMap { holder in
      holder.inline.map { $0.policy } + holder.attached.compactMap { managed[$0] }
    }
  }

  private func resourcePolicy(of request: TrueRequest) -> WorldPolicy? {
    guard request.arn != "*" else { return nil }
    if request.action.hasPrefix("sts:") { return identities[request.arn]?.trust }
    return request.action.hasPrefix("iam:") ? nil : resources[Self.owner(of: request.arn)]
  }

  /// The resource whose policy speaks of an ARN: an object's bucket.
  static func owner(of arn: String) -> String {
    guard arn.hasPrefix("arn:aws:s3:::"), let slash = arn.firstIndex(of: "/") else { return arn }
    return String(arn[..<slash])
  }

  /// The world in which one request is decided.
  func world(_ event: TrueEvent, _ request: TrueRequest) -> World {
    var context = WorldRequest.Context(isOpenWorld: false, values: event.context)
    for (key, value) in request.context { context[key] = value }
    if request.arn != "*" {
      context["aws:resourceaccount"] = .known([request.owner])
      context["aws:resourceorgid"] = .known([Self.organization])
    }
    if context["aws:principaltag/team"] == nil {
      let tag = NaiveCaller(event.caller).principalARN.flatMap { identities[$0] }?.tag
      context["aws:principaltag/team"] = tag.map { .known([$0]) } ?? .absent
    }
    let options = RequestOptions(
      principalInManagementAccount: NaiveCaller(event.caller).account == Self.management,
      resourceInManagementAccount: request.owner == Self.management,
      vpcEndpointType: event.isGateway && request.action.hasPrefix("s3:") ? .gateway : .interface,
      canonicalID: Cast.canonical)
    return World(
      request: WorldRequest(
        caller: event.caller, action: request.action, resource: .arn(request.arn),
        resourceAccount: request.owner, context: context, options: options),
      layers: layers(of: event, request))
  }
}
