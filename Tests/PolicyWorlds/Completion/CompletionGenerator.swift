import IAMPolicy

/// Draws completions of a world.
public struct CompletionGenerator {
  let world: World
  let documents: DocumentGenerator
  /// What the caller really was: paths that policies name cannot be others.
  let truth: Caller
  /// Whether a layer of which nothing is known may turn out to have other levels, or not to exist.
  var isStructural = true
  /// What is unknown in the world.
  let facts: [Fact]
  private let keys: Set<String>

  /// The texts that unknown policies of a layer turn out to have.
  private var pool: [Layer: [WorldPolicy]] = [:]

  init(_ world: World, _ generator: WorldGenerator, isStructural: Bool = true, _ dice: inout Dice) {
    self.world = world
    documents = generator.documents
    truth = generator.truth.request.caller
    self.isStructural = isStructural
    facts = world.unknownFacts
    keys = world.mentionedKeys.union(world.request.context.values.keys)
    for layer in Layer.allCases where facts.contains(where: { $0.layer == layer }) {
      pool[layer] = (0..<8).map { documents.policy(layer, "c\($0)", &dice) }
    }
  }

  /// The world with everything revealed.
  func complete(_ completion: Completion) -> World { completion.reveal(facts.reversed(), in: world) }

  func draw(_ dice: inout Dice) -> Completion {
    let caller = caller(&dice)
    let resource = resource(&dice)
    var completion = Completion(
      caller: caller, resource: resource, resourceAccount: account(resource, &dice),
      isPrincipalInManagementAccount: dice.chance(0.5), isResourceInManagementAccount: dice.chance(0.5),
      hasGrant: dice.chance(0.5), isShared: dice.chance(0.5))
    drawPolicies(&completion, &dice)
    drawKeys(&completion, &dice)
    return completion
  }

  private func caller(_ dice: inout Dice) -> Caller {
    switch world.request.caller {
    case .user(let arn, nil): return .user(arn: arn, uniqueID: dice.pick(["AIDAALICE", "AIDABOB"]))
    case .federatedUser(let arn, nil, _):
      let account = NaiveText.fields(arn)[4]
      let issuer = dice.pick(["user/token-app", "user/other", "root"])
      return .federatedUser(
        arn: arn, issuer: "arn:aws:iam::\(account):\(issuer)", issuerUniqueID: "AIDATOKEN")
    case .unnamed(let unnamed): return named(unnamed, &dice)
    case .session(var session):
      session.sessionName = session.sessionName ?? dice.pick(["s1", "s2", "x@example.com"])
      session.roleID = session.roleID ?? dice.pick(["AROAAPP", "AROASLR", "AROAOTHER"])
      session.roleARN = session.roleARN ?? roleARN(session, &dice)
      return .session(session)
    default: return world.request.caller
    }
  }

  /// The truth, or another user or role of the account that may have the ID.
  private func named(_ caller: UnnamedCaller, _ dice: inout Dice) -> Caller {
    if dice.chance(0.5) { return truth }
    let head = "arn:\(caller.partition ?? "aws"):iam::\(caller.account):"
    guard let session = caller.sessionName else {
      let user = dice.pick(["user/team/alice", "user/alice", "user/token-app"])
      return .user(arn: head + user, uniqueID: caller.uniqueID)
    }
    let plain = caller.isServiceLinked == true ? [] : ["role/app", "role/team/app", "role/other"]
    let linked = caller.isServiceLinked == false ? [] : [Cast.serviceLinkedPath]
    let role = dice.pick(plain + linked)
    return .session(
      RoleSession(
        account: caller.account, roleName: role.split(separator: "/").last.map(String.init) ?? "",
        sessionName: session, roleARN: head + role, roleID: caller.uniqueID))
  }

  /// Role names are unique in an account: a path that some policy names is the role's path.
  private func roleARN(_ session: RoleSession, _ dice: inout Dice) -> String? {
    guard case .session(let true_) = truth, let arn = true_.roleARN else { return session.roleARN }
    let isNamed = world.policies.contains { _, policy in
      policy.text?.statements.contains { $0.principal?.entries.contains { $0.text == arn } == true } == true
    }
    if isNamed || dice.chance(0.5) { return arn }
    let linked = session.roleName.hasPrefix("AWSServiceRoleFor") ? ["aws-service-role/x.amazonaws.com/"] : []
    return "arn:aws:iam::\(session.account):role/" + dice.pick(["", "team/"] + linked) + session.roleName
  }

  private func resource(_ dice: inout Dice) -> String {
    let isGlobal = documents.request.resource == .arn("*")
    let own = documents.arns.filter { $0.hasPrefix("arn:aws:\(service):") && agrees($0) }
    switch world.request.resource {
    case .arn(let arn): return arn
    case .star: return "*"
    case .unknown: return isGlobal ? "*" : dice.pick(own).replacing("arn:aws:", with: "arn:\(partition):")
    case .prefix(let prefix):
      let fitting = own.filter { $0.unicodeScalars.starts(with: prefix.unicodeScalars) }
      if NaiveText.fields(prefix).count < 3 {
        return dice.pick(fitting).replacing("arn:aws:", with: "arn:\(partition):")
      }
      if fitting.isEmpty || (!isFixed && dice.chance(0.4) && NaiveText.fields(prefix).count == 6) {
        return prefix + dice.pick(["", "x", "/red", ":a", "/*", "alice"])
      }
      return dice.pick(fitting)
    case .unknownPath(let start, let name):
      let fitting = own.filter { $0 == start + name || ($0.hasPrefix(start) && $0.hasSuffix("/" + name)) }
      if isFixed || dice.chance(0.5), !fitting.isEmpty { return dice.pick(fitting) }
      return start + dice.pick(["", "team/", "x/red/", "aws-reserved/"]) + name
    case .pattern(let pattern):
      let fitting = own.filter { NaiveText.matches(NaiveText.pattern(pattern), NaiveText.scalars($0)) }
      if isFixed || dice.chance(0.4), !fitting.isEmpty { return dice.pick(fitting) }
      return filled(pattern, &dice)
    }
  }

  /// A pattern with random text in place of its wildcards.
  private func filled(_ pattern: String, _ dice: inout Dice) -> String {
    var text = ""
    for scalar in pattern.unicodeScalars {
      switch scalar {
      case "*": text += dice.pick(["", "x", "x/red", "alice", "red", "a:b"])
      case "?": text += dice.pick(["x", "/", "b", "r"])
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// Whether only the ARNs of the cast are of the action's resource type.
  private var isFixed: Bool { service == "kms" || service == "iam" }

  /// Nobody calls into another partition: what is wholly unknown is in the caller's.
  private var partition: String { NaiveCaller(world.request.caller).partition ?? "aws" }

  private var service: String {
    let service = String(world.request.action.prefix { $0 != ":" })
    return service == "sts" ? "iam" : service
  }

  /// Whether an ARN's account is the one that is known.
  private func agrees(_ arn: String) -> Bool {
    guard let account = world.request.resourceAccount else { return true }
    let stated = NaiveText.fields(arn)[4]
    return stated.isEmpty || stated == account
  }

  private func account(_ arn: String, _ dice: inout Dice) -> String? {
    if let account = world.request.resourceAccount { return account }
    let stated = NaiveText.fields(arn).count == 6 ? NaiveText.fields(arn)[4] : ""
    let own =
      NaiveCaller(world.request.caller).account.map { $0 == "333333333333" ? Cast.home : $0 } ?? Cast.home
    return stated.isEmpty ? dice.pick([own, Cast.home, Cast.other]) : stated
  }

  private func drawPolicies(_ completion: inout Completion, _ dice: inout Dice) {
    for case .policy(let name) in facts {
      guard let layer = Fact.policy(name).layer else { continue }
      let isWhole = name == "policy:\(layer.caseName)"
      if isWhole, isStructural || world.layers[layer] == nil {
        completion.layers[layer] = .some(levels(layer, completion, &dice))
      }
      let count = isWhole && layer != .boundary ? dice.number(0...2) : 1
      completion.policies[name] = (0..<count).map { _ in policy(layer, completion, &dice) }
    }
  }

  private func levels(_ layer: Layer, _ completion: Completion, _ dice: inout Dice) -> [[WorldPolicy]]? {
    switch layer {
    case .scps, .rcps:
      return (0..<dice.number(0...2)).map { _ in
        (0..<dice.number(0...2)).map { _ in policy(layer, completion, &dice) }
      }
    case .boundary, .session, .vpcEndpoint:
      if dice.chance(0.3) { return nil }
      return [[policy(layer, completion, &dice)]]
    case .identity, .resource:
      let count = layer == .resource && world.needsResourcePolicy ? 1 : dice.number(0...2)
      return [(0..<count).map { _ in policy(layer, completion, &dice) }]
    }
  }

  private func policy(_ layer: Layer, _ completion: Completion, _ dice: inout Dice) -> WorldPolicy {
    guard let drawn = pool[layer] else { return WorldPolicy(unknown: "policy:" + layer.caseName) }
    let policy = dice.pick(drawn, else: drawn[0])
    guard case .session(let session) = truth, let named = session.roleARN,
      NaiveCaller(completion.caller).roleARN != named, let text = policy.text?.without(principal: named)
    else { return policy }
    return WorldPolicy(
      name: policy.name, text: text, type: World.type(of: layer, action: world.request.action))
  }

  private func drawKeys(_ completion: inout Completion, _ dice: inout Dice) {
    var keys = keys
    for policy in completion.policies.values.joined() { keys.formUnion(policy.mentionedKeys) }
    for levels in completion.layers.values {
      for policy in (levels ?? []).joined() { keys.formUnion(policy.mentionedKeys) }
    }
    var full = world.request
    full.caller = completion.caller
    for key in keys.sorted() {
      let isStated = world.request.context.values[key] != nil
      let implied = isStated ? nil : NaiveKeys.state(key, full)
      if let implied, case .known = implied {
        completion.keys[key] = implied
      } else if let state = state(of: key, NaiveKeys.state(key, world.request), &dice) {
        completion.keys[key] = state
      }
    }
  }

  /// A state that a key can have, given what is known of it; nil when it is settled.
  private func state(of key: String, _ known: ContextValue, _ dice: inout Dice) -> ContextValue? {
    let specification = KeyUniverse.specification(key) ?? KeySpecification(key, "String", ["x", "red"])
    switch known {
    case .known, .absent: return nil
    case .present: return .known(dice.pick(specification.nonNull, else: ["x"]))
    case .oneOf(let states):
      let state = dice.pick(states, else: .absent)
      return self.state(of: key, state, &dice) ?? state
    case .unknown:
      if specification.isAlwaysThere { return .known(dice.pick(specification.nonNull, else: ["x"])) }
      return dice.chance(0.3) ? .absent : .known(dice.pick(specification.values, else: ["x"]))
    }
  }
}
