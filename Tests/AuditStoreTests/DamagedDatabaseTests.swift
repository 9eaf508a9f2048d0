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
    "UPDATE file SET ingested = 9223372036854775807", "UPDATE file SET duplicates = -1",
  ])
  func `damaged rows are an error of every full read`(statement: String) throws {
    let folder = try TemporaryDirectory()
    let path = try Self.database(folder)
    try Self.read(path)
    try SQL.run(statement, path)
    #expect { try Self.read(path) } throws: { "\($0)".hasPrefix("\(path): is damaged: ") }
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
    for dimension in Dimension.allCases { try database.scan(dimension) { _, _ in } }
    try database.scanCalls { _, _ in }
    try database.scanEvents { _ in }
    _ = try database.totals()
  }
}
