public import AuditStore
import IAMPolicy
import JSON

/// The dimension tables of a database by row number, from which the facts of any event can be put together.
public struct RecordedEvents: Sendable {
  /// The file they were loaded from.
  let file: DatabaseFile
  /// How many events a part of a scan holds, see `DatabaseFile.scanEvents`; the parts make no difference.
  var rowsAtOnce = DatabaseFile.rowsAtOnce
  private(set) var identities = RecordedIdentities()
  private(set) var places: [[String?]] = []
  private(set) var clients: [[String?]] = []
  private(set) var endpoints: [[String?]] = []
  private(set) var calls = RecordedCalls()
  /// The session policies that the log holds: what decides which events can be told apart.
  private(set) var sessionDocuments: [CompiledPolicy] = []
  /// Whether there are sessions of which it is not known what they were given.
  private(set) var hasUnknownSessions = false
  /// The service whose data events a kind is, for example `s3`.
  private var dataServices: [String?] = []
  /// A number for each of them.
  private var dataServiceNumbers: [Int32] = []
  /// The accounts that the log shows to manage an organization, see `ManagementCalls`.
  private(set) var managementAccounts: Set<String> = []
  /// Events that later records correct, by their rows, as they stand then.
  private(set) var corrections: [Int: EventRow] = [:]

  /// Loads the dimension tables, and the events that were corrected as they stand now.
  ///
  /// - Parameters:
  ///   - file: the file, where somebody has opened it already.
  ///   - last: the last row whose record counts; nil for all.
  /// - Throws: `StoreError` when the database cannot be read.
  public init(
    _ database: borrowing AuditDatabase, file: DatabaseFile? = nil, through last: Int? = nil
  ) throws {
    let file = if let file { file } else { try database.file() }
    let corrected = try Amendments(database).correctedEvents(database, through: last)
    let issuing = IssuingCalls(corrected: corrected)
    let ((surroundings, resources), issuances) = try ParallelPair.run {
      () throws -> (RecordedEvents, RecordedResources) in
      try ParallelPair.run { () throws -> RecordedEvents in
        try file.use { try RecordedEvents(surroundings: $0, of: file) }
      } _: { () throws -> RecordedResources in
        try file.use { try RecordedResources($0) }
      }
    } _: { () throws -> StoredIssuances in
      try file.use { try issuing.stored($0) }
    }
    self = surroundings
    managementAccounts = try ManagementCalls(database, corrected: corrected, through: last).accounts
    let rows = corrected.map { addSurroundings(of: $0) }
    let contexts: RecordedContexts
    (identities, contexts) = try ParallelPair.run { [identities] () throws -> RecordedIdentities in
      identities.joined(issuing.sessions(issuances, by: identities))
    } _: { () throws -> RecordedContexts in
      try file.use { try RecordedContexts($0) }
    }
    calls = try RecordedCalls(file, resources, contexts)
    for (event, row) in zip(corrected, rows) { add(event, row) }
    var services = Numbering<String?>()
    dataServiceNumbers = dataServices.map { services.number($0) }
    let sessions = identities.policySets
    sessionDocuments = sessions.flatMap { $0.documents }
    hasUnknownSessions = sessions.contains { $0.areUnknown }
  }

  /// Loads everything but calls, without what issuances tell.
  private init(surroundings database: borrowing AuditDatabase, of file: DatabaseFile) throws {
    self.file = file
    places = try Self.columns(.place, database)
    clients = try Self.columns(.client, database)
    endpoints = try Self.columns(.endpoint, database)
    dataServices = try Self.columns(.kind, database).map(Self.dataService)
    try loadIdentities(database)
  }

  private static func dataService(_ kind: [String?]) -> String? {
    kind[3] == "Data" ? (kind[0] ?? "").prefix { $0 != "." }.lowercased() : nil
  }

  /// Adds rows of its own for what is around an event that was corrected; the answer is the event with them.
  private mutating func addSurroundings(of event: CorrectedEvent) -> EventRow {
    var row = event.row
    identities.append(IdentityFacts(stored: event.values[.identity][0]))
    places.append(event.values[.place])
    clients.append(event.values[.client])
    endpoints.append(event.values[.endpoint])
    dataServices.append(Self.dataService(event.values[.kind]))
    row.identity = identities.count - 1
    row.place = places.count - 1
    row.client = clients.count - 1
    row.endpoint = endpoints.count - 1
    row.kind = dataServices.count - 1
    return row
  }

  /// Adds a call of its own for an event that was corrected, whose surroundings stand in the row.
  private mutating func add(_ event: CorrectedEvent, _ stored: EventRow) {
    var row = stored
    row.call = calls.append(event.derived)
    corrections[row.id] = row
  }

  /// Rows by number; number 0, which no row has, has NULL columns.
  static func columns(
    _ dimension: Dimension, _ database: borrowing AuditDatabase
  ) throws -> [[String?]] {
    var rows = [[String?](repeating: nil, count: dimension.columns.count)]
    try database.scan(dimension) { _, columns in rows.append(columns) }
    return rows
  }

  private mutating func loadIdentities(_ database: borrowing AuditDatabase) throws {
    identities.append(nil)
    try database.scanTexts(.identity) { _, identity in identities.append(identity) }
  }
}

extension RecordedEvents {
  /// The accounts that received an event or called in one.
  var namedAccounts: Set<String> {
    Set(places.compactMap { $0[1] } + identities.forms.compactMap { $0.caller?.account })
  }

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
    guard let account = place[1] else {
      return coverage.noteUnplaced(hour: hour, dataService: dataService(row))
    }
    coverage.note(account: account, region: place[0] ?? "", hour: hour)
    if let service = dataService(row) { coverage.noteDataEvent(of: service, in: account) }
  }

  /// The service of a data event.
  func dataService(_ row: EventRow) -> String? {
    dataServices.indices.contains(row.kind) ? dataServices[row.kind] : nil
  }

  /// A number for the service of a data event, equal for those of one service and for those of none.
  func dataServiceNumber(_ row: EventRow) -> Int32 { dataServiceNumbers.number(at: row.kind) }

  private func place(_ row: EventRow) -> [String?] {
    places.indices.contains(row.place) ? places[row.place] : [nil, nil]
  }
}

extension PolicySet {
  /// Those of its policies whose texts are known.
  var documents: [CompiledPolicy] {
    policies.compactMap { if case .document(let document) = $0.content { document } else { nil } }
  }
}
