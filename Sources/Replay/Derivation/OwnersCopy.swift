import AuditStore
import CloudTrail

extension RawEvent {
  /// Whether it is the record of the resource owner's account and not of the caller's.
  ///
  /// CloudTrail gives both the same id, and each to its own account.
  func isOwnersCopy(of caller: CallerSlice, _ strings: inout StringReader) -> Bool {
    guard let shared = raw(.sharedEventID), shared.isString, let account = caller.account,
      let recipient = strings.shown(raw(.recipientAccountId))
    else { return false }
    return account != recipient
  }
}
