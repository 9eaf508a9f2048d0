/// One (operator, key) pair with its values compiled.
struct CompiledCondition: Sendable {
  /// A policy value in the form its operator compares.
  enum Value: Sendable {
    case text(Template)
    case number(DecimalNumber)
    case instant(Instant)
    case bytes([UInt8])
    case range(IPRange)
    case arn([Template])
    case anyARN
    case isNull(Bool)
    /// A value that its operator cannot compare with anything.
    case illTyped
  }

  let source: Condition
  /// Nil when the engine does not know the operator.
  let comparison: ConditionOperator?
  /// The key in lower case.
  let key: String
  let values: [Value]

  init(_ condition: Condition, version: PolicyVersion) {
    source = condition
    key = condition.key.value.lowercased()
    comparison = ConditionOperator(text: condition.operatorText.value)
    guard let comparison else {
      values = []
      return
    }
    values = condition.values.map { Self.compile($0.value, comparison.base, version) }
  }

  private static func compile(
    _ text: String, _ base: ConditionOperator.Base, _ version: PolicyVersion
  ) -> Value {
    let hasVariables = version == .v2012
    switch base {
    case .stringEquals, .stringEqualsIgnoreCase, .bool:
      return .text(Template(text, hasWildcards: false, hasVariables: hasVariables))
    case .stringLike: return .text(Template(text, hasWildcards: true, hasVariables: hasVariables))
    case .numeric: return DecimalNumber(text).map { .number($0) } ?? .illTyped
    case .date: return Instant(text).map { .instant($0) } ?? .illTyped
    case .binary: return base64Bytes(text).map { .bytes($0) } ?? .illTyped
    case .ip: return IPRange(text, allowsPrefix: true).map { .range($0) } ?? .illTyped
    case .null: return isNull(text)
    case .arn: return arn(text, hasVariables: hasVariables)
    }
  }

  private static func isNull(_ text: String) -> Value {
    switch text.lowercased() {
    case "true": .isNull(true)
    case "false": .isNull(false)
    default: .illTyped
    }
  }

  private static func arn(_ text: String, hasVariables: Bool) -> Value {
    if text == "*" { return .anyARN }
    let fields = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    if fields.count == 6 {
      return .arn(fields.map { Template(String($0), hasWildcards: true, hasVariables: hasVariables) })
    }
    // A variable such as ${aws:PrincipalArn} brings its own colons: it is split once it is resolved.
    return hasVariables && text.contains("${")
      ? .arn([Template(text, hasWildcards: true, hasVariables: true)]) : .illTyped
  }
}

extension Pattern.Token {
  var lowercased: Pattern.Token {
    guard case .scalar(let value) = self, let scalar = Unicode.Scalar(value) else { return self }
    let lowered = String(Character(scalar)).simpleLowercased.unicodeScalars
    return lowered.count == 1 ? .scalar(lowered[lowered.startIndex].value) : self
  }
}
