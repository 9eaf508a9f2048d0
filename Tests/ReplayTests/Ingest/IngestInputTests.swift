import AuditStore
import CloudTrail
import Glibc
import Replay
import Testing
import TestSupport

/// What may lie among log files, and what is said of it.
struct IngestInputTests {
  @Test func `two files with the same size and CRC-32 are two files`() async throws {
    let folder = try TemporaryDirectory()
    for (name, id) in [("a", "670009b22c087272"), ("b", "a02552f76dbdf5fd")] {
      let event =
        #"{"eventVersion":"1.11","eventTime":"2026-09-01T00:00:00Z","eventSource":"s3.amazonaws.com","#
        + #""eventName":"GetObject","eventID":"\#(id)"}"#
      _ = try folder.write("logs/\(name).json", "[\(event)]")
    }
    let summary = try await Self.ingest(folder)
    #expect(summary.counts.ingested == 2)
    #expect(summary.counts.knownFiles == 0)
  }

  @Test func `two names that Unicode calls equal are two files`() async throws {
    let folder = try TemporaryDirectory()
    for (number, name) in ["\u{E9}", "e\u{301}"].enumerated() {
      _ = try folder.write("logs/\(name).json", SampleFolder.event(number))
    }
    #expect(try await Self.ingest(folder).counts.ingested == 2)
  }

  @Test func `the database among its logs is not read`() async throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write("logs/a.json", SampleFolder.event(1))
    let path = folder.path + "/logs/store.json"
    for known in 0..<2 {
      let summary = try await LogIngester(jobs: 1).ingest([folder.path + "/logs"], into: path)
      #expect(summary.counts.rejected == 0)
      #expect(summary.counts.files + summary.counts.knownFiles == 1)
      #expect(summary.counts.knownFiles == known)
      #expect(summary.problems == [])
    }
  }

  @Test func `a path without a file makes no database`() async throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/a.db"
    let summary = try await LogIngester(jobs: 1).ingest([folder.path + "/none", folder.path], into: path)
    #expect(summary.problems.count == 1)
    #expect(FileIdentity(path: path) == nil)
  }

  @Test func `a run tells of its own rejects alone, and counts those of files it need not read`() async throws
  {
    let folder = try TemporaryDirectory()
    let first = try folder.write("a.json", "[1,\(SampleFolder.event(1))]")
    let second = try folder.write("b.json", "[2,3,\(SampleFolder.event(2))]")
    let path = folder.path + "/a.db"
    _ = try await LogIngester(jobs: 1).ingest([first], into: path)
    let summary = try await LogIngester(jobs: 1).ingest([first, second], into: path)
    #expect(summary.rejects.map { $0.path } == [second, second])
    #expect(summary.counts.rejected == 2)
    #expect(summary.counts.knownRejected == 1)
    #expect(!summary.counts.isAllRejected)
    let copy = try folder.write("copy.json", "[2,3,\(SampleFolder.event(2))]")
    for _ in 0..<2 {
      let again = try await LogIngester(jobs: 1).ingest([copy], into: path)
      #expect(again.counts.knownFiles == 1)
      #expect(again.counts.knownRejected == 2)
    }
  }

  @Test(arguments: ["", "{}", "PK\u{3}\u{4}zip", "[1]", "not a log"])
  func `a file of which nothing could be read is told apart, also when it is known`(text: String) async throws
  {
    let folder = try TemporaryDirectory()
    let file = try folder.write("a.json", text)
    for known in 0..<2 {
      let summary = try await LogIngester(jobs: 1).ingest([file], into: folder.path + "/a.db")
      #expect(summary.counts.isAllRejected)
      #expect(summary.counts.knownFiles == known)
    }
    let other = try folder.write("b.json", SampleFolder.event(1))
    let both = try await LogIngester(jobs: 1).ingest([file, other], into: folder.path + "/a.db")
    #expect(!both.counts.isAllRejected)
  }

  private static func ingest(_ folder: TemporaryDirectory) async throws -> IngestSummary {
    try await LogIngester(jobs: 2).ingest([folder.path + "/logs"], into: folder.path + "/a.db")
  }
}
