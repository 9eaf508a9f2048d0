import IAMPolicy
import PolicyWorlds

/// A change of an estate, with the argument of `--change` that asks for it.
struct EstateChange {
  enum Target: Hashable {
    case scp(name: String, node: String)
    case rcp(name: String, node: String)
    case boundary(arn: String)
    case identity(arn: String, name: String)
    case managed(arn: String)
    case resource(arn: String)
    case endpoint(id: String)
  }

  var target: Target
  /// The new text; nil removes what is there.
  var policy: WorldPolicy?

  /// The target as typed.
  var text: String {
    switch target {
    case .scp(let name, let node): "scp:\(name)@\(node)"
    case .rcp(let name, let node): "rcp:\(name)@\(node)"
    case .boundary(let arn): "boundary:\(arn)"
    case .identity(let arn, let name): "identity:\(arn)/\(name)"
    case .managed(let arn): "managed:\(arn)"
    case .resource(let arn): "resource:\(arn)"
    case .endpoint(let id): "vpce:\(id)"
    }
  }

  /// The word before the colon.
  var kind: String { String(text.prefix { $0 != ":" }) }

  var touchesOrganization: Bool { kind == "scp" || kind == "rcp" }
}

extension Estate {
  /// The estate after some changes, one after the other.
  ///
  /// - Parameter reached: the nodes that `@*` means where nothing stands yet.
  func applying(_ changes: [EstateChange], reached: [String]) -> Estate {
    var estate = self
    for change in changes { estate.apply(change, reached) }
    return estate
  }

  private mutating func apply(_ change: EstateChange, _ reached: [String]) {
    switch change.target {
    case .scp(let name, let node): change.apply(name, node, to: &nodes, \.scps, reached)
    case .rcp(let name, let node): change.apply(name, node, to: &nodes, \.rcps, reached)
    case .boundary(let arn):
      identities[arn]?.ownBoundary = change.policy
      identities[arn]?.boundary = nil
    case .identity(let arn, let name):
      identities[arn]?.inline.removeAll { $0.name == name }
      if let policy = change.policy { identities[arn]?.inline.append(Named(name: name, policy: policy)) }
    case .managed(let arn): managed[arn] = change.policy ?? .empty
    case .resource(let arn):
      if identities[arn] != nil {
        identities[arn]?.trust = change.policy
      } else {
        resources[arn] = change.policy
      }
    case .endpoint(let id): endpoints[id] = change.policy ?? .open
    }
  }

  /// Whether something stands at a target.
  func holds(_ target: EstateChange.Target) -> Bool {
    switch target {
    case .scp(let name, let node): Self.holds(name, node, nodes, \.scps)
    case .rcp(let name, let node): Self.holds(name, node, nodes, \.rcps)
    case .boundary(let arn): identities[arn]?.boundary != nil
    case .identity(let arn, let name): identities[arn]?.inline.contains { $0.name == name } ?? false
    case .managed(let arn): managed[arn] != nil
    case .resource(let arn): resources[arn] != nil || identities[arn]?.trust != nil
    case .endpoint(let id): endpoints[id] != nil
    }
  }

  private static func holds(
    _ name: String, _ node: String, _ nodes: [Node], _ kind: KeyPath<Node, [Named]>
  ) -> Bool {
    nodes.contains { (node == "*" || $0.id == node) && $0[keyPath: kind].contains { $0.name == name } }
  }
}

extension EstateChange {
  /// Attaches, replaces or detaches at one node, or with `*` wherever it stands.
  fileprivate func apply(
    _ name: String, _ node: String, to nodes: inout [Estate.Node],
    _ kind: WritableKeyPath<Estate.Node, [Estate.Named]>, _ reached: [String]
  ) {
    for index in nodes.indices {
      let stands = nodes[index][keyPath: kind].contains { $0.name == name }
      let isMeant = node == "*" ? stands || reached.contains(nodes[index].id) : nodes[index].id == node
      guard isMeant else { continue }
      nodes[index][keyPath: kind].removeAll { $0.name == name }
      if let policy { nodes[index][keyPath: kind].append(Estate.Named(name: name, policy: policy)) }
    }
  }
}

extension WorldPolicy {
  private static let everything = ListText(values: ["*"])

  /// A policy on everything.
  static func whole(_ effect: String, type: PolicyType, names: Bool = false) -> WorldPolicy {
    let everyone = PrincipalText(entries: [.init(kind: "*", text: "*")])
    let statement = StatementText(
      effect: effect, principal: names ? everyone : nil, action: everything, resource: everything)
    return WorldPolicy(
      name: "whole", text: PolicyText(version: "2012-10-17", statements: [statement]), type: type)
  }

  /// A policy that says nothing that any request meets.
  static let empty = WorldPolicy(
    name: "empty",
    text: PolicyText(
      version: "2012-10-17",
      statements: [
        StatementText(
          effect: "Allow", action: ListText(values: ["none:None"]), resource: ListText(values: ["*"]))
      ]), type: .identity)
  /// The policy of an endpoint that was given none.
  static let open = whole("Allow", type: .vpce, names: true)
  /// AWS's SCP that allows everything.
  static let fullAccess = whole("Allow", type: .scp)
}
