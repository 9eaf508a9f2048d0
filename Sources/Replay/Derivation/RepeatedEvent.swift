import AuditStore
import CloudTrail

/// Records of a call that another record stands for, so that replaying both would count the call twice.
extension RawEvent {
  /// The class of a repeated record; nil for the record that stands for the call.
  func repeatedClass(of caller: CallerSlice, _ strings: inout StringReader) -> EventClass? {
    if amendedEventID != nil { return .amendment }
    // CloudTrail gives the caller's record and the resource owner's the same id, and each to its own account.
    guard let shared = raw(.sharedEventID), shared.isString, let account = caller.account,
      let recipient = strings.shown(raw(.recipientAccountId)), account != recipient
    else { return nil }
    return .ownerCopy
  }
}
