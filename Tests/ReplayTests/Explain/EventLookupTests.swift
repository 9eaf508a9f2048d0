import CloudTrail
import TestSupport
import Testing

@testable import AuditStore
@testable import Replay

/// What is looked up by keys, held against a look at all events.
struct EventLookupTests {
  private static let allowed =
    "SELECT e.id, e.identity_id FROM event e CROSS JOIN call c ON c.id = e.call_id "
    + "CROSS JOIN call_head h ON h.id = c.head_id CROSS JOIN (SELECT c.id AS call_id, c.action_id, c.resource_id, "
    + "h.certainty FROM call c JOIN call_head h ON h.id = c.head_id UNION ALL SELECT c.id, q.action_id, q.resource_id, "
    + "q.certainty FROM call c JOIN call_head h ON h.id = c.head_id JOIN call_request q "
    + "ON q.id BETWEEN c.further AND c.further + h.request_count - 2) q ON q.call_id = c.id "
    + "CROSS JOIN action a ON a.id = q.action_id CROSS JOIN resource r ON r.id = q.resource_id "
    + "WHERE h.recorded = 0 AND +q.certainty = 0 AND a.name = ? AND r.text = ? AND e.time < ? "
    + "ORDER BY e.time DESC, e.id DESC"

  @Test func `issuances, records of one call and what was allowed before are found as by reading all events`()
    async throws
  {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    _ = try await LogIngester(jobs: 2).ingest([Repository.root + "/SampleLogs/AWSLogs"], into: path)
    try check(path)
    _ = try Rederiver.run(path)
    try check(path)
    let spans = try self.spans(path)
    #expect(spans > 10)
    let drops = OldDatabase.wholeCalls + "DROP TABLE unfinished_ingest; "
    let olds = [
      drops + "DELETE FROM event_key; PRAGMA user_version = 8",
      drops + "DROP TABLE event_span; PRAGMA user_version = 7",
      drops + "DROP TABLE event_span; DROP TABLE event_key; PRAGMA user_version = 6",
    ]
    for old in olds {
      try SQL.run(old, path)
      _ = try AuditDatabase(path: path, access: .write)
      try check(path)
      #expect(try self.spans(path) == spans)
    }
  }

  /// How many spans are there.
  private func spans(_ path: String) throws -> Int {
    try EventSpans.all(AuditDatabase(path: path, access: .read).connection).count
  }

  private func check(_ path: String) throws {
    let database = try AuditDatabase(path: path, access: .read)
    #expect(try issuances(database) > 0)
    #expect(try shared(database) > 0)
    #expect(try lastAllowed(database) > 0)
  }

  /// How many access keys were looked for.
  private func issuances(_ database: borrowing AuditDatabase) throws -> Int {
    var all: [String: [Int]] = ["ASIANEVERISSUED": []]
    try database.scanIssuances { all[$0.accessKey.string(), default: []].append($0.eventRow) }
    for (key, rows) in all.sorted(by: { $0.key < $1.key }).suffix(20) {
      var found: [Int] = []
      try database.scanIssuances(ofAccessKey: key) { found.append($0.eventRow) }
      #expect(found == rows)
    }
    return all.count - 1
  }

  /// How many calls had several records.
  private func shared(_ database: borrowing AuditDatabase) throws -> Int {
    var groups: [[UInt8]: [Int]] = [:]
    for wanted in [AuditDatabase.SharedRecords.callers, .ownerCopies] {
      try database.scanSharedRecords(wanted, through: nil) { groups[$0.sharedID, default: []].append($0.row) }
    }
    for rows in groups.values.filter({ $0.count > 1 }).sorted(by: { $0[0] < $1[0] }).prefix(20) {
      var found: [Int] = []
      try database.scanSharedRecords(.of(row: rows[0]), through: nil) { found.append($0.row) }
      #expect(Set(found).isSuperset(of: rows) && found == found.sorted())
      #expect(Set(found).count == found.count)
    }
    return groups.count { $0.value.count > 1 }
  }

  /// How many denied events had been allowed before.
  private func lastAllowed(_ database: borrowing AuditDatabase) throws -> Int {
    var count = 0
    var denied = try database.connection.prepare(
      "SELECT e.id FROM event e JOIN call c ON c.id = e.call_id "
        + "JOIN call_head h ON h.id = c.head_id WHERE h.recorded = 1 AND e.id % 11 = 0 "
        + "ORDER BY e.id LIMIT 40")
    let amendments = try Amendments(database)
    while try denied.step() {
      guard let stored = try database.event(inRow: Int(denied.integer(0))) else { continue }
      let call = try RecordedCall(stored, amendments, database)
      guard case .denied(let among) = call.derived.record, let time = call.stored.row.time else { continue }
      var search = try AllowedSearch(
        principal: call.facts.identity.principal, before: time, amendments, database)
      for request in among.map({ call.derived.requests[$0] }) {
        let found = try search.answer(request, database)
        if found.whyNotLookedFor != nil { continue }
        let expected = try lastAllowedByReading(request, call, before: time, database)
        #expect(found.event?.row == expected)
        if expected != nil { count += 1 }
      }
    }
    return count
  }

  /// Corrections take no part in it: those of the sample logs alter no call that was allowed before one of these.
  private func lastAllowedByReading(
    _ request: DerivedRequest, _ call: RecordedCall, before time: Int64, _ database: borrowing AuditDatabase
  ) throws -> Int? {
    var events = try database.connection.prepare(Self.allowed)
    events.bind(1, request.action)
    events.bind(2, request.resource)
    events.bind(3, time)
    while try events.step() {
      let json = try database.values(of: .identity, row: Int(events.integer(1)))[0]
      if IdentityFacts(stored: json).principal == call.facts.identity.principal {
        return Int(events.integer(0))
      }
    }
    return nil
  }
}
