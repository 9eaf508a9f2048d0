public import AuditStore
import IAMPolicy
import JSON

/// A `userIdentity` as stored, with what its issuance says of session policies.
struct RecordedIdentity {
  var facts: IdentityFacts
  /// A number that it shares with identities that differ in session name, access key and time alone; nil for none.
  var shape: Int32?
  var session: SessionPolicies
  /// Context keys that the issuance of the session tells.
  var context: [ContextFact] = []
  /// The session policies as a layer, without the texts of managed ones; nil for none.
  var sessionPolicies: PolicySet?
}

/// The dimension tables of a database by row number, from which the facts of any event can be put together.
public struct RecordedEvents: Sendable {
  private(set) var identities: [RecordedIdentity] = []
  private(set) var places: [[String?]] = []
  private(set) var clients: [[String?]] = []
  private(set) var endpoints: [[String?]] = []
  private(set) var calls = RecordedCalls()
  /// The session policies that the log holds: what decides which events can be told apart.
  private(set) var sessionDocuments: [CompiledPolicy] = []
  /// The service whose data events a kind is, for example `s3`.
  private var dataServices: [String?] = []
  /// Events that later records correct, by their rows, as they stand then.
  private(set) var corrections: [Int: EventRow] = [:]

  /// Loads the dimension tables, and the events that were corrected as they stand now.
  ///
  /// - Parameter last: the last row whose record counts; nil for all.
  /// - Throws: `StoreError` when the database cannot be read.
  public init(_ database: borrowing AuditDatabase, through last: Int? = nil) throws {
    places = try Self.columns(.place, database)
    clients = try Self.columns(.client, database)
    endpoints = try Self.columns(.endpoint, database)
    dataServices = try Self.columns(.kind, database).map(Self.dataService)
    calls = try RecordedCalls(database)
    try loadIdentities(database)
    let corrected = try Amendments(database).correctedEvents(database, through: last)
    for event in corrected { add(event) }
    try joinSessions(database, corrected)
  }

  private static func dataService(_ kind: [String?]) -> String? {
    kind[3] == "Data" ? (kind[0] ?? "").prefix { $0 != "." }.lowercased() : nil
  }

  /// Adds rows of its own for an event that was corrected.
  private mutating func add(_ event: CorrectedEvent) {
    var row = event.row
    identities.append(
      RecordedIdentity(
        facts: IdentityFacts(stored: event.values[.identity][0]), session: .none))
    places.append(event.values[.place])
    clients.append(event.values[.client])
    endpoints.append(event.values[.endpoint])
    dataServices.append(Self.dataService(event.values[.kind]))
    row.identity = identities.count - 1
    row.place = places.count - 1
    row.client = clients.count - 1
    row.endpoint = endpoints.count - 1
    row.kind = dataServices.count - 1
    row.call = calls.append(event.derived)
    corrections[row.id] = row
  }

  /// Rows by number; a number that is not used has NULL columns.
  static func columns(
    _ dimension: Dimension, _ database: borrowing AuditDatabase
  ) throws -> [[String?]] {
    let blank = [String?](repeating: nil, count: dimension.columns.count)
    var rows = [[String?]](repeating: blank, count: try database.count(of: dimension) + 1)
    try database.scan(dimension) { id, columns in
      if rows.indices.contains(id) { rows[id] = columns }
    }
    return rows
  }

  private mutating func loadIdentities(_ database: borrowing AuditDatabase) throws {
    let nobody = RecordedIdentity(facts: IdentityFacts(json: nil), session: .none)
    identities = Array(repeating: nobody, count: try database.count(of: .identity) + 1)
    var reader = IdentityReader()
    try database.scanTexts(.identity) { id, identity in
      guard identities.indices.contains(id) else { return }
      (identities[id].facts, identities[id].shape) = reader.read(identity)
    }
  }

  private mutating func joinSessions(
    _ database: borrowing AuditDatabase, _ corrected: [CorrectedEvent]
  ) throws {
    var sessions = SessionJoin()
    try IssuingCalls(corrected: corrected).scan(database, by: identities) { sessions.add($0) }
    sessions.followChains()
    join(sessions)
  }

  /// Each text of a session policy is read once, however many sessions were issued with it.
  private mutating func join(_ sessions: SessionJoin) {
    var sets: [SessionPolicies: PolicySet?] = [:]
    for id in identities.indices {
      identities[id].join(sessions)
      let session = identities[id].session
      if sets[session] == nil {
        let set = session.policySet
        sets[session] = .some(set)
        sessionDocuments += set?.documents ?? []
      }
      identities[id].sessionPolicies = sets[session] ?? nil
    }
  }
}

extension RecordedEvents {
  /// What was derived from an event; nil for a row that is not there.
  func derived(_ row: EventRow) -> DerivedEvent? { calls.derived(row.call) }

  /// The facts of an event, put together from the dimensions.
  func facts(_ row: EventRow, time: Int64) -> CallFacts {
    let client = clients.indices.contains(row.client) ? clients[row.client] : [nil, nil]
    let endpoint = endpoints.indices.contains(row.endpoint) ? endpoints[row.endpoint] : [nil, nil, nil, nil]
    return CallFacts(
      identity(row).facts, place: place(row), client: client, endpoint: endpoint, time: time)
  }

  /// Who called, and what is known of the session's policies.
  func identity(_ row: EventRow) -> RecordedIdentity {
    identities.indices.contains(row.identity) ? identities[row.identity] : identities[0]
  }

  /// The events with the keys that policies look at in place of `prefix/*`, on which facts are stored.
  consuming func resolvingWildcards(_ keys: [String]) -> RecordedEvents {
    var events = self
    events.calls.resolveWildcards(keys)
    return events
  }

  /// The account that received an event.
  func account(_ row: EventRow) -> String? { place(row)[1] }

  /// Notes what an event covers.
  func note(_ row: EventRow, hour: Int64, in coverage: inout LogCoverage) {
    let place = place(row)
    guard let account = place[1] else { return }
    coverage.note(account: account, region: place[0] ?? "", hour: hour)
    if let service = dataService(row) { coverage.noteDataEvent(of: service, in: account) }
  }

  /// The service of a data event.
  func dataService(_ row: EventRow) -> String? {
    dataServices.indices.contains(row.kind) ? dataServices[row.kind] : nil
  }

  private func place(_ row: EventRow) -> [String?] {
    places.indices.contains(row.place) ? places[row.place] : [nil, nil]
  }
}

extension PolicySet {
  fileprivate var documents: [CompiledPolicy] {
    policies.compactMap { if case .document(let document) = $0.content { document } else { nil } }
  }
}
