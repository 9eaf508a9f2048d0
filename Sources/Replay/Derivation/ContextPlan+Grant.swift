import CloudTrail

extension ContextPlan.Key {
  /// The kind of the constraints of a grant; nothing where a call has both kinds, or another one.
  ///
  /// AWS KMS Developer Guide, "kms:GrantConstraintType".
  ///
  /// - Parameter isGiven: whether the call has constraints.
  func writeConstraint(isGiven: Bool, equals: Bool, subset: Bool, to bytes: inout ByteSink) -> Bool {
    guard isGiven else { return writeAbsent(to: &bytes) }
    guard equals != subset else { return false }
    bytes.append(equals ? #""EncryptionContextEquals""# : #""EncryptionContextSubset""#)
    return true
  }
}
