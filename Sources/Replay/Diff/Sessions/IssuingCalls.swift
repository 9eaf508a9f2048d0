import AuditStore
import CloudTrail
import JSON

/// A call that issued temporary credentials, as it stands after its corrections.
struct IssuingCall {
  /// The access key id of the credentials.
  let accessKey: String
  /// The row of its event.
  let eventRow: Int
  /// Seconds since 1970; nil when the record's time could not be read.
  let time: Int64?
  /// Who asked for the credentials.
  let issuer: IdentityFacts
  /// The raw request parameters; nil when they were not recorded.
  let parameters: JSONValue?

  /// What it says of the session, beside its policies.
  var issuance: SessionIssuance {
    SessionIssuance(parameters: parameters, caller: issuer.caller, callerKey: issuer.accessKey)
  }
}

extension IssuingCall {
  fileprivate init(_ stored: StoredIssuance, by issuer: IdentityFacts) {
    self.init(
      accessKey: stored.accessKey.string(), eventRow: stored.eventRow, time: stored.time, issuer: issuer,
      parameters: RecordedCall.json(stored.parameters?.text))
  }

  /// Nil for an event that issues nothing, and for one of which it is not known whether, or by whom.
  fileprivate init?(_ event: CorrectedEvent) {
    guard event.derived.eventClass != .unreadable, let key = event.values.issuedKey else { return nil }
    self.init(
      accessKey: key, eventRow: event.row.id, time: event.row.time,
      issuer: IdentityFacts(stored: event.values[.identity][0]),
      parameters: RecordedCall.json(event.values.issuanceParameters))
  }
}

/// The calls of a log that issued temporary credentials.
struct IssuingCalls {
  private let corrected: [CorrectedEvent]

  /// - Parameter corrected: every event that was corrected, as it stands now.
  init(corrected: [CorrectedEvent]) { self.corrected = corrected }

  /// Those that were not corrected.
  func stored(_ database: borrowing AuditDatabase) throws -> StoredIssuances {
    try StoredIssuances(database, without: Set(corrected.map { $0.row.id }))
  }

  /// What all of them issued, with the corrected ones last.
  ///
  /// - Parameters:
  ///   - stored: those that were not corrected.
  ///   - identities: the callers by row of `Dimension.identity`.
  func sessions(_ stored: StoredIssuances, by identities: RecordedIdentities) -> SessionJoin {
    var sessions = SessionJoin(stored, by: identities)
    for event in corrected { if let call = IssuingCall(event) { sessions.add(call) } }
    sessions.followChains()
    return sessions
  }

  /// Every call that issued a key, read by its rows.
  func calls(issuing key: String, _ database: borrowing AuditDatabase) throws -> [IssuingCall] {
    let rows = Set(corrected.map { $0.row.id })
    var found: [IssuingCall] = []
    try database.scanIssuances(ofAccessKey: key) { stored in
      if rows.contains(stored.eventRow) { return }
      let json = try database.values(of: .identity, row: stored.identity)[0]
      found.append(IssuingCall(stored, by: IdentityFacts(stored: json)))
    }
    return found + corrected.compactMap { IssuingCall($0) }.filter { $0.accessKey == key }
  }
}
