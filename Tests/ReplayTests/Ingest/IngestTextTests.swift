import AuditStore
import CloudTrail
import Replay
import TestSupport
import Testing

/// What an ingest says of damaged files, and of records that a diff counts otherwise.
struct IngestTextTests {
  /// A whole file, a gzip file that was cut, a text that was cut behind its first record, and a note.
  private static func folder() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    let whole = GzipWriter().write(Array("[\(SampleFolder.event(0))]".utf8), isLast: true)
    _ = try folder.write("logs/a.json.gz", whole)
    _ = try folder.write("logs/b.json.gz", Array(whole.prefix(60)))
    _ = try folder.write("logs/c.json", "[\(SampleFolder.event(1)),\(SampleFolder.event(2).prefix(90))")
    _ = try folder.write("logs/notes.txt", "no log")
    return folder
  }

  private static func ingest(_ folder: TemporaryDirectory) async throws -> IngestSummary {
    try await LogIngester(jobs: 1).ingest([folder.path + "/logs"], into: folder.path + "/a.db")
  }

  @Test func `damaged files are named as files, now and when they are met again`() async throws {
    let folder = try Self.folder()
    for known in [false, true] {
      let summary = try await Self.ingest(folder)
      #expect(summary.counts.unreadableFiles == 2)
      #expect(summary.counts.damagedFiles == 1)
      #expect(
        summary.damaged.map { $0.path }
          == ["b.json.gz", "c.json", "notes.txt"].map { folder.path + "/logs/" + $0 })
      #expect(summary.damaged.map { $0.isUnreadable } == [true, false, true])
      #expect(summary.damaged.allSatisfy { $0.isKnown == known })
      let text = IngestText(summary, path: "a.db", width: 80)
      #expect(
        text.text.contains(
          "the rejects are of 2 files in which nothing could be read, and 1 file of which a part could not be read\n"
        ))
      let before = known ? ", when it was read before" : ""
      #expect(text.damaged.count == 4)
      #expect(text.damaged[0].hasPrefix("\(folder.path)/logs/b.json.gz: nothing could be read\(before): "))
      #expect(text.damaged[0].contains("the gzip data ends too early"))
      #expect(
        text.damaged[1].hasPrefix("\(folder.path)/logs/c.json: a part could not be read\(before): record 2"))
      #expect(text.damaged[2].contains("not a log"))
      #expect(
        text.damaged[3] == "all of them: sqlite3 a.db 'SELECT path, record_number, reason FROM rejects'")
    }
  }

  @Test func `a folder without a file is said to hold none`() async throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write("logs/.hidden", "[]")
    let none = try await Self.ingest(folder)
    #expect(IngestText(none, path: "a.db", width: 80).nothingFound?.hasPrefix("no file was found") == true)
    _ = try folder.write("logs/a.json", "[]")
    let some = try await Self.ingest(folder)
    #expect(IngestText(some, path: "a.db", width: 80).nothingFound == nil)
    let missing = try await LogIngester(jobs: 1).ingest([folder.path + "/none"], into: folder.path + "/a.db")
    #expect(!missing.problems.isEmpty)
    #expect(IngestText(missing, path: "a.db", width: 80).nothingFound == nil)
  }

  @Test func `files beyond the first ten are counted`() async throws {
    let folder = try TemporaryDirectory()
    for file in 0..<13 { _ = try folder.write("logs/\(file).json", "[\(file)]") }
    for _ in 0..<2 {
      let summary = try await Self.ingest(folder)
      #expect(summary.damaged.count == 10)
      #expect(IngestText(summary, path: "a.db", width: 80).damaged[10] == "and 3 more files")
    }
  }

  @Test func `counts have separators, and the next commands are named with the database`() async throws {
    let folder = try TemporaryDirectory()
    let events = (0..<1_200).map { SampleFolder.event($0) }
    _ = try folder.write("logs/a.json", "[\(events.joined(separator: ","))]")
    let text = IngestText(try await Self.ingest(folder), path: "x.db", width: 200).text
    #expect(text.contains("1,200 records read = 1,200 ingested + 0 duplicates + 0 rejected\n"))
    #expect(text.contains("1,200 events can be replayed, action derived for 1,200\n"))
    #expect(text.contains("  resources  exact 1,200\n"))
    #expect(text.hasSuffix("retrial diff --change TARGET=FILE, each with --db x.db\n"))
    let spaced = try TemporaryDirectory()
    _ = try spaced.write("logs/a.json", SampleFolder.event(0))
    let quoted = IngestText(try await Self.ingest(spaced), path: "my db.db", width: 200).text
    #expect(quoted.hasSuffix(", each with --db 'my db.db'\n"))
    let again = IngestText(try await Self.ingest(folder), path: "x.db", width: 200).text
    #expect(!again.contains("next:"))
  }

  @Test func `what a diff will count as copies is told`() {
    var counts = DerivationCounts()
    counts.classes = [.principal: 2_000, .ownerCopy: 1_500, .network: 1]
    counts.states = [.exact: 3_001]
    counts.withoutRequests = [.ownerCopy: 500]
    let text = CoverageText.text(counts, width: 400)
    #expect(
      text.contains(
        "of these   1,000 are copies that the owner of a resource has of another account's calls: "))
    #expect(text.contains("excluded (owner-copy)"))
    #expect(text.contains("           1 is a record of a VPC endpoint: "))
    #expect(text.contains("  excluded   owner-copy 500\n"))
  }
}
