import AuditStore
import CloudTrail
import Replay
import Testing
import TestSupport

/// Gzip files whose check says that their text is not what was written.
struct RefutedFileTests {
  private let folder: TemporaryDirectory
  private var database: String { folder.path + "/a.db" }

  init() throws { folder = try TemporaryDirectory() }

  private static func member(_ text: String) -> [UInt8] { GzipWriter().write(Array(text.utf8), isLast: true) }

  /// A member with one letter of its text altered before it was deflated, and the check of what it was.
  private static func altered(_ text: String) -> [UInt8] {
    let intact = member(text)
    return Array(member(text.replacing("GetObject", with: "PutObject")).dropLast(8)) + intact.suffix(8)
  }

  private func ingest(_ names: String..., into path: String? = nil) async throws -> IngestSummary {
    var ingester = LogIngester(jobs: 1)
    ingester.eventsPerTransaction = 10
    return try await ingester.ingest(names.map { folder.path + "/" + $0 }, into: path ?? database)
  }

  private func rows(_ sql: String) throws -> [[StoredValue]] {
    try AuditDatabase(path: database, access: .read).rows(sql)
  }

  @Test func `nothing of it is taken, and an intact copy is`() async throws {
    let events = (0..<3).map { SampleFolder.event($0) } + [SampleFolder.issuance(3)]
    let text = "[\(events.joined(separator: ","))]"
    _ = try folder.write("bad.json.gz", Self.altered(text))
    _ = try folder.write("good.json.gz", Self.member(text))
    let first = try await ingest("bad.json.gz")
    #expect(first.counts.ingested == 0)
    #expect(first.counts.rejected == 5)
    #expect(first.counts.isAllRejected)
    #expect(first.counts.derivation == DerivationCounts())
    #expect(try rows("SELECT count(*) FROM events") == [[.integer(0)]])
    #expect(try rows("SELECT status, rejected FROM files") == [[.text("rejected"), .integer(5)]])
    #expect(
      try rows("SELECT record_number, substr(reason, 1, 34) FROM rejects ORDER BY record_number") == [
        [.integer(1), .text("and 4 more records in a gzip membe")],
        [.integer(5), .text("the gzip data is damaged: incorrec")],
      ])
    let second = try await ingest("good.json.gz")
    #expect(second.counts.ingested == 4)
    #expect(second.counts.duplicates == 0)
    #expect(
      try rows("SELECT DISTINCT event_name FROM events ORDER BY 1") == [
        [.text("AssumeRole")], [.text("GetObject")],
      ])
    #expect(try AuditDatabase(path: database, access: .read).totals().rejected == 5)
  }

  /// A file of several batches: its first member is whole.
  private func writeLargeFile() throws -> (whole: Int, all: Int) {
    let (whole, all) = (8_500, 26_000)
    let events = (0..<all).map { number in
      number == 25_000 ? SampleFolder.issuance(number) : SampleFolder.event(number)
    }
    let first = Self.member(events[..<whole].joined(separator: "\n"))
    let second = Self.altered("\n" + events[whole...].joined(separator: "\n"))
    _ = try folder.write("large.json.gz", first + second)
    return (whole, all)
  }

  @Test func `what was written of a large file before its check was read is taken back`() async throws {
    let (whole, all) = try writeLargeFile()
    _ = try folder.write("small.json", SampleFolder.event(all + 1))
    let summary = try await ingest("large.json.gz", "small.json")
    #expect(summary.counts.ingested == whole + 1)
    #expect(summary.counts.rejected == all - whole + 1)
    #expect(summary.counts.derivation.classes == [.principal: whole + 1])
    #expect(summary.counts.derivation.states == [.exact: whole + 1])
    #expect(
      try rows("SELECT count(*), max(event_rowid), max(record_number) FROM events")
        == [[.integer(Int64(whole + 1)), .integer(Int64(whole + 1)), .integer(Int64(whole))]])
    #expect(try rowsWithIDs([whole - 1, whole, all + 1]) == [[whole], [], [whole + 1]])
    let derived = try Rederiver.run(database)
    #expect(derived.derived == whole + 1 && derived.unreadable == 0)
  }

  @Test func `of what it held nothing stays counted as something else`() async throws {
    let (whole, all) = try writeLargeFile()
    // Duplicates in both members; the window leaves out the rest of them up to record 20,000.
    let known = (20_000..<21_000).map { SampleFolder.event($0) } + [SampleFolder.event(8_000)]
    _ = try folder.write("known.json", known.joined(separator: "\n"))
    _ = try await ingest("known.json")
    var ingester = LogIngester(jobs: 1, window: TimeWindow(start: SampleFolder.time(8_000), end: nil))
    ingester.window.end = SampleFolder.time(22_000)
    let summary = try await ingester.ingest([folder.path + "/large.json.gz"], into: database)
    #expect(summary.counts.ingested == whole - 8_001)
    #expect(summary.counts.duplicates == 1)
    #expect(summary.counts.outOfWindow == 8_000)
    #expect(summary.counts.rejected == all - whole + 1)
    #expect(summary.counts.read == all + 1)
    let totals = try AuditDatabase(path: database, access: .read).totals()
    #expect(totals.rejected == all - whole + 1 && totals.outOfWindow == 8_000 && totals.duplicates == 1)
    #expect(
      try rows(
        "SELECT records, ingested, duplicates, rejected, out_of_window FROM files WHERE path LIKE '%large%'")
        == [[all + 1, whole - 8_001, 1, all - whole + 1, 8_000].map { .integer(Int64($0)) }])
  }

  @Test func `a file that holds nothing but refuted records outside the window is not read in part`()
    async throws
  {
    _ = try folder.write("bad.json.gz", Self.altered("[\(SampleFolder.event(0)),\(SampleFolder.event(1))]"))
    let ingester = LogIngester(jobs: 1, window: TimeWindow(start: SampleFolder.time(5)))
    let summary = try await ingester.ingest([folder.path + "/bad.json.gz"], into: database)
    #expect(summary.counts.isAllRejected && summary.counts.rejected == 3)
    #expect(summary.counts.unreadableFiles == 1)
    #expect(try rows("SELECT status, rejected FROM files") == [[.text("rejected"), .integer(3)]])
  }

  private func rowsWithIDs(_ numbers: [Int]) throws -> [[Int]] {
    let database = try AuditDatabase(path: database, access: .read)
    try database.scanIssuances { _ in Issue.record("a key was issued") }
    return try numbers.map { try database.events(withID: SampleFolder.id($0)).map { $0.row.id } }
  }

  @Test func `an ingest in one run and in two leave the same bytes`() async throws {
    _ = try writeLargeFile()
    _ = try folder.write("small.json", SampleFolder.event(9))
    let other = folder.path + "/other.db"
    _ = try await ingest("large.json.gz", "small.json")
    _ = try await ingest("large.json.gz", into: other)
    _ = try await ingest("small.json", into: other)
    #expect(try FileContent.of(database) == FileContent.of(other))
  }

  @Test func `a file with very many rejects lists the first and counts the others`() async throws {
    let path = try folder.write(
      "a.json", "[" + Array(repeating: "1", count: 20_000).joined(separator: ",") + "]")
    let summary = try await LogIngester(jobs: 1).ingest([path], into: database)
    #expect(summary.counts.rejected == 20_000)
    #expect(
      try rows("SELECT count(*), max(record_number) FROM rejects") == [[.integer(1_001), .integer(1_001)]])
    #expect(
      try rows("SELECT reason FROM rejects WHERE record_number = 1001")
        == [[.text("and 19000 more records could not be read, from here on")]])
    #expect(try AuditDatabase(path: database, access: .read).totals().rejected == 20_000)
    let report = try ComplianceReporter(EvidenceSettings(), files: InputFiles()).report(
      on: AuditDatabase(path: database, access: .read))
    let table = report.sections.flatMap { $0.tables }.first { $0.id == "rejects" }
    #expect(table?.rows.map { $0[1] } == [.integer(19_000), .integer(1_000)])
  }
}
