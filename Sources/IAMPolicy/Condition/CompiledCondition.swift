import JSON

/// One (operator, key) pair with its values compiled.
final class CompiledCondition: Sendable {
  /// A policy value in the form its operator compares.
  enum Value: Sendable {
    case text(Template)
    case number(DecimalNumber)
    case instant(Instant)
    case bytes([UInt8])
    case range(IPRange)
    case arn(Template)
    case anyARN
    case isNull(Bool)
    /// A value that its operator cannot compare with anything.
    case illTyped

    var template: Template? {
      switch self {
      case .text(let template), .arn(let template): template
      case .number, .instant, .bytes, .range, .anyARN, .isNull, .illTyped: nil
      }
    }
  }

  let source: Condition
  /// Nil when the engine does not know the operator.
  let comparison: ConditionOperator?
  let key: ContextKey
  let values: [Value]
  /// The values once more where each is a template, as those of most operators are; else empty.
  let templates: SteadyList<Template>
  /// Whether `${…}` is a variable in the values.
  let hasVariables: Bool
  /// Whether some value is none that its operator can compare.
  let hasIllTypedValue: Bool

  init(_ condition: Condition, version: PolicyVersion) {
    source = condition
    key = ContextKey(condition.key.value)
    let comparison = ConditionOperator(text: condition.operatorText.value)
    self.comparison = comparison
    let hasVariables = version == .v2012
    self.hasVariables = hasVariables
    let values =
      comparison.map { comparison in
        condition.values.map { Self.compile($0.value, comparison.base, hasVariables) }
      } ?? []
    self.values = values
    let templates = values.compactMap { $0.template }
    self.templates = SteadyList(templates.count == values.count ? templates : [])
    hasIllTypedValue = values.contains { if case .illTyped = $0 { true } else { false } }
  }

  /// The variables in the values.
  var variables: [Template.Variable] { values.indices.flatMap { variables(ofValue: $0) } }

  /// The variables in one value; none where the operator is not known.
  func variables(ofValue index: Int) -> [Template.Variable] {
    values.indices.contains(index) ? values[index].template?.variables ?? [] : []
  }

  private static func compile(_ text: String, _ base: ConditionOperator.Base, _ hasVariables: Bool) -> Value {
    switch base {
    case .stringEquals: .text(Template(text, .init(hasWildcards: false, hasVariables: hasVariables)))
    case .stringEqualsIgnoreCase, .bool:
      .text(
        Template(text, .init(hasWildcards: false, hasVariables: hasVariables, ignoresCase: true)))
    case .stringLike: .text(Template(text, .init(hasVariables: hasVariables)))
    case .numeric: DecimalNumber(text).map { .number($0) } ?? .illTyped
    case .date: Instant(text).map { .instant($0) } ?? .illTyped
    case .binary: Base64.bytes(text, passesLineBreaks: false).map { .bytes($0) } ?? .illTyped
    case .ip: IPRange(text, allowsPrefix: true).map { .range($0) } ?? .illTyped
    case .null: isNull(text)
    case .arn: arn(text, hasVariables)
    }
  }

  private static func isNull(_ text: String) -> Value {
    switch text.lowercased() {
    case "true": .isNull(true)
    case "false": .isNull(false)
    default: .illTyped
    }
  }

  /// Without variables an ARN has six fields; a variable may bring its own colons.
  private static func arn(_ text: String, _ hasVariables: Bool) -> Value {
    if text == "*" { return .anyARN }
    let template = Template(text, .init(hasVariables: hasVariables, staysInFields: true))
    guard let fixed = template.fixed else { return .arn(template) }
    return fixed.tokens.count { $0 == .byte(0x3A) } >= 5 ? .arn(template) : .illTyped
  }
}
