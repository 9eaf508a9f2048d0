import IAMPolicy

extension NaiveEvaluator {
  /// Whether one (operator, key) pair holds.
  mutating func matches(_ condition: ConditionText, _ isNew: Bool, _ name: String) -> Bool {
    let key = condition.key.lowercased()
    var values: [String]?
    if case .known(let known) = NaiveKeys.state(key, request) { values = known }
    let operation = condition.operation
    if operation.base == "Null" {
      if !operation.prefix.isEmpty { return operation.prefix == "ForAllValues" }
      let isNull = (values ?? []).allSatisfy { $0.isEmpty }
      return condition.values.contains { ($0 == "true") == isNull }
    }
    guard let values else {
      if operation.isIfExists || operation.prefix == "ForAllValues" { return true }
      return operation.prefix.isEmpty && operation.base.contains("Not")
    }
    let isNull = values.allSatisfy { $0.isEmpty }
    if values.isEmpty, operation.isIfExists, choose("ambiguous:empty-list " + name) { return true }
    switch operation.prefix {
    case "ForAllValues": return isNull || all(values, condition, isNew, name)
    case "ForAnyValue": return !isNull && any(values, condition, isNew, name)
    default: break
    }
    if NaiveKeys.multivalued.contains(key) {
      return values.isEmpty
        ? choose("ambiguous:empty-list " + name) : withoutSetOperator(values, condition, isNew, name)
    }
    return values.first.map { test($0, condition, isNew, name) } ?? false
  }

  /// What AWS does not document: several values equal no single one, and a list of one may or may not be compared.
  private mutating func withoutSetOperator(
    _ values: [String], _ condition: ConditionText, _ isNew: Bool, _ name: String
  ) -> Bool {
    let base = condition.operation.base
    if values.count > 1, !base.contains("Not") { return false }
    guard any(values, condition, isNew, name) else { return false }
    let question = "\(condition.operation) \(condition.key.lowercased()) \(condition.values) \(values)"
    return choose("semantics:multivalued-without-set-operator " + question)
  }

  private mutating func all(_ values: [String], _ condition: ConditionText, _ isNew: Bool, _ name: String)
    -> Bool
  {
    var result = true
    for value in values { result = test(value, condition, isNew, name) && result }
    return result
  }

  private mutating func any(_ values: [String], _ condition: ConditionText, _ isNew: Bool, _ name: String)
    -> Bool
  {
    var result = false
    for value in values { result = test(value, condition, isNew, name) || result }
    return result
  }

  /// The operator without prefix on one value of the request.
  private mutating func test(_ value: String, _ condition: ConditionText, _ isNew: Bool, _ name: String)
    -> Bool
  {
    let base = condition.operation.base
    let isNegated = base.contains("Not")
    let family = isNegated ? base.replacing("Not", with: "") : base
    guard isTyped(value, family) else { return false }
    var hasIllTyped = false
    for text in condition.values {
      switch compare(value, text, family, isNew) {
      case true?: return !isNegated
      case nil: hasIllTyped = true
      case false?: break
      }
    }
    if isNegated, hasIllTyped {
      // The same values under the same operator are read alike wherever they stand.
      let question = "\(family) \(condition.key.lowercased()) \(condition.values) \(value)"
      return choose("semantics:ill-typed-policy-value " + question)
    }
    return isNegated
  }

  /// Whether a request's value is of the operator's type.
  private func isTyped(_ value: String, _ family: String) -> Bool {
    if family.hasPrefix("Numeric") { return NaiveValues.Number(value) != nil }
    if family.hasPrefix("Date") { return NaiveValues.date(value) != nil }
    if family.hasPrefix("Arn") { return value.hasPrefix("arn:") && NaiveText.fields(value).count == 6 }
    switch family {
    case "Bool": return ["true", "false"].contains(value.lowercased())
    case "BinaryEquals": return NaiveValues.bytes(value) != nil
    case "IpAddress": return NaiveValues.address(value) != nil
    default: return true
    }
  }

  /// Whether a policy's value matches; nil when it is not of the operator's type.
  private func compare(_ value: String, _ text: String, _ family: String, _ isNew: Bool) -> Bool? {
    if family.hasPrefix("Numeric") {
      guard let left = NaiveValues.Number(value), let right = NaiveValues.Number(text) else { return nil }
      return order(left, right, String(family.dropFirst(7)))
    }
    if family.hasPrefix("Date") {
      guard let left = NaiveValues.date(value), let right = NaiveValues.date(text) else { return nil }
      return order(left, right, String(family.dropFirst(4)))
    }
    switch family {
    case "BinaryEquals":
      guard let bytes = NaiveValues.bytes(text) else { return nil }
      return bytes == NaiveValues.bytes(value)
    case "IpAddress":
      guard let range = NaiveValues.range(text), let bits = NaiveValues.address(value) else { return nil }
      return bits.utf8.count == range.width && bits.hasPrefix(range.start)
    default: return compareText(value, text, family, isNew)
    }
  }

  private func order(_ left: NaiveValues.Number, _ right: NaiveValues.Number, _ relation: String) -> Bool {
    switch relation {
    case "Equals": left == right
    case "LessThan": left < right
    case "LessThanEquals": left < right || left == right
    case "GreaterThan": right < left
    default: right < left || left == right
    }
  }

  /// The families whose values may hold variables.
  private func compareText(_ value: String, _ text: String, _ family: String, _ isNew: Bool) -> Bool? {
    let isArn = family.hasPrefix("Arn")
    guard let pattern = expanded(text, isNew: isNew, hasWildcards: isArn || family == "StringLike") else {
      return false
    }
    let scalars = NaiveText.scalars(value)
    switch family {
    case "StringEqualsIgnoreCase":
      var plain = ""
      plain.unicodeScalars.append(contentsOf: pattern)
      return NaiveText.lowered(plain) == NaiveText.lowered(value)
    case "Bool":
      var plain = ""
      plain.unicodeScalars.append(contentsOf: pattern)
      let word = plain.lowercased()
      return ["true", "false"].contains(word) ? word == value.lowercased() : nil
    case "StringEquals", "StringLike": return NaiveText.matches(pattern, scalars)
    default: return compareARN(pattern, scalars)
    }
  }

  private func compareARN(_ pattern: [Unicode.Scalar], _ value: [Unicode.Scalar]) -> Bool? {
    if pattern == [NaiveText.anyText] { return true }
    let patterns = pattern.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    let values = value.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard patterns.count == 6 else { return nil }
    return zip(patterns, values).allSatisfy { NaiveText.matches(Array($0), Array($1)) }
  }
}
