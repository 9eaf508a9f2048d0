import AWSCatalog

/// What the documented type of a condition key says of the operator that it stands under.
extension PolicyParser {
  /// Warns of operators that do not suit the key; a key that the catalog does not know suits every operator.
  mutating func checkKeyType(_ pair: Condition, _ comparison: ConditionOperator) {
    let key = pair.key
    guard comparison.base != .null, let type = ConditionKeys.type(of: key.value.simpleLowercased) else {
      return
    }
    if type.isMultivalued, comparison.setPrefix == nil {
      warning(
        "W-SET-OPERATOR", key.position,
        "\(key.value.quoted) has many values and needs `ForAllValues` or `ForAnyValue`")
    }
    if !type.isMultivalued, comparison.setPrefix == .forAllValues {
      warning(
        "W-SET-SINGLE", key.position,
        "\(key.value.quoted) has one value: `ForAllValues` adds only that a missing key matches")
    }
    if !comparison.base.compares(type.value) {
      warning(
        "W-KEY-TYPE", key.position,
        "\(key.value.quoted) holds \(type.value.phrase), which \(pair.operatorText.value.quoted) cannot compare"
      )
    }
  }
}

extension ConditionOperator.Base {
  /// Whether values of a type are what the operator is for; texts can be compared whatever they hold.
  ///
  /// IAM User Guide, "Condition operators". Instants may be written as seconds, and so as numbers.
  fileprivate func compares(_ type: ConditionKeyType.Value) -> Bool {
    switch self {
    case .stringEquals, .stringEqualsIgnoreCase, .stringLike, .binary, .null: true
    case .numeric: type == .numeric || type == .date
    case .date: type == .date || type == .numeric
    case .bool: type == .bool
    case .ip: type == .ipAddress
    // Many keys that hold ARNs are documented as texts.
    case .arn: type == .arn || type == .string
    }
  }
}
