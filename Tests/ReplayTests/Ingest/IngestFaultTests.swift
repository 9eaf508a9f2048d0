import AuditStore
import CloudTrail
import Glibc
import Replay
import Testing
import TestSupport

struct IngestFaultTests {
  @Test func `a run that was killed and is started again ends like one that was not`() async throws {
    let logs = try SampleFolder()
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [logs = logs.logs as String, path = logs.database as String] in
      var ingester = LogIngester(jobs: 2)
      ingester.eventsPerTransaction = 10
      ingester.filesPerUnit = 2
      _ = try await ingester.ingest([logs], into: path) { progress in
        if progress.events >= 35 { kill(getpid(), SIGKILL) }
      }
    }
    let held = try AuditDatabase(path: logs.database, access: .read).totals().ingested
    #expect(held >= 20)
    #expect(held < 60)
    _ = try await logs.ingest()
    let calm = logs.folder.path + "/calm.db"
    var ingester = LogIngester(jobs: 2)
    ingester.eventsPerTransaction = 10
    _ = try await ingester.ingest([logs.logs], into: calm)
    #expect(try Tables.of(logs.database) == Tables.of(calm))
  }

  @Test(arguments: [1, 7, 20, 33, 48])
  func `a run that was killed between transactions ends with the bytes of one that was not`(
    kill point: Int
  ) async throws {
    let folder = try Self.folder(files: 50)
    let calm = folder.path + "/calm.db"
    let path = folder.path + "/a.db"
    _ = try await Self.ingest(folder, into: calm)
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [logs = folder.path as String, path = path as String, point = point as Int] in
      var ingester = LogIngester(jobs: 1)
      ingester.eventsPerTransaction = 40
      ingester.filesPerUnit = 8
      _ = try await ingester.ingest([logs + "/logs"], into: path) { progress in
        if progress.files >= point { kill(getpid(), SIGKILL) }
      }
    }
    _ = try await Self.ingest(folder, into: path)
    #expect(try FileContent.of(path) == FileContent.of(calm))
    var issued = 0
    try AuditDatabase(path: path, access: .read).scanIssuances { _ in issued += 1 }
    #expect(issued == 50)
  }

  @Test func `a journal that a killed process left is rolled back by the next reader`() async throws {
    let folder = try Self.folder(files: 4)
    let path = folder.path + "/a.db"
    _ = try await Self.ingest(folder, into: path)
    let before = try FileContent.of(path)
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      // A cache of one page spills at once, so the file changes long before the commit.
      try SQL.run(
        "PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE event SET time = 0; UPDATE call_head SET class = 3; "
          + "DELETE FROM file_bytes", path
      ) {
        kill(getpid(), SIGKILL)
      }
    }
    #expect(FileIdentity(path: path + "-journal") != nil)
    #expect(try FileContent.of(path) != before)
    #expect(try AuditDatabase(path: path, access: .read).totals().ingested > 0)
    #expect(FileIdentity(path: path + "-journal") == nil)
    #expect(try FileContent.of(path) == before)
  }

  @Test func `two processes that ingest at once leave every event once`() async throws {
    let folder = try Self.folder(files: 30)
    let path = folder.path + "/a.db"
    async let first: Void = Self.ingestInProcess(folder.path + "/logs", path)
    async let second: Void = Self.ingestInProcess(folder.path + "/logs", path)
    _ = await (first, second)
    _ = try await Self.ingest(folder, into: path)
    #expect(try AuditDatabase(path: path, access: .read).totals().ingested == 30 * 6)
  }

  /// Ingests in a process of its own, which may find the database in use but nothing else wrong.
  private static func ingestInProcess(_ logs: String, _ path: String) async {
    await #expect(processExitsWith: .exitCode(7)) { [logs = logs as String, path = path as String] in
      var ingester = LogIngester(jobs: 2)
      ingester.eventsPerTransaction = 40
      do {
        _ = try await ingester.ingest([logs], into: path)
        exit(7)
      } catch let error as StoreError {
        exit("\(error)" == "\(path): is locked by another process" ? 7 : 8)
      }
    }
  }

  /// Files of five events and the issuance of temporary credentials each, in two forms.
  private static func folder(files: Int) throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    for file in 0..<files {
      var events = (file * 6..<file * 6 + 5).map { SampleFolder.event($0) }
      events.insert(SampleFolder.issuance(file * 6 + 5), at: file % 5)
      let text = "[\(events.joined(separator: ","))]"
      let name = "logs/" + (file < 10 ? "0\(file)" : "\(file)")
      if file % 2 == 0 {
        _ = try folder.write(name + ".json", text)
      } else {
        _ = try folder.write(name + ".json.gz", GzipWriter().write(Array(text.utf8), isLast: true))
      }
    }
    return folder
  }

  private static func ingest(_ folder: TemporaryDirectory, into path: String) async throws -> IngestSummary {
    var ingester = LogIngester(jobs: 2)
    ingester.eventsPerTransaction = 40
    ingester.filesPerUnit = 8
    return try await ingester.ingest([folder.path + "/logs"], into: path)
  }

  @Test func `a database that cannot grow keeps what was committed and says so`() async throws {
    let folder = try TemporaryDirectory()
    for file in 0..<10 {
      let events = (file * 500..<file * 500 + 500).map { SampleFolder.event($0) }
      _ = try folder.write("logs/\(file).json", events.joined(separator: "\n"))
    }
    let logs = folder.path + "/logs"
    let path = folder.path + "/a.db"
    await #expect(processExitsWith: .exitCode(7)) { [logs = logs as String, path = path as String] in
      signal(SIGXFSZ, SIG_IGN)
      var ingester = LogIngester(jobs: 1)
      ingester.eventsPerTransaction = 500
      ingester.filesPerUnit = 2
      _ = try AuditDatabase(path: path, access: .write)
      var limit = rlimit(rlim_cur: rlim_t(try FileContent.of(path).count + 500_000), rlim_max: rlim_t.max)
      _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      do {
        _ = try await ingester.ingest([logs], into: path)
      } catch let error as StoreError {
        exit("\(error)".hasPrefix("\(path): ") ? 7 : 8)
      }
    }
    let held = try AuditDatabase(path: path, access: .read).totals().ingested
    #expect(held > 0)
    #expect(held < 5_000)
    let summary = try await LogIngester(jobs: 2).ingest([logs], into: path)
    #expect(summary.counts.ingested == 5_000 - held)
  }

  @Test func `a cancelled ingest leaves a database that goes on`() async throws {
    let logs = try SampleFolder()
    let path = logs.database
    let folder = logs.logs
    let task = Task { try await LogIngester(jobs: 2).ingest([folder], into: path) }
    task.cancel()
    let summary = try await task.value
    let rest = try await logs.ingest()
    #expect(summary.counts.ingested + rest.counts.ingested >= 60)
    #expect(try AuditDatabase(path: path, access: .read).totals().ingested == 60)
  }
}
