/// The caller of a call that nobody signed.
enum AnonymousCaller {
  /// What CloudTrail writes in the place of the principal or of the account.
  static let name: StaticString = "ANONYMOUS_PRINCIPAL"

  /// Whether an identity is that of nobody; a caller of another account has the same type.
  ///
  /// - Parameters:
  ///   - type: empty for none.
  ///   - equals: whether a text is a literal.
  @inline(__always)
  static func isMeant<Text>(
    type: Text, principalID: Text?, account: Text?, _ equals: (Text, StaticString) -> Bool
  ) -> Bool {
    guard equals(type, "") || equals(type, "AWSAccount") else { return false }
    return principalID.map { equals($0, name) } == true || account.map { equals($0, name) } == true
  }
}
