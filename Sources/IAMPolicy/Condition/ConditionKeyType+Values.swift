public import AWSCatalog

/// What the values of condition keys look like.
extension ConditionKeyType.Value {
  /// What a value is, in words.
  public var phrase: String {
    switch self {
    case .string: "text"
    case .arn: "an ARN"
    case .bool: "`true` or `false`"
    case .numeric: "a number"
    case .date: "a date"
    case .ipAddress: "an IP address"
    }
  }

  /// Whether a text can be the value of a key of this type in a request.
  ///
  /// IAM User Guide, "Condition operators".
  public func admits(_ text: String) -> Bool {
    switch self {
    case .string: true
    case .arn: ARNText.isARN(text)
    case .bool: ["true", "false"].contains(text.lowercased())
    case .numeric: DecimalNumber(text) != nil
    case .date: Instant(text) != nil
    case .ipAddress: IPAddressText.isAddress(text)
    }
  }
}
