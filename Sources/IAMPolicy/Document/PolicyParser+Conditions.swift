import JSON

/// The `Condition` element.
extension PolicyParser {
  mutating func conditions(_ value: JSONValue?) -> [Condition] {
    guard let value else { return [] }
    guard let operators = value.object else {
      error("E-TYPE", value.position, "`Condition` must be an object of operators")
      return []
    }
    if operators.isEmpty {
      warning("W-EMPTY-CONDITION", value.position, "an empty `Condition` is always true")
    }
    return operators.flatMap { conditions(of: $0) }
  }

  private mutating func conditions(of operation: JSONMember) -> [Condition] {
    let comparison = comparison(operation)
    if comparison?.constantNull != nil {
      warning(
        "W-NULL-SET", operation.namePosition, "`Null` under a set operator always has the same answer")
    }
    guard let keys = operation.value.object else {
      error("E-TYPE", operation.value.position, "\(operation.name.quoted) must be an object of keys")
      return []
    }
    if keys.isEmpty {
      warning(
        "W-EMPTY-CONDITION", operation.value.position, "\(operation.name.quoted) without a key is always true"
      )
    }
    var pairs: [Condition] = []
    for key in keys {
      let pair = Condition(
        operatorText: Located(operation.name, at: operation.namePosition),
        key: Located(key.name, at: key.namePosition), values: scalars(key.value))
      if let comparison { check(pair, comparison) }
      pairs.append(pair)
    }
    checkKeys(keys)
    return pairs
  }

  /// The operator, when there is one of that name; its case is free.
  private mutating func comparison(_ member: JSONMember) -> ConditionOperator? {
    if let known = operators[member.name] { return known }
    let name = OperatorName(member.name)
    guard let comparison = ConditionOperator(text: member.name) else {
      refuse(member, name)
      return nil
    }
    if !ConditionOperator.names.contains(where: { sameText($0, name.base) }) || !name.hasExactAffixes {
      warning("W-OPERATOR-CASE", member.namePosition, "AWS writes \(member.name.quoted) in another case")
    } else {
      operators[member.name] = comparison
    }
    return comparison
  }

  private mutating func refuse(_ member: JSONMember, _ name: OperatorName) {
    if name.base.lowercased() == "null" {
      error("E-NULL-IFEXISTS", member.namePosition, "`Null` takes no `IfExists`")
      return
    }
    let closest = findings.count < 200 ? Spelling.closest(to: name.base, among: ConditionOperator.names) : nil
    let hint = closest.map { "; did you mean `\(name.withBase($0))`?" } ?? ""
    error("E-OPERATOR", member.namePosition, "unknown condition operator \(member.name.quoted)\(hint)")
  }

  private mutating func checkKeys(_ keys: [JSONMember]) {
    for key in keys where !key.name.utf8.contains(UInt8(ascii: ":")) { refuseKey(key) }
    guard keys.count > 1 else { return }
    var exact: Set<[UInt8]> = []
    var lowered: Set<[UInt8]> = []
    for key in keys {
      let isNew = exact.insert(Array(key.name.utf8)).inserted
      if !lowered.insert(Array(key.name.simpleLowercased.utf8)).inserted, isNew {
        error(
          "E-CONDKEY-DUPCASE", key.namePosition,
          "the condition key \(key.name.quoted) stands twice in one operator, in different case")
      }
    }
  }

  /// AWS refuses a key without the service before its colon; behind that, tag keys may hold further colons.
  ///
  /// IAM User Guide, "Grammar of the IAM JSON policy language"; which keys of endpoint policies EC2 refuses
  /// is not documented.
  private mutating func refuseKey(_ key: JSONMember) {
    let message = "the condition key \(key.name.quoted) does not begin with a service"
    if type == .vpce {
      warning("W-CONDKEY", key.namePosition, message)
    } else {
      error("E-CONDKEY", key.namePosition, message)
    }
  }

  /// A list, or one value for a list of one.
  private mutating func scalars(_ value: JSONValue) -> [Located<String>] {
    if value.array?.isEmpty == true {
      warning("W-EMPTY-VALUES", value.position, "a condition without a value matches nothing")
    }
    var result: [Located<String>] = []
    for element in value.array ?? [value] {
      if let text = scalar(element) {
        result.append(text)
      } else {
        error("E-TYPE", element.position, "a condition value must be a string, number or boolean")
      }
    }
    return result
  }

  private func scalar(_ value: JSONValue) -> Located<String>? {
    switch value.kind {
    case .string(let text), .number(let text): Located(text, at: value.position)
    case .bool(let flag): Located(flag ? "true" : "false", at: value.position)
    case .null, .array, .object: nil
    }
  }

  /// What an operator makes of its key and values.
  private mutating func check(_ pair: Condition, _ comparison: ConditionOperator) {
    checkKeyType(pair, comparison)
    for value in pair.values {
      if comparison.takesVariables { checkVariables(value) } else { checkHasNoVariables(value) }
    }
    if !comparison.isOnText { checkTypes(pair, comparison) }
  }

  private mutating func checkTypes(_ pair: Condition, _ comparison: ConditionOperator) {
    for (value, compiled) in zip(pair.values, CompiledCondition(pair, version: version).values)
    where isIllTyped(value, compiled, comparison) {
      warning(
        "W-VALUE", value.position,
        "\(value.value.quoted) is no value that \(pair.operatorText.value.quoted) can compare")
    }
  }

  private func isIllTyped(
    _ value: Located<String>, _ compiled: CompiledCondition.Value, _ comparison: ConditionOperator
  ) -> Bool {
    if case .illTyped = compiled { return true }
    let isTruth = ["true", "false"].contains(value.value.lowercased())
    return comparison.base == .bool && !isTruth && !value.value.mayHoldVariable
  }
}

/// An operator's name taken apart as it is written.
private struct OperatorName {
  var prefix = ""
  var base: String
  var isIfExists = false
  /// Whether prefix and suffix are in AWS's own case.
  var hasExactAffixes = true

  init(_ text: String) {
    base = text
    for name in ["ForAllValues:", "ForAnyValue:"] where text.lowercased().hasPrefix(name.lowercased()) {
      hasExactAffixes = text.hasPrefix(name)
      prefix = name
      base = String(text.unicodeScalars.dropFirst(name.unicodeScalars.count))
    }
    guard base.lowercased().hasSuffix("ifexists") else { return }
    hasExactAffixes = hasExactAffixes && base.hasSuffix("IfExists")
    isIfExists = true
    base = String(base.unicodeScalars.dropLast("IfExists".unicodeScalars.count))
  }

  func withBase(_ base: String) -> String { prefix + base + (isIfExists ? "IfExists" : "") }
}

extension ConditionOperator {
  /// Whether it compares texts, of which every value is one.
  fileprivate var isOnText: Bool {
    switch base {
    case .stringEquals, .stringEqualsIgnoreCase, .stringLike: true
    case .numeric, .date, .bool, .binary, .ip, .arn, .null: false
    }
  }

  /// Whether `${…}` in its values is a variable.
  fileprivate var takesVariables: Bool {
    switch base {
    case .stringEquals, .stringEqualsIgnoreCase, .stringLike, .arn, .bool: true
    case .numeric, .date, .binary, .ip, .null: false
    }
  }
}
