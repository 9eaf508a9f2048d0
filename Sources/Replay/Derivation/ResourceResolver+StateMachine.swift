import CloudTrail

/// Calls to a version or an alias of a state machine.
extension TypePlan {
  /// An ARN that a call names as IAM sees it.
  func seen(_ text: TextSlice) -> TextSlice {
    guard isUnqualified, let qualifier = text.stateMachineQualifier else { return text }
    return text.prefix(text.count - qualifier.count - 1)
  }
}

extension TextSlice {
  /// What stands behind the name in the ARN of a state machine's version or alias; nil for any other text.
  var stateMachineQualifier: TextSlice? {
    guard let name = ARNSlice(self)?.resource.after(prefix: "stateMachine:"),
      let colon = name.firstIndex(of: UInt8(ascii: ":")), colon + 1 < name.count
    else { return nil }
    return name.dropFirst(colon + 1)
  }
}
