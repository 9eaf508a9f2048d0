import AuditStore
import Testing
import TestSupport

struct EventWriterTests {
  static func id(_ number: Int) -> String {
    let digits = String(number)
    return "00000000-aaaa-4bbb-8ccc-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  @Test func `two writers that take turns number their rows as one would`() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    var first = try EventWriter(
      AuditDatabase(path: path, access: .write), eventsPerTransaction: 1, derivation: 1)
    try first.write(SampleBatch.of([SampleBatch.event(Self.id(1))], path: "a"))
    var second = try EventWriter(
      AuditDatabase(path: path, access: .write), eventsPerTransaction: 1, derivation: 1)
    for turn in 1..<4 {
      let events = [turn, turn + 1, turn + 100].map { SampleBatch.event(Self.id($0)) }
      try second.write(SampleBatch.of(events, path: "b\(turn)"))
      try first.write(SampleBatch.of(events + [SampleBatch.event(Self.id(turn + 200))], path: "c\(turn)"))
    }
    try first.finish()
    try second.finish()
    let database = try AuditDatabase(path: path, access: .read)
    let totals = try database.totals()
    #expect(totals.ingested == 4 + 3 + 3)
    #expect(totals.ingested + totals.duplicates == 1 + 3 * 3 + 3 * 4)
    #expect(try database.classes(in: TimeWindow()) == [.principal: totals.ingested])
  }

  @Test func `a writer beside one that is in the middle of a file says that the database is in use`() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    var first = try EventWriter(AuditDatabase(path: path, access: .write), derivation: 1)
    #expect(throws: StoreError(code: 5, message: "\(path): is locked by another process")) {
      _ = try EventWriter(AuditDatabase(path: path, access: .write), derivation: 1, patience: 50)
    }
    try first.write(SampleBatch.of([SampleBatch.event(Self.id(1))], path: "a"))
    try first.finish()
    #expect(try AuditDatabase(path: path, access: .read).totals().ingested == 1)
  }

  @Test func `a database of version 1 is brought up to date with its rows`() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    var writer = try EventWriter(AuditDatabase(path: path, access: .write), derivation: 1)
    try writer.write(SampleBatch.of([SampleBatch.event(Self.id(1))], path: "a"))
    try writer.finish()
    try SQL.run(
      OldDatabase.wholeTexts
        + "ALTER TABLE file DROP COLUMN text_sha256; ALTER TABLE file DROP COLUMN ingested_at; "
        + "DROP TABLE derivation; DROP TABLE amendment; DROP TABLE sign_in; DROP INDEX file_by_content; "
        + "ALTER TABLE file DROP COLUMN digest; ALTER TABLE file ADD COLUMN crc INTEGER; "
        + "CREATE INDEX file_by_content ON file(size, crc); PRAGMA user_version = 1; "
        + "DROP TABLE input_content; DROP TABLE replay_input; "
        + "DROP TABLE outcome_block", path)
    #expect {
      _ = try AuditDatabase(path: path, access: .read)
    } throws: {
      "\($0)" == "\(path): has version 1; run `retrial ingest` once to bring it up to date"
    }
    var next = try EventWriter(AuditDatabase(path: path, access: .write), derivation: 1)
    #expect(try next.known(path: "a", size: 1, modified: 1, window: TimeWindow())?.events == 1)
    try next.finish()
    #expect(try AuditDatabase(path: path, access: .read).totals().ingested == 1)
  }

  @Test(arguments: ["", ":memory:", "file:a.db", "file::memory:?cache=shared"])
  func `what SQLite would not keep in that file is refused`(path: String) {
    for access in [AuditDatabase.Access.read, .write] {
      #expect(throws: StoreError(message: "`\(path)` is not the path of a file")) {
        _ = try AuditDatabase(path: path, access: access)
      }
    }
  }
}
