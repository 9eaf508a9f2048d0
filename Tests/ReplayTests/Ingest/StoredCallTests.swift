import AuditStore
import Replay
import TestSupport
import Testing

/// Calls in tables: what many have in common, the first request of each, and the requests behind it.
struct StoredCallTests {
  private let folder: TemporaryDirectory
  private var path: String { folder.path + "/a.db" }

  init() async throws {
    folder = try TemporaryDirectory()
    _ = try await LogIngester(jobs: 2).ingest([Repository.root + "/SampleLogs/AWSLogs"], into: path)
  }

  private func rows(_ sql: String) throws -> [[StoredValue]] {
    try AuditDatabase(path: path, access: .read).rows(sql)
  }

  @Test func `a database of version 10 shows the same as before, and goes on with its calls`() async throws {
    let shown = "SELECT * FROM requests ORDER BY event_rowid, request_number"
    let events = "SELECT * FROM events ORDER BY event_rowid"
    let calls = "SELECT a.*, h.class FROM call a JOIN call_head h ON h.id = a.head_id ORDER BY a.id"
    let before = (requests: try rows(shown), events: try rows(events), calls: try rows(calls).count)
    #expect(before.requests.count > before.events.count / 2)
    try SQL.run(OldDatabase.wholeCalls, path)
    _ = try AuditDatabase(path: path, access: .write)
    #expect(try rows(shown) == before.requests)
    #expect(try rows(events) == before.events)
    #expect(try rows(calls).count == before.calls)
    let ofEvents = [
      "event", "file", "file_bytes", "fingerprint", "sign_in", "amendment", "issuance", "event_key",
      "event_span",
    ]
    try SQL.run(ofEvents.map { "DELETE FROM \($0); " }.joined(), path)
    _ = try await LogIngester(jobs: 2).ingest([Repository.root + "/SampleLogs/AWSLogs"], into: path)
    #expect(try rows(shown).map { $0.dropLast() } == before.requests.map { $0.dropLast() })
    #expect(try rows(calls).count == before.calls)
  }

  @Test func `deriving again brings a database of version 10 up to date, and makes none`() throws {
    let shown = "SELECT * FROM requests ORDER BY event_rowid, request_number"
    let before = try rows(shown)
    try SQL.run(OldDatabase.wholeCalls, path)
    #expect(try Rederiver.run(path).unreadable == 0)
    #expect(try rows(shown) == before)
    for _ in 0..<2 {
      #expect {
        _ = try Rederiver.run(path + "-none")
      } throws: {
        "\($0)".contains("-none: is not there")
      }
    }
  }

  @Test func `a call whose requests are not all there is damage where it is read alone`() throws {
    try SQL.run("UPDATE call SET further = NULL", path)
    let database = try AuditDatabase(path: path, access: .read)
    let rows = try database.rows(
      "SELECT a.id FROM call a JOIN call_head h ON h.id = a.head_id WHERE h.request_count > 1")
    let row = try #require(
      rows.first.flatMap { if case .integer(let row) = $0[0] { Int(row) } else { nil } },
      "no call has two requests")
    #expect {
      _ = try database.derivedEvent(inRow: row)
    } throws: {
      "\($0)".hasPrefix("\(path): is damaged: ")
    }
  }

  @Test func `calls that are read in parts are those that are read at once`() throws {
    let database = try AuditDatabase(path: path, access: .read)
    let last = try database.lastCall()
    func calls(_ parts: [Range<Int>]) throws -> [StoredCall] {
      var calls: [StoredCall] = []
      for part in parts {
        try database.scanCalls(after: part.lowerBound, through: part.upperBound) { row, call in
          calls.append(call)
          #expect(row == calls.count)
        }
      }
      return calls
    }
    let whole = try calls([0..<last])
    #expect(whole.count == last)
    #expect(whole.contains { $0.requests.count > 2 })
    #expect(try calls((0..<last).map { $0..<$0 + 1 }) == whole)
  }

  @Test func `a call that is missing at the end of a part is damage`() throws {
    let database = try AuditDatabase(path: path, access: .read)
    let last = try database.lastCall()
    #expect {
      try database.scanCalls(after: last - 1, through: last + 1) { _, _ in }
    } throws: {
      "\($0)".hasSuffix("is damaged: the rows of `call` are not numbered from 1 without gaps")
    }
  }

  @Test func `the view of requests shows what is read of each call`() throws {
    let database = try AuditDatabase(path: path, access: .read)
    var expected: [[String]] = []
    var calls: [Int: StoredCall] = [:]
    try database.scanCalls { calls[$0] = $1 }
    try database.scanEvents { event in
      let derived = try database.derivedEvent(inRow: event.call)
      let call = try #require(calls[event.call])
      #expect(derived.requests.map { $0.certainty } == call.requests.map { $0.certainty })
      #expect(derived.eventClass == call.eventClass && derived.recorded == call.recorded)
      #expect(derived.deniedRequest == call.deniedRequest && derived.policyARN == call.policyARN)
      for (number, request) in derived.requests.enumerated() {
        let certainty = request.certainty == .certain ? "certain" : "possible"
        expected.append(["\(event.id)", "\(number)", request.action, request.resource, certainty])
      }
    }
    let shown = try rows(
      "SELECT CAST(event_rowid AS TEXT), CAST(request_number AS TEXT), action, resource, certainty FROM requests "
        + "ORDER BY event_rowid, request_number")
    #expect(shown == expected.map { $0.map { .text($0) } })
    #expect(expected.contains { $0[1] == "2" })
    #expect(try rows("SELECT 1 FROM call_request LIMIT 1").count == 1)
  }
}
