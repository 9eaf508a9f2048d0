import IAMPolicy
import PolicyWorlds

/// Draws policy texts around the few requests that one world is about.
struct EstateDocuments {
  private let generators: [(action: String, generator: DocumentGenerator)]
  /// What policies of resources name for their actions.
  private let naming: NamingDocuments
  /// How many statements have no condition, beside those that were drawn without one.
  private let calm: Double
  /// Texts by layer and service, of which estates are put together.
  private var pool: [String: [WorldPolicy]] = [:]

  /// - Parameter isShared: whether most policies of resources name several callers for several actions.
  init(_ callers: [Caller], _ operations: [Cast.Operation], isShared: Bool, _ dice: inout Dice) {
    var context = WorldRequest.Context(isOpenWorld: false)
    for key in KeyUniverse.keys where !Self.isImplied(key.name) {
      context[key.name] = .known(dice.pick(key.values, else: ["x"]))
    }
    let first = WorldRequest(
      caller: callers[0], action: "s3:GetObject", resource: .arn("arn:aws:s3:::b/x"),
      resourceAccount: Cast.home, context: context)
    let conditions = ConditionGenerator(first, &dice)
    var generators: [(String, DocumentGenerator)] = []
    let focus = Self.focus(operations)
    for operation in focus {
      let caller = dice.pick(callers, else: callers[0])
      let request = WorldRequest(
        caller: caller, action: operation.action, resource: .arn(dice.pick(operation.arns)),
        resourceAccount: Cast.home, context: context)
      generators.append(
        (
          operation.action,
          DocumentGenerator(
            request: request, conditions: conditions, arns: operation.arns,
            entries: Cast.entries(caller, namesOtherPath: false))
        ))
    }
    self.generators = generators
    calm = isShared ? 0.88 : 0
    naming = NamingDocuments(callers, isShared ? operations : focus, share: isShared ? 0.7 : 0.15)
    for (layer, count) in [(Layer.identity, 10), (.scps, 4), (.rcps, 3), (.session, 4), (.vpcEndpoint, 4)] {
      pool[layer.rawValue] = (0..<count).map { draw(layer, "pool \($0)", &dice) }
    }
    for service in ["s3", "kms", "sqs", "sts", "secretsmanager"] {
      pool["resource" + service] = (0..<4).map { draw(.resource, "pool \($0)", service: service, &dice) }
    }
  }

  /// What is called, and an operation of each service whose resources have policies.
  private static func focus(_ operations: [Cast.Operation]) -> [Cast.Operation] {
    let always: Set<String> = ["s3:GetObject", "kms:Decrypt", "sts:AssumeRole", "sqs:SendMessage"]
    let others = (EstateGenerator.operations + [EstateGenerator.secretRead]).filter { operation in
      (always.contains(operation.action) || operation.action == EstateGenerator.secretRead.action)
        && !operations.contains { $0.action == operation.action }
    }
    return operations + others
  }

  /// A text for an SCP that accounts have one of each.
  func restriction(_ dice: inout Dice) -> WorldPolicy { naming.restriction("only", &dice) }

  /// A text of the pool.
  func pick(_ layer: Layer, service: String = "", _ dice: inout Dice) -> WorldPolicy {
    dice.pick(pool[layer.rawValue + service] ?? [], else: .fullAccess)
  }

  /// Keys that follow from the caller alone.
  static func isImplied(_ key: String) -> Bool {
    let name = key.lowercased()
    return
      (name.hasPrefix("aws:principal") && !name.hasPrefix("aws:principaltag")
      && !name.hasPrefix("aws:principalorg"))
      || name.hasPrefix("aws:user")
      || name.hasPrefix("aws:source") && name != "aws:sourceip"
        && name != "aws:sourcevpce"
  }

  /// A text that AWS would take; of a resource of this service, where one is given.
  func draw(_ layer: Layer, _ name: String, service: String? = nil, _ dice: inout Dice) -> WorldPolicy {
    if let service, layer == .resource, let policy = naming.draw(name, service, &dice) { return policy }
    if layer == .scps, calm > 0, dice.chance(0.5) { return naming.restriction(name, &dice) }
    let fitting = generators.filter { service == nil || $0.action.hasPrefix(service.map { $0 + ":" } ?? "") }
    for _ in 0..<20 {
      let chosen = dice.pick(fitting, else: generators[0])
      var text = chosen.generator.document(layer, &dice)
      if [.identity, .boundary, .session].contains(layer), dice.chance(0.4) {
        let everything = ListText(values: ["*"])
        text.statements.append(StatementText(effect: "Allow", action: everything, resource: everything))
      }
      for index in text.statements.indices {
        if dice.chance(calm) { text.statements[index].conditions = [] }
        finish(&text.statements[index], layer, &dice)
      }
      let type = World.type(of: layer, action: chosen.action)
      let policy = WorldPolicy(name: name, text: text, type: type)
      if policy.isAccepted { return policy }
    }
    return WorldPolicy(
      name: name, text: PolicyText(version: "2012-10-17", statements: []),
      type: World.type(of: layer, action: fitting.first?.action ?? ""))
  }

  /// AWS advises against a Deny with `NotPrincipal`, and a diff says that it takes none to be hidden.
  private func finish(_ statement: inout StatementText, _ layer: Layer, _ dice: inout Dice) {
    if statement.effect == "Deny", statement.principal?.isNegated == true { statement.effect = "Allow" }
    // AWS refuses wildcards in the names of principals.
    statement.principal?.entries.removeAll { $0.text != "*" && $0.text.contains("*") }
    if statement.principal?.entries.isEmpty == true {
      statement.principal?.entries = [.init(kind: "AWS", text: "333333333333")]
    }
    guard dice.chance(calm > 0 ? 0.03 : 0.08) else { return }
    let more = dice.pick(
      [
        ("StringEquals", "aws:ResourceAccount", Cast.home),
        ("StringNotEqualsIfExists", "aws:ResourceOrgID", Estate.organization),
        ("StringLike", "aws:UserAgent", "aws-cli*"), ("Bool", "aws:ViaAWSService", "false"),
        ("StringEquals", "aws:PrincipalTag/team", "${s3:prefix}"),
      ].map { ConditionText(operation: OperatorText(base: $0.0), key: $0.1, values: [$0.2]) },
      else: ConditionText(operation: OperatorText(base: "Null"), key: "aws:SourceVpce", values: ["true"]))
    if statement.conditions.contains(where: { $0.operation == more.operation && $0.key == more.key }) {
      return
    }
    var added = more
    if added.operation.base.hasSuffix("IfExists") {
      added.operation = OperatorText(base: "StringNotEquals", isIfExists: true)
    }
    statement.conditions.append(added)
  }
}
