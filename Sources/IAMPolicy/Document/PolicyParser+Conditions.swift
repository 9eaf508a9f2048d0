import JSON

/// The `Condition` element and policy variables.
extension PolicyParser {
  mutating func conditions(_ value: JSONValue?, _ version: PolicyVersion) -> [Condition] {
    guard let value, value.kind != .null else { return [] }
    guard let operators = value.object else {
      error("E-TYPE", value.position, "`Condition` must be an object of operators")
      return []
    }
    var conditions: [Condition] = []
    var names: Set<String> = []
    for member in operators {
      if !names.insert(member.name).inserted {
        error("E-DUPKEY", member.namePosition, "the key `\(member.name)` stands twice")
      }
      checkOperator(member)
      conditions += pairs(member, version)
    }
    return conditions
  }

  private mutating func checkOperator(_ member: JSONMember) {
    if ConditionOperator(text: member.name) != nil { return }
    let lowered = member.name.lowercased()
    if lowered == "nullifexists" {
      error("E-NULL-IFEXISTS", member.namePosition, "`Null` takes no `IfExists`")
      return
    }
    let hint = Spelling.closest(to: member.name, among: ConditionOperator.names).map {
      "; did you mean `\($0)`?"
    }
    error("E-OPERATOR", member.namePosition, "unknown condition operator `\(member.name)`\(hint ?? "")")
  }

  private mutating func pairs(_ operation: JSONMember, _ version: PolicyVersion) -> [Condition] {
    guard let keys = operation.value.object else {
      error("E-TYPE", operation.value.position, "`\(operation.name)` must be an object of keys")
      return []
    }
    var pairs: [Condition] = []
    var seen: Set<String> = []
    for key in keys {
      if !seen.insert(key.name.lowercased()).inserted {
        let isExact = keys.filter { sameText($0.name, key.name) }.count > 1
        error(
          isExact ? "E-DUPKEY" : "E-CONDKEY-DUPCASE", key.namePosition,
          "the condition key `\(key.name)` stands twice in one operator")
      }
      let values = scalars(key.value)
      for value in values { checkVariables(value, version) }
      pairs.append(
        Condition(
          operatorText: Located(operation.name, at: operation.namePosition),
          key: Located(key.name, at: key.namePosition), values: values))
    }
    return pairs
  }

  private mutating func scalars(_ value: JSONValue) -> [Located<String>] {
    if let elements = value.array {
      var result: [Located<String>] = []
      for element in elements {
        if let text = scalar(element) {
          result.append(text)
        } else {
          error("E-TYPE", element.position, "a condition value must be a string, number or boolean")
        }
      }
      return result
    }
    if let text = scalar(value) { return [text] }
    error("E-TYPE", value.position, "a condition value must be a string, number or boolean")
    return []
  }

  private func scalar(_ value: JSONValue) -> Located<String>? {
    switch value.kind {
    case .string(let text), .number(let text): Located(text, at: value.position)
    case .bool(let flag): Located(flag ? "true" : "false", at: value.position)
    case .null, .array, .object: nil
    }
  }

  mutating func checkVariables(_ element: ValuesElement, _ version: PolicyVersion) {
    for value in element.values { checkVariables(value, version) }
  }

  /// A variable that begins must end.
  private mutating func checkVariables(_ text: Located<String>, _ version: PolicyVersion) {
    guard version == .v2012 else { return }
    var rest = text.value.unicodeScalars[...]
    while let start = rest.firstIndex(of: "$") {
      rest = rest[rest.index(after: start)...]
      guard rest.first == "{" else { continue }
      guard let end = rest.firstIndex(of: "}") else {
        error("E-VARIABLE", text.position, "a policy variable in `\(text.value)` is not closed")
        return
      }
      rest = rest[end...]
    }
  }
}
