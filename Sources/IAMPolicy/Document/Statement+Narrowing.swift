/// Narrowing a statement so that it spares one caller or one action.
extension Statement {
  /// The key and the operator of a condition that spares callers by their ARNs.
  private static let sparing = (operator: "ArnNotEquals", key: "aws:PrincipalArn")

  /// The statement for every caller but one.
  ///
  /// IAM User Guide, "AWS global condition context keys", aws:PrincipalArn: the ARN of a session's role.
  /// - Parameter arn: the ARN of the user or role; nil is returned for one that would be read as a pattern.
  public func sparing(caller arn: String) -> Statement? {
    guard !arn.isEmpty, !arn.contains(where: { "*?$".contains($0) }) else { return nil }
    var result = self
    let value = Located(arn)
    let known = conditions.firstIndex {
      $0.operatorText.value == Self.sparing.operator
        && $0.key.value.lowercased() == Self.sparing.key.lowercased()
    }
    if let known {
      if conditions[known].values.contains(where: { $0.value == arn }) { return self }
      result.conditions[known].values.append(value)
    } else {
      result.conditions.append(
        Condition(
          operatorText: Located(Self.sparing.operator), key: Located(Self.sparing.key), values: [value]))
    }
    return result
  }

  /// The statement for every action but one; nil where the action is only one of those that a wildcard covers.
  public func sparing(action: String) -> Statement? {
    var result = self
    if self.action.isNegated {
      result.action.values.append(Located(action))
      return result
    }
    let others = self.action.values.filter { $0.value.lowercased() != action.lowercased() }
    guard !others.isEmpty, others.count < self.action.values.count else { return nil }
    result.action.values = others
    return result
  }
}
