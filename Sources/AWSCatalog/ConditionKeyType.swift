/// The type of a condition key's values, and whether the key holds a list of them.
public struct ConditionKeyType: Sendable, Hashable {
  /// What one value is.
  public enum Value: Unicode.Scalar, Sendable {
    /// Any text.
    case string = "S"
    /// An ARN.
    case arn = "A"
    /// `true` or `false`.
    case bool = "B"
    /// A decimal number.
    case numeric = "N"
    /// An instant, in ISO 8601 or as seconds since 1970.
    case date = "D"
    /// An IP address.
    case ipAddress = "I"
  }

  /// What each value is.
  public let value: Value
  /// Whether the key holds a list, which conditions ask of by a set operator.
  public let isMultivalued: Bool

  /// A type of values.
  public init(_ value: Value, isMultivalued: Bool = false) {
    self.value = value
    self.isMultivalued = isMultivalued
  }

  /// Reads a type as the data writes it: its letter, and a star for a list.
  init?(_ text: CatalogText) {
    guard !text.isEmpty, let value = Value(rawValue: Unicode.Scalar(text[0])) else { return nil }
    self.init(value, isMultivalued: text.count > 1)
  }
}
