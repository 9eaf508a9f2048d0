/// A condition operator taken apart: set prefix, family and comparison, negation, `IfExists`.
///
/// IAM User Guide, "IAM JSON policy elements: Condition operators".
public struct ConditionOperator: Sendable, Hashable {
  /// What a comparison works on.
  enum Base: Sendable, Hashable {
    case stringEquals, stringEqualsIgnoreCase, stringLike
    case numeric(Order)
    case date(Order)
    case bool, binary, ip, arn, null
  }

  /// How two numbers or dates are compared: the request's value stands on the left.
  enum Order: Sendable, Hashable {
    case equal, less, lessOrEqual, greater, greaterOrEqual
  }

  /// The set operators for multivalued keys.
  enum SetPrefix: Sendable, Hashable {
    case forAllValues, forAnyValue
  }

  /// The name as the guide writes it, without prefix and suffix.
  let name: String
  let base: Base
  let isNegated: Bool
  let setPrefix: SetPrefix?
  let isIfExists: Bool

  /// Every operator name without prefix and suffix, for suggestions.
  public static let names: [String] = table.map { $0.name }

  /// Takes an operator's text apart, in any case; nil when there is no such operator.
  public init?(text: String) {
    var rest = text.lowercased()[...]
    if let after = rest.dropping(prefix: "forallvalues:") {
      setPrefix = .forAllValues
      rest = after
    } else if let after = rest.dropping(prefix: "foranyvalue:") {
      setPrefix = .forAnyValue
      rest = after
    } else {
      setPrefix = nil
    }
    isIfExists = rest.hasSuffix("ifexists")
    if isIfExists { rest = rest.dropLast("ifexists".count) }
    guard let entry = Self.table.first(where: { $0.name.lowercased() == rest }) else { return nil }
    name = entry.name
    base = entry.base
    isNegated = entry.isNegated
    if base == .null, isIfExists { return nil }
  }

  /// The one answer of `Null` under a set operator; nil for every other operator.
  ///
  /// IAM Access Analyzer, "Null with qualifier": it always returns true or false. For a missing key the guide says which.
  var constantNull: Bool? { base == .null ? setPrefix.map { $0 == .forAllValues } : nil }

  private static let table: [(name: String, base: Base, isNegated: Bool)] = [
    ("StringEquals", .stringEquals, false), ("StringNotEquals", .stringEquals, true),
    ("StringEqualsIgnoreCase", .stringEqualsIgnoreCase, false),
    ("StringNotEqualsIgnoreCase", .stringEqualsIgnoreCase, true),
    ("StringLike", .stringLike, false), ("StringNotLike", .stringLike, true),
    ("NumericEquals", .numeric(.equal), false), ("NumericNotEquals", .numeric(.equal), true),
    ("NumericLessThan", .numeric(.less), false), ("NumericLessThanEquals", .numeric(.lessOrEqual), false),
    ("NumericGreaterThan", .numeric(.greater), false),
    ("NumericGreaterThanEquals", .numeric(.greaterOrEqual), false),
    ("DateEquals", .date(.equal), false), ("DateNotEquals", .date(.equal), true),
    ("DateLessThan", .date(.less), false), ("DateLessThanEquals", .date(.lessOrEqual), false),
    ("DateGreaterThan", .date(.greater), false), ("DateGreaterThanEquals", .date(.greaterOrEqual), false),
    ("Bool", .bool, false), ("BinaryEquals", .binary, false),
    ("IpAddress", .ip, false), ("NotIpAddress", .ip, true),
    ("ArnEquals", .arn, false), ("ArnLike", .arn, false), ("ArnNotEquals", .arn, true),
    ("ArnNotLike", .arn, true), ("Null", .null, false),
  ]
}

extension Substring {
  /// What follows a prefix; nil when the text does not begin with it.
  fileprivate func dropping(prefix: String) -> Substring? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}
