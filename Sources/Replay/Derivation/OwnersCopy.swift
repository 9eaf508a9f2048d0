import AuditStore
import CloudTrail
import JSON

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

/// What a resource owner's copy says of a call whose caller it does not name.
struct OwnersCopy {
  /// The caller's account; nil when the record does not say.
  let callerAccount: String?
  /// The ARNs that it names, sorted.
  let resources: [String]
  /// Whether it has the id that all records of one call share.
  let isShared: Bool

  /// Reads a record as delivered.
  init(_ record: [UInt8]) {
    let json = try? JSONReader.parse(record, options: .init(tracksPositions: false))
    callerAccount = json?["userIdentity"]?["accountId"]?.shown
    isShared = json?["sharedEventID"]?.string?.isEmpty == false
    resources = Set((json?["resources"]?.array ?? []).compactMap { $0["ARN"]?.string }).sorted()
  }

  /// The caller in words, without an article.
  ///
  /// CloudTrail names no account of a caller without credentials, but `AnonymousCaller.name`.
  static func caller(_ account: String?) -> String {
    switch account {
    case "\(AnonymousCaller.name)": "anonymous caller"
    case let account?: "caller of account \(account)"
    case nil: "caller of an account that is not named"
    }
  }

  /// The same by its unique ID, where that is known.
  static func caller(_ id: String?, of account: String?) -> String {
    guard let id, !id.isEmpty else { return caller(account) }
    return "\(id) of \(account.map { "account \($0)" } ?? "an account that is not named")"
  }

  /// Why it is not replayed.
  ///
  /// - Parameter hasOther: whether another record stands for the call.
  func whyNotReplayed(hasOther: Bool) -> String {
    let place = resources.isEmpty ? "" : " on " + resources.joined(separator: ", ")
    let reason =
      hasOther
      ? "another record stands for the call"
      : isShared
        ? "it does not name the caller, and the log holds no record of that account for the call"
        : "it has no `sharedEventID`, so that nothing tells whether the log holds the caller's own record of the call"
    return "it is the resource owner's copy of a call by the \(Self.caller(callerAccount))\(place): \(reason)"
  }
}
