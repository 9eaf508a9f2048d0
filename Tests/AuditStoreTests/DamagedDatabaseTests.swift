import AuditStore
import Testing
import TestSupport

/// Rows that no writer has written must give one clear error, never a trap or an endless loop.
struct DamagedDatabaseTests {
  @Test(arguments: [
    "UPDATE call SET id = 9223372036854775807", "UPDATE call SET id = id + 1000000000000",
    "UPDATE call_head SET request_count = 9223372036854775807", "UPDATE call SET further = 77",
    "UPDATE call_head SET id = id + 5", "DELETE FROM call_head", "UPDATE call SET head_id = 77",
    "UPDATE call_request SET id = id + 5", "DELETE FROM call_request",
    "UPDATE identity SET id = 9223372036854775807", "UPDATE identity SET id = -5",
    "UPDATE kind SET id = id + 1101290012672", "UPDATE event SET time = -9223372036854775808",
    "UPDATE event SET id = 9223372036854775807", "UPDATE event SET id = id + 4294967295",
    "UPDATE event SET place_id = -1", "UPDATE event SET call_id = 9223372036854775807",
    "UPDATE call_head SET request_count = -1", "UPDATE file SET ingested = 9223372036854775807",
    "UPDATE file SET duplicates = -1",
  ])
  func `damaged rows are an error of every full read`(statement: String) throws {
    let folder = try TemporaryDirectory()
    let path = try Self.database(folder)
    try Self.read(path)
    try SQL.run(statement, path)
    #expect { try Self.read(path) } throws: { "\($0)".hasPrefix("\(path): is damaged: ") }
  }

  private static let values = [
    ("event", "kind_id", "77", "names row 77 of `kind`, which is not there"),
    ("event", "identity_id", "0", "names row 0 of `identity`, which is not there"),
    ("event", "place_id", "2", "names row 2 of `place`, which is not there"),
    ("event", "client_id", "4294967297", "names row 4294967297 of `client`, which is not there"),
    ("event", "endpoint_id", "1.5", "is no number"), ("event", "error_id", "'x'", "is no number"),
    ("event", "call_id", "'1x'", "is no number"), ("event", "time", "'2026'||'-09-01'", "is no number"),
    ("event", "time", "253402300801", "cannot be 253402300801"),
    ("call", "head_id", "77", "names row 77 of `call_head`, which is not there"),
    ("call", "head_id", "'x'", "is no number"),
    ("call", "action_id", "77", "names row 77 of `action`, which is not there"),
    ("call", "resource_id", "NULL", "is no number"),
    ("call", "context_id", "0", "names row 0 of `context`, which is not there"),
    ("call", "further", "'x'", "is no number"),
    ("call_request", "action_id", "77", "names row 77 of `action`, which is not there"),
    ("call_request", "resource_id", "'x'", "is no number"),
    ("call_request", "context_id", "77", "names row 77 of `context`, which is not there"),
    ("call_request", "certainty", "'x'", "is no number"),
    ("call_head", "class", "'x'", "is no number"), ("call_head", "recorded", "x''", "is no number"),
    ("call_head", "layer", "'x'", "is no number"), ("call_head", "denied_request", "'x'", "is no number"),
    ("call_head", "certainty", "NULL", "is no number"), ("call_head", "request_count", "'x'", "is no number"),
    ("resource", "state", "'x'", "is no number"),
    ("identity", "template_id", "'x'", "is no number"),
    ("context", "template_id", "77", "names no row of `template`"),
  ]

  @Test(arguments: values)
  func `a value that no writer has written is named by table, row and column`(
    table: String, column: String, value: String, words: String
  ) throws {
    let folder = try TemporaryDirectory()
    let path = try Self.database(folder)
    try SQL.run("UPDATE \(table) SET \(column) = \(value) WHERE id = 1", path)
    #expect { try Self.read(path) } throws: {
      "\($0)" == "\(path): is damaged: `\(column)` of row 1 of `\(table)` \(words)"
    }
  }

  @Test func `a time that is no number lies in every window`() throws {
    let folder = try TemporaryDirectory()
    let path = try Self.database(folder)
    let window = TimeWindow(start: 0, end: 1)
    try AuditDatabase(path: path, access: .read).scanEvents(in: window) { _ in Issue.record("it lies in 2026")
    }
    for time in ["'never'", "x'00'", "-1e300", "9e300", "-9223372036854775807"] {
      try SQL.run("UPDATE event SET time = \(time)", path)
      #expect(throws: StoreError.self, "\(time)") {
        try AuditDatabase(path: path, access: .read).scanEvents(in: window) { _ in }
      }
    }
  }

  @Test func `a row that is looked up and is not there is damage`() throws {
    let folder = try TemporaryDirectory()
    let path = try Self.database(folder)
    try SQL.run("UPDATE call SET context_id = 77", path)
    let lookups: [(words: String, look: (borrowing AuditDatabase) throws -> Void)] = [
      ("row 2 of `call` is not there", { _ = try $0.derivedEvent(inRow: 2) }),
      ("row 3 of `kind` is not there", { _ = try $0.values(of: .kind, row: 3) }),
      (
        "`context_id` of row 1 of `call` names row 77 of `context`, which is not there",
        { _ = try $0.derivedEvent(inRow: 1) }
      ),
    ]
    for (words, look) in lookups {
      #expect {
        try look(AuditDatabase(path: path, access: .read))
      } throws: {
        "\($0)" == "\(path): is damaged: \(words)"
      }
    }
  }

  @Test(arguments: ["call_id", "place_id", "endpoint_id"])
  func `a record of a call in several accounts is not left out where it names what is not there`(
    column: String
  )
    throws
  {
    let folder = try TemporaryDirectory()
    let path = try Self.database(folder)
    try SQL.run("UPDATE event SET shared_event_id = 'x', \(column) = 77", path)
    for wanted in [AuditDatabase.SharedRecords.replayable, .ownerCopies, .callers]
    where wanted == .callers
      || column == "call_id"
    {
      #expect {
        try AuditDatabase(path: path, access: .read).scanSharedRecords(wanted, through: nil) { _ in }
      } throws: {
        "\($0)".hasPrefix("\(path): is damaged: `\(column)` of row 1 of `event` names no row of ")
      }
    }
  }

  @Test func `what an event issued is not left out where it names what is not there`() throws {
    let folder = try TemporaryDirectory()
    let path = try Self.database(folder)
    let values = "VALUES (1, 'ASIA1', 1, NULL, '', '', '', '')"
    try SQL.run("INSERT INTO issuance \(values)", path)
    try AuditDatabase(path: path, access: .read).scanIssuances { _ in }
    for (statement, words) in [
      ("UPDATE issuance SET event_rowid = 2", "`event_rowid` of row 1 of `issuance` names row 2 of `event`"),
      (
        "UPDATE issuance SET event_rowid = 1; UPDATE event SET identity_id = 9",
        "`identity_id` of row 1 of `event` names row 9"
      ),
    ] {
      try SQL.run(statement, path)
      #expect {
        try AuditDatabase(path: path, access: .read).scanIssuances { _ in }
      } throws: {
        "\($0)".hasPrefix("\(path): is damaged: \(words)")
      }
    }
  }

  @Test(arguments: [
    "UPDATE file SET id = 9223372036854775807", "UPDATE event SET id = 9223372036854775807",
    "UPDATE event SET id = id + 4294967295", "UPDATE call SET id = 9223372036854775807",
    "UPDATE call_head SET request_count = 9223372036854775807", "UPDATE call_head SET id = id + 7",
    "DELETE FROM call_request", "UPDATE call SET head_id = 77", "UPDATE call SET further = NULL",
    "UPDATE call SET further = further - 1", "UPDATE call_request SET id = id * 2 WHERE id = 2",
    "UPDATE identity SET id = 9223372036854775806",
    "INSERT INTO generation VALUES ('call', 9223372036854775807)",
    "INSERT INTO generation VALUES ('kind', 0)",
    "UPDATE generation SET first_id = 9223372036854775807",
  ])
  func `damaged rows are an error of a writer`(statement: String) throws {
    let folder = try TemporaryDirectory()
    let path = try Self.database(folder)
    try SQL.run("INSERT OR REPLACE INTO generation VALUES ('place', 1)", path)
    try SQL.run(statement, path)
    #expect {
      _ = try EventWriter(AuditDatabase(path: path, access: .write), derivation: 1)
    } throws: {
      "\($0)".hasPrefix("\(path): is damaged: ")
    }
  }

  @Test func `pages that do not fit together are an error with the path`() throws {
    let folder = try TemporaryDirectory()
    let path = try Self.database(folder)
    var bytes = try FileContent.of(path)
    for index in 16_384..<bytes.count { bytes[index] = 0xA5 }
    _ = try folder.write("a.db", bytes)
    #expect { try Self.read(path) } throws: { "\($0)".hasPrefix("\(path): is damaged") }
  }

  @Test(arguments: [AuditDatabase.Access.read, .write], [1, 16_383, 16_384])
  func `a file that was cut short is damaged, before anything is read`(
    access: AuditDatabase.Access, missing: Int
  ) throws {
    let folder = try TemporaryDirectory()
    let path = try Self.database(folder)
    _ = try folder.write("a.db", Array(try FileContent.of(path).dropLast(missing)))
    #expect { _ = try AuditDatabase(path: path, access: access) } throws: {
      "\($0)".hasPrefix("\(path): is damaged: ")
    }
  }

  @Test func `an empty file and a file of others are told apart`() throws {
    let folder = try TemporaryDirectory()
    let empty = try folder.write("empty.db", "")
    #expect { _ = try AuditDatabase(path: empty, access: .read) } throws: {
      "\($0)" == "\(empty): is empty; run `retrial ingest` to fill it"
    }
    let text = try folder.write("text.db", String(repeating: "text", count: 2_000))
    #expect { _ = try AuditDatabase(path: text, access: .read) } throws: {
      "\($0)" == "\(text): is not a database"
    }
  }

  /// A database of one event with three requests.
  private static func database(_ folder: TemporaryDirectory) throws -> String {
    let path = folder.path + "/a.db"
    var writer = try EventWriter(AuditDatabase(path: path, access: .write), derivation: 1)
    let event = SampleBatch.event("00000000-aaaa-4bbb-8ccc-000000000001")
    try writer.write(SampleBatch.of([event], path: "x", requests: 3))
    try writer.finish()
    return path
  }

  /// Reads everything that a report reads.
  private static func read(_ path: String) throws {
    let database = try AuditDatabase(path: path, access: .read)
    for dimension in Dimension.allCases {
      try database.scanTexts(dimension) { _, _ in }
      try database.scan(dimension) { _, _ in }
    }
    try database.scanResources { _, _, _ in }
    try database.scanCalls { _, _ in }
    try database.scanEvents { _ in }
    _ = try database.totals()
  }
}
