import AuditStore
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
