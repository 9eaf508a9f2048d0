import AuditStore
import CloudTrail
import Glibc
import TestSupport
import Testing

@testable import Replay

/// Which ingests complete an earlier one that was interrupted.
struct CompletedIngestTests {
  private let logs: SampleFolder
  private var root: String { logs.folder.path }
  private var path: String { logs.database }

  init() throws {
    logs = try SampleFolder()
    // A folder named with a dot is passed over by a walk of the one above.
    _ = try logs.folder.write("logs/.hidden/0.json", SampleFolder.event(100))
    _ = try logs.folder.write("logs/.hidden/1.json", SampleFolder.event(101))
    _ = try logs.folder.write("other/a.json", SampleFolder.event(102))
    #expect(unsafe symlink(logs.logs, root + "/link") == 0)
    #expect(unsafe symlink(logs.logs + "/0/0.json", root + "/0.json") == 0)
  }

  /// The files of the ingests that are not complete.
  private func unfinished() throws -> [Int] { try UnfinishedIngestTests.unfinished(path).map { $0.files } }

  private func stop(_ paths: String..., window: TimeWindow = TimeWindow()) async throws {
    let task = Task { [path] in
      var ingester = LogIngester(jobs: 1, window: window)
      ingester.eventsPerTransaction = 1
      ingester.filesPerUnit = 1
      return try await ingester.ingest(paths, into: path) { _ in
        unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      }
    }
    #expect(try await task.value.wasCancelled)
  }

  private func ingest(_ paths: String..., window: TimeWindow = TimeWindow()) async throws {
    _ = try await LogIngester(jobs: 2, window: window).ingest(paths, into: path)
  }

  @Test(arguments: [
    ["/."], ["/logs/", "/other"], ["/other/../logs//0", "/logs"], ["/link"], ["/other", "/link"],
    ["/missing", "/logs"],
  ])
  func `one of all its files completes it`(paths: [String]) async throws {
    try await stop(logs.logs)
    #expect(try unfinished() == [12])
    _ = try await LogIngester(jobs: 2).ingest(paths.map { root + $0 }, into: path)
    #expect(try unfinished() == [])
  }

  @Test(arguments: [
    ["/logs/0", "/logs/1"], ["/logs/0", "/logs/1", "/logs/2"], ["/other"], ["/log"], ["/logs/0/0.json"],
  ])
  func `one of other files or a part of them does not`(paths: [String]) async throws {
    try await stop(logs.logs)
    _ = try await LogIngester(jobs: 2).ingest(paths.map { root + $0 }, into: path)
    #expect(try unfinished() == [12])
  }

  @Test func `named files are completed by their folder, and by more files`() async throws {
    let files = (0..<3).map { logs.logs + "/0/\($0).json" + ($0 == 2 ? ".gz" : "") }
    try await stop(files[0], files[1])
    try await stop(files[0], files[1], files[2])
    #expect(try unfinished() == [2, 3])
    try await ingest(files[0], files[1], files[2], logs.logs + "/0/3.json")
    #expect(try unfinished() == [])
    try await stop(logs.logs + "/1/4.json", logs.logs + "/1/5.json.gz")
    try await ingest(root)
    #expect(try unfinished() == [])
  }

  @Test func `a window that leaves something out does not complete it, and a wider one does`() async throws {
    let window = TimeWindow(start: SampleFolder.time(2), end: SampleFolder.time(50))
    try await stop(logs.logs, window: window)
    try await ingest(logs.logs, window: TimeWindow(start: SampleFolder.time(3)))
    #expect(try unfinished() == [12])
    let place = FolderWalk.resolved(logs.logs)
    #expect(
      try UnfinishedIngestTests.unfinished(path).map { $0.sentence } == [
        "an ingest was interrupted, or is still running: 1 of its 12 files is read; `retrial ingest "
          + "--since \(EventTime.text(SampleFolder.time(2))) --until \(EventTime.text(SampleFolder.time(50))) "
          + "\(place)` into this database completes it"
      ])
    try await ingest(root, window: TimeWindow(start: SampleFolder.time(2)))
    #expect(try unfinished() == [])
  }

  @Test func `a wider one that is interrupted as well completes both in the end`() async throws {
    try await stop(logs.logs + "/0")
    try await stop(logs.logs)
    try await stop(logs.logs)
    #expect(try unfinished() == [4, 12])
    try await ingest(logs.logs + "/0")
    #expect(try unfinished() == [12])
    try await ingest(logs.logs)
    #expect(try unfinished() == [])
  }

  @Test func `a folder that a walk passes over or finds empty is not completed by the one above`()
    async throws
  {
    try await stop(logs.logs + "/.hidden")
    try await stop(logs.logs + "/1")
    #expect(unsafe rename(root + "/logs/1", root + "/gone") == 0)
    try await ingest(root + "/other", logs.logs)
    #expect(try unfinished() == [2, 4])
    #expect(unsafe rename(root + "/gone", root + "/logs/1") == 0)
    try await ingest(root)
    #expect(try unfinished() == [2])
    try await ingest(root, logs.logs + "/.hidden")
    #expect(try unfinished() == [])
  }

  @Test func `files that are gone are left to the command that named them`() async throws {
    let files = (0..<2).map { logs.logs + "/0/\($0).json" }
    try await stop(files[0], files[1])
    #expect(unsafe unlink(files[1]) == 0)
    try await ingest(root)
    #expect(try unfinished() == [2])
    try await ingest(files[1], files[0])
    #expect(try unfinished() == [])
  }

  @Test func `an ingest that could not read a file completes no other`() async throws {
    try await stop(logs.logs)
    // Opens, and fails to be read at its start.
    try await ingest(root, "/proc/self/mem")
    #expect(try unfinished() == [12])
    #expect(
      unsafe symlink("nowhere", logs.logs + "/2/z.json") == 0
        && symlink("nowhere", root + "/other/z.json") == 0)
    try await ingest(root)
    #expect(try unfinished() == [12])
    #expect(unsafe unlink(logs.logs + "/2/z.json") == 0)
    try await ingest(root)
    #expect(try unfinished() == [])
  }

  @Test func `what came from a pipe is not known to come again`() async throws {
    try await stop(logs.logs, "/dev/null")
    try await ingest(root)
    try await ingest("/dev/null", root)
    let found = try UnfinishedIngestTests.unfinished(path)
    #expect(found.map { $0.places } == [[]])
    let sentence = try #require(found.first).sentence
    #expect(sentence.hasSuffix("; the same `retrial ingest` command completes it"))
    try await ingest("/dev/null", logs.logs)
    #expect(try unfinished() == [])
  }

  @Test func `of very many paths their folders are kept`() {
    let files = (0..<200).map { "/a/b.c/\($0 % 2)/\($0).json" }
    #expect(UnfinishedIngest(files: 200, read: 1, places: files).places == ["/a/b.c/0", "/a/b.c/1"])
    #expect(
      UnfinishedIngest(files: 200, read: 1, places: files + ["/d"]).places == ["/a/b.c/0", "/a/b.c/1", "/d"])
    #expect(UnfinishedIngest(files: 200, read: 1, places: files + ["/a/b.c/0/.x"]).places == [])
    #expect(UnfinishedIngest(files: 200, read: 1, places: (100..<400).map { "/\($0)" }).places == [])
    #expect(UnfinishedIngest(files: 2, read: 1, places: ["/é", "/b"]).places == ["/b", "/é"])
  }

  @Test func `one that an older version noted is completed by the same paths for all time`() async throws {
    try await stop(logs.logs, window: TimeWindow(start: SampleFolder.time(2)))
    try SQL.run(OldDatabase.withoutScopes, path)
    try await ingest(logs.logs, window: TimeWindow(start: SampleFolder.time(2)))
    try await ingest(root)
    #expect(try UnfinishedIngestTests.unfinished(path) == [UnfinishedIngest(files: 12, read: 1)])
    try await ingest(logs.logs)
    #expect(try unfinished() == [])
  }

  @Test func `a row that was used is written in its place`() async throws {
    try await ingest(logs.logs)
    let before = try FileContent.of(path).count
    let rows = "SELECT * FROM unfinished_ingest"
    let free = try AuditDatabase(path: path, access: .read).rows(rows)
    try await stop(root + "/other", logs.logs + "/.hidden", window: TimeWindow(start: -5))
    #expect(try AuditDatabase(path: path, access: .read).rows(rows) != free)
    try await ingest(root + "/other", logs.logs + "/.hidden", window: TimeWindow(start: -5))
    #expect(try AuditDatabase(path: path, access: .read).rows(rows) == free)
    #expect(try FileContent.of(path).count == before)
  }
}
