import IAMPolicy

extension WorldGenerator {
  /// A world that knows less than the truth, by a few random facts.
  public func hidden(seed: UInt64) -> World {
    var dice = Dice(seed: seed)
    var world = truth
    for _ in 0..<dice.pick([1, 1, 2, 2, 3, 4, 6], else: 1) { hideOne(of: &world, &dice) }
    return world
  }

  private func hideOne(of world: inout World, _ dice: inout Dice) {
    switch dice.number(0...13) {
    case 0...5: hideKey(of: &world, &dice)
    case 6: openWorld(&world, &dice)
    case 7, 8: hideCaller(of: &world, &dice)
    case 9: hideResource(of: &world, &dice)
    case 10: hideOptions(of: &world, &dice)
    case 11: hideAccount(of: &world)
    default: hidePolicy(of: &world, &dice)
    }
  }

  private func hideKey(of world: inout World, _ dice: inout Dice) {
    let key = dice.pick(truth.mentionedKeys.sorted().filter { !Self.isOwn($0) || dice.chance(0.1) })
    guard !key.isEmpty else { return }
    let state = NaiveKeys.state(key, truth.request)
    world.request.context[key] = hiding(state, of: key, &dice)
  }

  /// Keys that follow from the caller and are rarely hidden apart from it.
  private static func isOwn(_ key: String) -> Bool { KeyUniverse.derived.contains(key) }

  private func hiding(_ state: ContextValue, of key: String, _ dice: inout Dice) -> ContextValue {
    let values = KeyUniverse.specification(key)?.values ?? [["x"]]
    switch dice.number(0...9) {
    case 0...4: return .unknown
    case 5...7:
      if case .known(let values) = state, values.contains(where: { !$0.isEmpty }) { return .present }
      return .unknown
    default:
      var states: [ContextValue] = [state]
      let others = [dice.pick(values, else: ["x"]), dice.pick(values, else: ["x"])].map {
        ContextValue.known($0)
      }
      for other in [ContextValue.absent] + others where !states.contains(other) { states.append(other) }
      return states.count > 1 ? .oneOf(dice.shuffled(Array(states.prefix(dice.number(2...3))))) : .unknown
    }
  }

  private func openWorld(_ world: inout World, _ dice: inout Dice) {
    var context = WorldRequest.Context(isOpenWorld: true)
    for (key, value) in world.request.context.values where dice.chance(0.5) { context[key] = value }
    // What is not stated stays open; what the caller implies stays implied.
    for key in truth.mentionedKeys.sorted() where !Self.isOwn(key) && dice.chance(0.4) {
      context[key] = NaiveKeys.state(key, world.request)
    }
    world.request.context = context
  }

  private func hideCaller(of world: inout World, _ dice: inout Dice) {
    if dice.chance(0.35), let unnamed = unnamed(world.request.caller, &dice) {
      world.request.caller = .unnamed(unnamed)
      return
    }
    switch world.request.caller {
    case .user(let arn, _): world.request.caller = .user(arn: arn, uniqueID: nil)
    case .federatedUser(let arn, _, _):
      world.request.caller = .federatedUser(arn: arn, issuer: nil, issuerUniqueID: nil)
    case .session(var session):
      switch dice.number(0...2) {
      case 0: session.sessionName = nil
      case 1: session.roleID = nil
      default: if !namesOtherPath { session.roleARN = nil }
      }
      world.request.caller = .session(session)
    default: break
    }
  }

  /// The caller without its ARN; nil for one of which too little else is known.
  private func unnamed(_ caller: Caller, _ dice: inout Dice) -> UnnamedCaller? {
    if case .unnamed = caller { return nil }
    let who = NaiveCaller(caller)
    guard let account = who.account, let id = who.userID,
      var unnamed = UnnamedCaller(account: account, principalID: id)
    else { return nil }
    // Nobody calls into another partition, so that it is only left open where the resources are.
    if who.partition != "aws" || dice.chance(0.5) { unnamed.partition = who.partition }
    if who.kind == "session", dice.chance(0.5) {
      unnamed.isServiceLinked = NaiveCaller(truth.request.caller).isServiceLinked
    }
    return unnamed
  }

  private func hideResource(of world: inout World, _ dice: inout Dice) {
    guard case .arn(let arn) = truth.request.resource else { return }
    if arn == "*" {
      if dice.chance(0.3) { world.request.resource = .star }
      return
    }
    let scalars = Array(arn.unicodeScalars)
    // The path of an IAM entity is what a call by its name hides.
    let path = NaiveText.fields(arn)[5].split(separator: "/", omittingEmptySubsequences: false)
    if arn.hasPrefix("arn:aws:iam:"), path.count > 1, dice.chance(0.6) {
      let start = NaiveText.fields(arn)[..<5].joined(separator: ":") + ":\(path[0])/"
      world.request.resource = .unknownPath(start, name: String(path[path.count - 1]))
      return
    }
    switch dice.number(0...2) {
    case 0: world.request.resource = .unknown
    case 1:
      let isNearEnd = dice.chance(0.7)
      let length =
        isNearEnd ? dice.number(max(0, scalars.count - 8)...scalars.count) : dice.number(0...scalars.count)
      var prefix = ""
      prefix.unicodeScalars.append(contentsOf: scalars[..<length])
      world.request.resource = .prefix(prefix)
    default:
      let fields = NaiveText.fields(arn)
      let hidden = Patterns.loosened(fields[5].replacing("*", with: "x"), &dice)
      world.request.resource = .pattern(fields[..<5].joined(separator: ":") + ":" + hidden)
    }
  }

  private func hideOptions(of world: inout World, _ dice: inout Dice) {
    switch dice.number(0...4) {
    case 0: world.request.options.principalInManagementAccount = nil
    case 1: world.request.options.resourceInManagementAccount = nil
    case 2: world.request.options.canonicalID = nil
    case 3:
      world.request.options.sharingUnknown =
        truth.request.action == "ec2:RunInstances" && world.layers[.resource] == nil
    default: world.request.options.kmsGrantsUnknown = truth.request.action.hasPrefix("kms:")
    }
  }

  /// Hides the owner where the ARN does not state it.
  private func hideAccount(of world: inout World) {
    guard case .arn(let arn) = truth.request.resource, arn != "*", NaiveText.fields(arn)[4].isEmpty else {
      return
    }
    world.request.resourceAccount = nil
  }

  private func hidePolicy(of world: inout World, _ dice: inout Dice) {
    let layer = dice.pick(Layer.allCases, else: .identity)
    // Only what has no policy is shared some other way.
    if layer == .resource, world.request.options.sharingUnknown { return }
    if dice.chance(0.5) {
      if layer == .resource, world.needsResourcePolicy, dice.chance(0.3) {
        world.layers[layer] = nil
      } else if layer != .vpcEndpoint || world.layers[layer] != nil {
        world.layers[layer] = [[WorldPolicy(unknown: "policy:\(layer.caseName)")]]
      }
      return
    }
    let places = world.policies.filter { $0.place.layer == layer && $0.policy.text != nil }
    guard let (place, policy) = dice.shuffled(places).first else { return }
    world.replace(place, by: [WorldPolicy(unknown: policy.name)])
  }
}
