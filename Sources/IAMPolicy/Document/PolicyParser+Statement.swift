import JSON

/// A statement, and the elements that every type of policy has.
extension PolicyParser {
  private static let statementNames = [
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource",
    "Condition",
  ]

  mutating func statement(_ value: JSONValue, index: Int) -> Statement? {
    guard let members = value.object else {
      error("E-TYPE", value.position, "a statement must be an object")
      return nil
    }
    checkNames(members, known: Self.statementNames, of: "a statement")
    let sid = sid(value["Sid"])
    let effect = effect(value)
    let principal = principal(value, effect: effect)
    let action = action(value)
    let resource = resource(value)
    let conditions = conditions(value["Condition"])
    guard let action else { return nil }
    let statement = Statement(
      index: index, sid: sid, effect: effect ?? .deny, principal: principal, action: action,
      resource: resource, conditions: conditions, position: value.position)
    if type == .scp { checkVintage(statement) }
    return statement
  }

  private mutating func sid(_ value: JSONValue?) -> String? {
    guard let value else { return nil }
    guard let text = value.string else {
      error("E-TYPE", value.position, "`Sid` must be a string")
      return nil
    }
    let isPlain: (UInt8) -> Bool = {
      (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0)
    }
    if !text.utf8.allSatisfy(isPlain) {
      let message = "`Sid` may hold only letters and digits: \(text.quoted)"
      if type.hasPlainSids {
        error("E-SID", value.position, message)
      } else if type == .trust {
        warning("W-SID", value.position, message)
      }
    }
    if !text.isEmpty, !sids.insert(Array(text.utf8)).inserted { duplicate(text, value.position) }
    return text
  }

  private mutating func duplicate(_ sid: String, _ position: SourcePosition) {
    if type.hasPlainSids || type == .trust {
      error("E-SID-DUP", position, "the Sid \(sid.quoted) stands twice")
    } else {
      warning("W-SID-DUP", position, "the Sid \(sid.quoted) stands twice, which some services refuse")
    }
  }

  private mutating func effect(_ value: JSONValue) -> Effect? {
    guard let element = value["Effect"] else {
      error("E-MISSING", value.position, "a statement needs `Effect`")
      return nil
    }
    guard let text = element.string else {
      error("E-TYPE", element.position, "`Effect` must be a string")
      return nil
    }
    guard let effect = Effect(rawValue: text) else {
      let hint = hint(for: text, among: ["Allow", "Deny"])
      error(
        "E-EFFECT", element.position,
        "unknown effect \(text.quoted)" + (hint.isEmpty ? "; it must be `Allow` or `Deny`" : hint))
      return nil
    }
    if type == .rcp, effect == .allow, !isFullAccess {
      error("E-RCP-EFFECT", element.position, "a resource control policy can only deny")
    }
    return effect
  }

  /// The one of two elements that is there; both at once are an error.
  mutating func exclusive(
    _ statement: JSONValue, _ name: String, _ negatedName: String
  ) -> (value: JSONValue, isNegated: Bool)? {
    let plain = statement[name]
    let negated = statement[negatedName]
    if plain != nil, let negated {
      error("E-EXCLUSIVE", negated.position, "`\(name)` and `\(negatedName)` exclude each other")
    }
    return plain.map { ($0, false) } ?? negated.map { ($0, true) }
  }

  /// A string or an array of strings.
  mutating func strings(_ value: JSONValue, _ name: String) -> [Located<String>] {
    if let text = value.string { return [Located(text, at: value.position)] }
    guard let elements = value.array else {
      error("E-TYPE", value.position, "`\(name)` must be a string or an array of strings")
      return []
    }
    var result: [Located<String>] = []
    for element in elements {
      if let text = element.string {
        result.append(Located(text, at: element.position))
      } else {
        error("E-TYPE", element.position, "`\(name)` must hold only strings")
      }
    }
    return result
  }

  /// Until 2025 an SCP was narrower; AWS takes the whole language now, older tools may not.
  ///
  /// AWS Organizations User Guide, "SCP syntax".
  private mutating func checkVintage(_ statement: Statement) {
    let isAllow = statement.effect == .allow
    let resources = statement.resource?.values ?? []
    if statement.resource?.isNegated == true {
      vintage(statement, "`NotResource`")
    } else if isAllow, resources.contains(where: { $0.value != "*" }) {
      vintage(statement, "an Allow with a `Resource` other than `*`")
    }
    if isAllow, !statement.conditions.isEmpty { vintage(statement, "an Allow with `Condition`") }
    if isAllow, statement.action.isNegated { vintage(statement, "an Allow with `NotAction`") }
    for action in statement.action.values where action.value.dropLast().contains(where: { "*?".contains($0) })
    {
      warning("W-SCP-VINTAGE", action.position, "before 2025 a wildcard could only end an action of an SCP")
    }
  }

  private mutating func vintage(_ statement: Statement, _ what: String) {
    warning("W-SCP-VINTAGE", statement.position, "before 2025 an SCP could not hold \(what)")
  }
}
