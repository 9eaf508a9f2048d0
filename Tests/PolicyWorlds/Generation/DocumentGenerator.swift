import IAMPolicy

/// Writes random policy documents around one request.
public struct DocumentGenerator {
  let request: WorldRequest
  let conditions: ConditionGenerator
  /// The ARNs that this world's resources are drawn from.
  let arns: [String]
  let entries: [PrincipalText.Entry]

  /// Writes documents around a request, on these resources and about these principals.
  public init(
    request: WorldRequest, conditions: ConditionGenerator, arns: [String], entries: [PrincipalText.Entry]
  ) {
    self.request = request
    self.conditions = conditions
    self.arns = arns
    self.entries = entries
  }

  func policy(_ layer: Layer, _ name: String, _ dice: inout Dice) -> WorldPolicy {
    WorldPolicy(
      name: "policy:\(layer.caseName):\(name)", text: document(layer, &dice),
      type: World.type(of: layer, action: request.action))
  }

  /// A random document of a layer.
  public func document(_ layer: Layer, _ dice: inout Dice) -> PolicyText {
    let type = World.type(of: layer, action: request.action)
    var statements: [StatementText] = []
    if ![.resource, .trust, .rcp].contains(type), dice.chance(layer == .scps ? 0.65 : 0.3) {
      statements.append(everything(type))
    }
    let count = dice.pick([1, 1, 1, 2, 2], else: 1)
    for _ in 0..<count { statements.append(statement(type, &dice)) }
    if dice.chance(0.3) { statements.append(twin(of: statements, type, &dice)) }
    let version = type == .rcp || dice.chance(0.8) ? "2012-10-17" : dice.chance(0.5) ? "2008-10-17" : nil
    return PolicyText(version: version, statements: dice.shuffled(statements))
  }

  private func everything(_ type: PolicyType) -> StatementText {
    let everyone = PrincipalText(entries: [.init(kind: "*", text: "*")])
    return StatementText(
      effect: "Allow", principal: type.namesPrincipals ? everyone : nil, action: ListText(values: ["*"]),
      resource: type == .trust ? nil : ListText(values: ["*"]), conditions: [])
  }

  private func statement(_ type: PolicyType, _ dice: inout Dice) -> StatementText {
    StatementText(
      effect: type == .rcp || dice.chance(0.22) ? "Deny" : "Allow",
      principal: type.namesPrincipals ? principal(type, &dice) : nil, action: action(type, &dice),
      resource: resource(type, &dice), conditions: conditions.conditions(&dice))
  }

  /// A statement that tests the same facts as another one, the other way round or with the other effect.
  private func twin(of statements: [StatementText], _ type: PolicyType, _ dice: inout Dice) -> StatementText {
    let fresh = statement(type, &dice)
    var twin = dice.pick(statements.filter { !$0.conditions.isEmpty }, else: fresh)
    if type != .rcp, dice.chance(0.15) {
      twin.effect = twin.effect == "Allow" ? "Deny" : "Allow"
    }
    for index in twin.conditions.indices where !twin.conditions[index].values.isEmpty && dice.chance(0.7) {
      var turned = twin.conditions[index]
      if dice.chance(turned.values == ["*"] ? 0.6 : 0.15) {
        turned.operation = OperatorText(base: "Null")
        turned.values = [dice.pick(["true", "false"])]
      } else if turned.operation.prefix.isEmpty || dice.chance(0.6) {
        turned.operation.base = turned.operation.base.turnedRound
      } else {
        turned.operation.prefix = turned.operation.prefix == "ForAllValues" ? "ForAnyValue" : "ForAllValues"
      }
      let isTwice = twin.conditions.contains {
        $0.operation.text == turned.operation.text && $0.key == turned.key
      }
      if !isTwice { twin.conditions[index] = turned }
    }
    return twin
  }

  private func action(_ type: PolicyType, _ dice: inout Dice) -> ListText {
    let service = String(request.action.prefix { $0 != ":" })
    let isNegated = type != .rcp && dice.chance(0.15)
    let hits = [
      request.action, service + ":*", request.action.lowercased(), Patterns.action(request.action, &dice),
    ]
    let others = ["ec2:Describe*", service + ":Other", "logs:PutLogEvents", service + "express:*"]
    let malformed = [service + ":", service + " :" + "*", service, "a:b:c", " ", "s3: GetObject"]
    var values: [String] = []
    for _ in 0..<dice.pick([1, 1, 2], else: 1) {
      let isHit = dice.chance(isNegated ? 0.3 : 0.75)
      values.append(isHit ? dice.pick(hits) : dice.chance(0.2) ? dice.pick(malformed) : dice.pick(others))
    }
    if type != .rcp, !isNegated, dice.chance(0.25) {
      values = [dice.chance(0.7) ? "*" : "*:" + request.action.dropFirst(service.count + 1)]
    }
    values = values.map { type.acceptsAction($0) ? $0 : request.action }
    if dice.chance(0.01) { values = [] }
    return ListText(isNegated: isNegated, values: values)
  }

  private func resource(_ type: PolicyType, _ dice: inout Dice) -> ListText? {
    if type == .trust { return nil }
    if type == .resource, dice.chance(0.1) { return nil }
    let isNegated = dice.chance(0.15)
    let values = (0..<dice.pick([1, 1, 2], else: 1)).map { _ in
      dice.chance(isNegated ? 0.1 : 0.35) ? "*" : resourceValue(type, &dice)
    }
    if dice.chance(0.01), type != .session { return ListText(isNegated: isNegated, values: []) }
    return ListText(isNegated: isNegated, values: values)
  }

  private func resourceValue(_ type: PolicyType, _ dice: inout Dice) -> String {
    let arn = dice.pick(arns)
    if arn == "*", type.acceptsResource("?"), dice.chance(0.5) { return dice.pick(["?", "*?", "arn:*"]) }
    // Its name holds colons: a wildcard may or may not run over those of the fields before it.
    if arn == Cast.logStream, dice.chance(0.6) { return dice.pick(Cast.logPatterns) }
    if dice.chance(0.25) { return arn }
    let fields = NaiveText.fields(arn)
    if fields.count == 6, dice.chance(0.3) {
      return fields[..<5].joined(separator: ":") + ":" + Patterns.withVariable(fields[5], &dice)
    }
    let pattern = Patterns.loosened(arn, &dice)
    let isShort = NaiveText.fields(pattern).count < 6
    return !type.acceptsResource(pattern) || (isShort && dice.chance(0.5)) ? "*" : pattern
  }

  private func principal(_ type: PolicyType, _ dice: inout Dice) -> PrincipalText {
    let everyone = PrincipalText.Entry(kind: "*", text: "*")
    if type == .rcp { return PrincipalText(entries: [everyone]) }
    let allowsNot = type != .trust && !(type == .vpce && request.options.vpcEndpointType == .gateway)
    let isNegated = allowsNot && dice.chance(0.15)
    if dice.chance(isNegated ? 0.03 : 0.15) {
      return PrincipalText(isNegated: isNegated, entries: [everyone])
    }
    let count = isNegated ? dice.number(1...3) : dice.number(1...2)
    return PrincipalText(
      isNegated: isNegated, entries: (0..<count).map { _ in dice.pick(entries, else: everyone) })
  }
}

extension Patterns {
  /// A name with its end, or all of it, given over to a variable that may well have that value.
  static func withVariable(_ name: String, _ dice: inout Dice) -> String {
    let variable = dice.pick(KeyUniverse.variables)
    if dice.chance(0.3) { return dice.chance(0.5) ? variable : "*" + variable }
    let end = name.split(separator: "/").last.map(String.init) ?? name
    let start = String(name.dropLast(end.count))
    switch end {
    case "*": return start + "${*}"
    case "red":
      return start
        + dice.pick(["${aws:PrincipalTag/team}", "r${aws:PrincipalTag/team, 'ed'}", "*${app:none, 'd'}"])
    case "alice": return start + dice.pick(["${aws:username}", "${aws:username, 'alice'}"])
    default:
      return start
        + dice.pick(["${app:none, '\(end)'}", "*${aws:PrincipalTag/team, '\(end)'}", "?*${$}", variable])
    }
  }

  /// A pattern of an action that keeps its one colon.
  static func action(_ action: String, _ dice: inout Dice) -> String {
    let parts = action.split(separator: ":").map(String.init)
    let loose = parts.map { dice.chance(0.6) ? loosened($0, &dice) : $0 }
    return loose.joined(separator: ":")
  }
}

extension PolicyType {
  var namesPrincipals: Bool {
    self == .resource || self == .trust || self == .kms || self == .vpce || self == .rcp
  }

  /// Whether IAM stores an action in this type of policy: trust policies and RCPs name their service.
  func acceptsAction(_ text: String) -> Bool {
    let service = text.prefix { $0 != ":" }
    let isLoose = service.contains("*") || service.contains("?")
    switch self {
    case .rcp: return !isLoose
    case .trust: return isLoose || service == "sts" || !text.contains(":")
    default: return true
    }
  }

  /// Whether IAM stores a pattern in this type of policy: identity policies take no text of a single field and
  /// only partitions that exist, session policies only complete ARNs.
  func acceptsResource(_ text: String) -> Bool {
    guard [.identity, .boundary, .session].contains(self), text != "*" else { return true }
    let fields = NaiveText.fields(text)
    guard fields.count >= (self == .session ? 6 : 2) else { return false }
    return fields[1].hasPrefix("aws") || fields[1].contains("*") || fields[1].contains("?")
  }
}

extension String {
  /// The operator that asks the contrary, where there is one.
  var turnedRound: String {
    if contains("Not") { return replacing("Not", with: "") }
    for family in ["String", "Numeric", "Date", "Arn"] where hasPrefix(family) {
      let rest = dropFirst(family.count)
      if rest.hasPrefix("Equals") || rest.hasPrefix("Like") { return family + "Not" + rest }
    }
    return self == "IpAddress" ? "NotIpAddress" : self
  }
}
