import Testing
import TestSupport

@testable import AuditStore

struct StoredReplayTests {
  private static let inputs = [
    StoredInput(path: "p/a.json", content: Array("{}".utf8)),
    StoredInput(path: "p/b.json", content: Array(repeating: 7, count: 50_000)),
  ]

  private static func replay(_ name: String, _ inputs: [StoredInput] = inputs) -> StoredReplay {
    StoredReplay(
      name: name, created: 1_790_000_000, window: TimeWindow(start: 5, end: nil), settings: "{}",
      summary: "{}", inputs: inputs,
      versions: ReplayVersions(engine: 1, catalog: "2026-01-01", derivation: 2),
      lastEvent: 3_000)
  }

  private static func outcomes(_ lists: Int, events: Int) -> ReplayOutcomes {
    ReplayOutcomes(
      lists: (0..<lists).map { [StoredOutcome(request: 0, decision: "allowed", change: "change \($0)")] },
      numbers: (0..<events).map { $0 % 7 == 0 ? 0 : Int32($0 % lists + 1) })
  }

  private static func stored(
    in folder: TemporaryDirectory, _ outcomes: ReplayOutcomes = outcomes(3, events: 3_001)
  ) throws -> String {
    let path = folder.path + "/a.db"
    let database = try AuditDatabase(path: path, access: .write)
    try database.inTransaction { try database.store(replay("one"), outcomes) }
    return path
  }

  @Test(arguments: [(3, 3_001), (120, 1_024), (1, 1), (9, 2)])
  func `what was stored is read again`(lists: Int, events: Int) throws {
    let folder = try TemporaryDirectory()
    let outcomes = Self.outcomes(lists, events: events)
    let database = try AuditDatabase(path: try Self.stored(in: folder, outcomes), access: .read)
    #expect(try database.replay(named: "one") == Self.replay("one"))
    #expect(try database.replay(named: "two") == nil)
    let found = try database.outcomes(ofReplay: "one")
    #expect(found.lists == outcomes.lists)
    for row in 0..<(events + 5) { #expect(found.outcomes(ofEvent: row) == outcomes.outcomes(ofEvent: row)) }
  }

  @Test func `a replay takes the place of one of its name and shares its files with others`() throws {
    let folder = try TemporaryDirectory()
    let path = try Self.stored(in: folder)
    let database = try AuditDatabase(path: path, access: .write)
    try database.inTransaction {
      try database.store(Self.replay("two"), Self.outcomes(2, events: 10))
      try database.store(Self.replay("one", []), Self.outcomes(1, events: 10))
    }
    #expect(try database.replayNames() == ["two", "one"])
    #expect(try database.replay(named: "one")?.inputs == [])
    #expect(try database.replay(named: "two")?.inputs == Self.inputs)
    #expect(try database.connection.integer("SELECT count(*) FROM input_content") == 2)
    try database.inTransaction { try database.store(Self.replay("two", []), Self.outcomes(1, events: 1)) }
    #expect(try database.connection.integer("SELECT count(*) FROM input_content") == 0)
  }

  @Test func `what fails in a transaction is not stored`() throws {
    struct Failure: Error {}
    let folder = try TemporaryDirectory()
    let database = try AuditDatabase(path: try Self.stored(in: folder), access: .write)
    #expect(throws: Failure.self) {
      try database.inTransaction {
        try database.store(Self.replay("two"), Self.outcomes(2, events: 10))
        throw Failure()
      }
    }
    #expect(try database.replayNames() == ["one"])
  }

  @Test(arguments: [
    "UPDATE input_content SET gzip = x'00'", "UPDATE input_content SET size = 1",
    "UPDATE input_content SET size = 9223372036854775807", "UPDATE input_content SET size = -1",
    "UPDATE input_content SET sha256 = x'0102' WHERE id = 1", "UPDATE replay SET inputs_sha256 = x'00'",
    "UPDATE replay_input SET path = 'q'", "UPDATE replay SET window_start = 9223372036854775807",
    "UPDATE replay SET last_event_rowid = -1", "UPDATE replay SET last_event_rowid = 9223372036854775807",
    "UPDATE outcome SET number = number + 100", "UPDATE outcome_block SET width = 0",
    "UPDATE outcome_block SET width = 9223372036854775807", "UPDATE outcome_block SET numbers = x'ff'",
    "UPDATE outcome_block SET first_event = -5", "UPDATE outcome_block SET first_event = 9223372036854775807",
    "UPDATE outcome_block SET first_event = 1",
  ])
  func `a damaged replay is an error`(statement: String) throws {
    let folder = try TemporaryDirectory()
    let path = try Self.stored(in: folder)
    try SQL.run(statement, path)
    let database = try AuditDatabase(path: path, access: .read)
    #expect {
      _ = try database.replay(named: "one")
      _ = try database.outcomes(ofReplay: "one")
    } throws: {
      "\($0)".hasPrefix("\(path): is damaged: ")
    }
  }
}
