import AuditStore
import IAMPolicy
import JSON

/// One recorded event with everything that explains it, read by its rows.
struct RecordedCall {
  let stored: StoredEvent
  private(set) var derived: DerivedEvent
  let facts: CallFacts
  /// Event source, event name and receiving account.
  let service: String
  let name: String
  let account: String?
  let errorCode: String?
  let errorMessage: String?
  /// Who called, with what the log tells of the session.
  let identity: RecordedIdentity
  /// How the session came to be; nil for a caller that is no session.
  let session: SessionHistory?

  /// The accounts that the whole log shows to manage an organization, see `ManagementCalls`.
  let managersInLog: Set<String>

  /// What later records changed of it; nil when none corrects it.
  let corrected: CorrectedEvent?
  /// The row of the record that stands for the call in place of this one; nil where this one does.
  var standing: Int? {
    didSet { if standing != nil { derived.requests = [] } }
  }

  /// Whether comparisons count the event.
  var isReplayed: Bool {
    standing == nil && stored.row.time != nil && derived.eventClass.canBeReplayed
      && !derived.requests.isEmpty && facts.identity.caller != nil
  }

  /// Reads what an event's row refers to, or what stands in its place after corrections.
  ///
  /// - Throws: `StoreError` when the database cannot be read.
  init(_ delivered: StoredEvent, _ amendments: Amendments, _ database: borrowing AuditDatabase) throws {
    let corrected = try amendments.correctedEvent(inRow: delivered.row.id, database)
    var stored = delivered
    stored.row = corrected?.row ?? delivered.row
    let row = stored.row
    let derived = try corrected?.derived ?? database.derivedEvent(inRow: row.call)
    let kind = try corrected?.values[.kind] ?? database.values(of: .kind, row: row.kind)
    let place = try corrected?.values[.place] ?? database.values(of: .place, row: row.place)
    let client = try corrected?.values[.client] ?? database.values(of: .client, row: row.client)
    let endpoint = try corrected?.values[.endpoint] ?? database.values(of: .endpoint, row: row.endpoint)
    let error = try corrected?.values[.error] ?? database.values(of: .error, row: row.error)
    let json = try corrected?.values[.identity] ?? database.values(of: .identity, row: row.identity)
    let caller = IdentityFacts(stored: json[0])
    let others = try amendments.correctedEvents(database)
    (identity, session) = try SessionHistory.join(caller, others, database)
    managersInLog = try ManagementCalls(database, corrected: others).accounts
    self.stored = stored
    self.corrected = corrected
    self.derived = derived
    facts = CallFacts(
      identity.facts, place: place, client: client, endpoint: endpoint, time: row.time ?? 0)
    (service, name, account) = (kind[0] ?? "", kind[1] ?? "", place[1])
    // What stands for a member that no record tells is no word of AWS.
    let unknown = corrected?.members.unknown ?? []
    errorCode = unknown.contains("errorCode") ? nil : error[0]
    errorMessage = unknown.contains("errorMessage") ? nil : error[1]
  }

  static func json(_ text: String?) -> JSONValue? {
    guard let text else { return nil }
    return try? JSONReader.parse(Array(text.utf8), options: .init(tracksPositions: false))
  }
}

extension IdentityFacts {
  /// Reads a `userIdentity` as a database keeps it; nil for a record without one.
  init(stored text: String?) { self.init(json: RecordedCall.json(text)) }
}
