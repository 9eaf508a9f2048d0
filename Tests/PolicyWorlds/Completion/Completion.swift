import IAMPolicy

/// An allowed value for every unknown fact of a world.
public struct Completion {
  var caller: Caller
  var resource: String
  var resourceAccount: String?
  var isPrincipalInManagementAccount: Bool
  var isResourceInManagementAccount: Bool
  var hasGrant: Bool
  var isShared: Bool
  /// The texts behind the names of unknown policies.
  var policies: [String: [WorldPolicy]] = [:]
  /// Whole layers of which nothing is known; a missing value is a layer that does not exist.
  var layers: [Layer: [[WorldPolicy]]?] = [:]
  var keys: [String: ContextValue] = [:]

  /// The world with some facts revealed.
  func reveal(_ facts: some Sequence<Fact>, in world: World) -> World {
    var result = world
    for fact in facts { reveal(fact, in: &result) }
    return result
  }

  func reveal(_ fact: Fact, in world: inout World) {
    switch fact {
    case .key(let key): world.request.context[key] = keys[key] ?? .absent
    case .closedWorld: closeWorld(&world)
    case .resource: world.request.resource = .arn(resource)
    case .resourceAccount: world.request.resourceAccount = resourceAccount
    case .sessionName, .uniqueID, .issuer, .rolePath, .callerARN: revealCaller(fact, in: &world)
    case .canonicalID: world.request.options.canonicalID = Cast.canonical
    case .principalInManagementAccount:
      world.request.options.principalInManagementAccount = isPrincipalInManagementAccount
    case .resourceInManagementAccount:
      world.request.options.resourceInManagementAccount = isResourceInManagementAccount
    case .kmsGrants: revealGrants(&world)
    case .sharing: revealSharing(&world)
    case .policy(let name): revealPolicy(name, in: &world)
    }
  }

  private func closeWorld(_ world: inout World) {
    var context = WorldRequest.Context(isOpenWorld: false, values: world.request.context.values)
    for (key, value) in keys
    where context.values[key] == nil && NaiveKeys.state(key, world.request) == .unknown {
      context[key] = value
    }
    world.request.context = context
  }

  private func revealCaller(_ fact: Fact, in world: inout World) {
    switch (world.request.caller, caller) {
    case (.user(let arn, _), .user(_, let id)): world.request.caller = .user(arn: arn, uniqueID: id)
    case (.federatedUser, .federatedUser): world.request.caller = caller
    case (.unnamed, _) where fact == .callerARN: world.request.caller = caller
    case (.unnamed(var known), _) where fact == .rolePath:
      known.isServiceLinked = NaiveCaller(caller).isServiceLinked
      world.request.caller = .unnamed(known)
    case (.session(var known), .session(let full)):
      switch fact {
      case .sessionName: known.sessionName = full.sessionName
      case .uniqueID: known.roleID = full.roleID
      default: known.roleARN = full.roleARN
      }
      world.request.caller = .session(known)
    default: break
    }
  }

  /// A grant is a permission on a key for its grantee: the user, or the role of the session.
  private func revealGrants(_ world: inout World) {
    world.request.options.kmsGrantsUnknown = false
    let who = NaiveCaller(caller)
    // Administration of keys is nothing that a grant can allow.
    let isGrantable = ["kms:Decrypt", "kms:RetireGrant"].contains(world.request.action)
    guard hasGrant, isOnKey, isGrantable, world.layers[.resource] != nil,
      who.kind == "user" || who.kind == "session"
    else {
      return
    }
    let statement = StatementText(
      effect: "Allow", principal: PrincipalText(entries: [.init(kind: "AWS", text: grantee(world))]),
      action: ListText(values: [world.request.action]), resource: ListText(values: ["*"]), conditions: [])
    let text = PolicyText(version: "2012-10-17", statements: [statement])
    world.layers[.resource]?[0].append(WorldPolicy(name: "policy:resource:grant", text: text, type: .kms))
  }

  /// The grantee as the world knows it: that somebody without an ARN has a grant does not tell the ARN.
  private func grantee(_ world: World) -> String {
    if case .unnamed(let known) = world.request.caller { return known.uniqueID }
    let who = NaiveCaller(caller)
    return who.kind == "user" ? who.arn : who.roleARN ?? ""
  }

  /// A resource that is shared is one whose policy allows the caller's account, or a caller of no account.
  private func revealSharing(_ world: inout World) {
    world.request.options.sharingUnknown = false
    guard isShared else { return }
    let entry = PrincipalText.Entry(kind: "AWS", text: NaiveCaller(caller).account ?? "*")
    let statement = StatementText(
      effect: "Allow", principal: PrincipalText(entries: [entry]),
      action: ListText(values: [world.request.action]), resource: ListText(values: ["*"]), conditions: [])
    let text = PolicyText(version: "2012-10-17", statements: [statement])
    world.layers[.resource] = [[WorldPolicy(name: "policy:resource:share", text: text, type: .resource)]]
  }

  private var isOnKey: Bool {
    let fields = NaiveText.fields(resource)
    return fields.count == 6 && fields[5].hasPrefix("key/")
  }

  private func revealPolicy(_ name: String, in world: inout World) {
    if let layer = layers.keys.first(where: { name == "policy:\($0.caseName)" }), let levels = layers[layer] {
      // What is known of the layer stays, a grant that was revealed before among it.
      let known = (world.layers[layer] ?? []).joined().filter { $0.text != nil }
      world.layers[layer] = levels
      if !known.isEmpty { world.layers[layer, default: []].append(known) }
      return
    }
    for (place, policy) in world.policies.reversed() where policy.text == nil && policy.name == name {
      world.replace(place, by: policies[name] ?? [])
    }
  }
}
