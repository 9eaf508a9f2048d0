import AuditStore
import CloudTrail
import Glibc
import Replay
import TestSupport
import Testing

/// What a database says of files that an ingest did not come to.
struct UnfinishedIngestTests {
  private static func sentence(_ logs: SampleFolder) -> String {
    "an ingest was interrupted, or is still running: 3 of its 12 files are read; "
      + "`retrial ingest \(FolderWalk.resolved(logs.logs))` into this database completes it"
  }

  /// A folder of which an ingest was killed after three of twelve files.
  private static func killed() async throws -> SampleFolder {
    let logs = try SampleFolder()
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [logs = logs.logs as String, path = logs.database as String] in
      var ingester = LogIngester(jobs: 1)
      ingester.eventsPerTransaction = 15
      ingester.filesPerUnit = 1
      _ = try await ingester.ingest([logs], into: path) { progress in
        if progress.events >= 20 { kill(getpid(), SIGKILL) }
      }
    }
    return logs
  }

  static func unfinished(_ path: String) throws -> [UnfinishedIngest] {
    try AuditDatabase(path: path, access: .read).unfinishedIngests()
  }

  @Test func `a killed ingest is said until the same folder is ingested again`() async throws {
    let logs = try await Self.killed()
    #expect(try Self.unfinished(logs.database).map { $0.sentence } == [Self.sentence(logs)])
    let other = try logs.folder.write("other/a.json", SampleFolder.event(100))
    _ = try await LogIngester(jobs: 1).ingest([other], into: logs.database)
    #expect(try Self.unfinished(logs.database).map { $0.sentence } == [Self.sentence(logs)])
    _ = try await LogIngester(jobs: 1).ingest([logs.folder.path + "/other/../logs/"], into: logs.database)
    #expect(try Self.unfinished(logs.database) == [])
  }

  @Test func `an ingest that is killed before its first commit is said as well`() async throws {
    let logs = try SampleFolder()
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [logs = logs.logs as String, path = logs.database as String] in
      _ = try await LogIngester(jobs: 1).ingest([logs], into: path) { _ in kill(getpid(), SIGKILL) }
    }
    let sentence = Self.sentence(logs).replacing("3 of its", with: "0 of its")
    #expect(try Self.unfinished(logs.database).map { $0.sentence } == [sentence])
    let finder = try DenialFinder(snapshot: nil, filter: RequestFilter(), grouping: [.statement])
    let report = try finder.report(
      on: try AuditDatabase(path: logs.database, access: .read), window: TimeWindow())
    #expect(DenialTextRenderer(width: 300).render(report).contains(sentence))
    let whole = logs.folder.path + "/whole.db"
    for path in [logs.database, whole] { _ = try await LogIngester(jobs: 1).ingest([logs.logs], into: path) }
    #expect(try Self.unfinished(logs.database) == [])
    #expect(try FileContent.of(logs.database) == FileContent.of(whole))
  }

  @Test func `two folders are told apart, and each is completed by itself`() async throws {
    let logs = try await Self.killed()
    let second = logs.folder.path + "/second"
    for file in 0..<4 { _ = try logs.folder.write("second/\(file).json", SampleFolder.event(200 + file)) }
    let stopped = try await Self.cancelled(second, into: logs.database, events: 2)
    #expect(stopped.stored == UnfinishedIngest(files: 4, read: 2, places: [FolderWalk.resolved(second)]))
    #expect(try Self.unfinished(logs.database).map { $0.files } == [12, 4])
    _ = try await logs.ingest()
    #expect(try Self.unfinished(logs.database).map { $0.files } == [4])
    _ = try await LogIngester(jobs: 2).ingest([second], into: logs.database)
    #expect(try Self.unfinished(logs.database) == [])
    #expect(try AuditDatabase(path: logs.database, access: .read).totals().ingested == 64)
  }

  /// What an ingest says that is cancelled once so many events were read; each file is a transaction.
  private static func cancelled(
    _ folder: String, into path: String, events: Int, window: TimeWindow = TimeWindow()
  ) async throws -> IngestSummary {
    let task = Task {
      var ingester = LogIngester(jobs: 1, window: window)
      ingester.eventsPerTransaction = 1
      ingester.filesPerUnit = 1
      return try await ingester.ingest([folder], into: path) { progress in
        if progress.events >= events { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
      }
    }
    return try await task.value
  }

  @Test func `an ingest that is cancelled says what is stored`() async throws {
    let logs = try SampleFolder()
    let summary = try await Self.cancelled(logs.logs, into: logs.database, events: 21)
    #expect(summary.wasCancelled)
    let stored = try #require(summary.stored)
    #expect(try Self.unfinished(logs.database) == [stored])
    let held = try AuditDatabase(path: logs.database, access: .read).totals()
    #expect(summary.counts.ingested == held.ingested)
    #expect(stored.read == held.files)
    let words = IngestText(summary, path: "a.db", width: 80).interruption
    #expect(
      words
        == "interrupted: a.db holds \(stored.read) of 12 files, with \(held.ingested) events of this run; "
        + "the same command goes on from there")
  }

  /// A span such as `90d` ends elsewhere in each run: only the window that it came to is covered again.
  @Test func `an ingest of a window that is cancelled says by which command it is completed`() async throws {
    let logs = try SampleFolder()
    let window = TimeWindow(start: 1_788_220_800, end: nil)
    let summary = try await Self.cancelled(logs.logs, into: logs.database, events: 21, window: window)
    let stored = try #require(summary.stored)
    #expect(
      IngestText(summary, path: "a.db", width: 80).interruption
        == "interrupted: a.db holds \(stored.read) of 12 files, with \(summary.counts.ingested) events of this run; "
        + "`retrial ingest --since 2026-09-01T00:00:00Z \(FolderWalk.resolved(logs.logs))` into this database "
        + "completes it")
    var later = LogIngester(jobs: 1, window: TimeWindow(start: 1_788_220_801, end: nil))
    _ = try await later.ingest([logs.logs], into: logs.database)
    #expect(try Self.unfinished(logs.database) == [stored])
    later = LogIngester(jobs: 1, window: window)
    _ = try await later.ingest([logs.logs], into: logs.database)
    #expect(try Self.unfinished(logs.database) == [])
  }

  @Test func `an ingest that is cancelled before its first commit says what earlier ones stored`()
    async throws
  {
    let logs = try await Self.killed()
    let held = try AuditDatabase(path: logs.database, access: .read).totals()
    let task = Task {
      var ingester = LogIngester(jobs: 1)
      ingester.filesPerUnit = 1
      return try await ingester.ingest([logs.logs], into: logs.database) { _ in
        unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      }
    }
    let summary = try await task.value
    #expect(summary.wasCancelled)
    #expect(
      summary.stored == UnfinishedIngest(files: 12, read: 3, places: [FolderWalk.resolved(logs.logs)]))
    #expect(
      IngestText(summary, path: "a.db", width: 80).interruption
        == "interrupted: a.db holds 3 of 12 files, with 0 events of this run; the same command goes on from there"
    )
    #expect(try AuditDatabase(path: logs.database, access: .read).totals() == held)
  }

  @Test func `a file that cannot be opened behind the others leaves nothing unfinished`() async throws {
    let folder = try TemporaryDirectory()
    for file in 0..<3 { _ = try folder.write("logs/\(file).json", SampleFolder.event(file)) }
    let pipe = unsafe mkfifo(folder.path + "/logs/9.json", 0o600)
    #expect(pipe == 0)
    var ingester = LogIngester(jobs: 1)
    ingester.eventsPerTransaction = 1
    let path = folder.path + "/a.db"
    _ = try await ingester.ingest([folder.path + "/logs"], into: path)
    #expect(try Self.unfinished(path) == [])
  }

  @Test func `every answer says that files are missing`() async throws {
    let logs = try await Self.killed()
    let database = try AuditDatabase(path: logs.database, access: .read)
    let lock = try logs.folder.write(
      "lock.json",
      #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#)
    let change = try PolicyChange(argument: "scp:Lock@*=\(lock)")
    let diff = try Differ(baseline: PolicySnapshot(), changes: [change]).report(
      on: database, window: TimeWindow())
    #expect(diff.blindSpots.contains { $0.kind == "unfinishedIngest" && $0.text == Self.sentence(logs) })
    let words = "3 of its 12 files are read"
    #expect(DiffJSONRenderer.render(diff).contains(words))
    #expect(DiffHTMLRenderer().render(diff).contains(words))
    #expect(DiffMarkdownRenderer().render(diff).contains(words))
    #expect(DiffTextRenderer(width: 400).render(diff).contains(words))
    let denials = try DenialFinder(snapshot: nil, filter: RequestFilter(), grouping: [.statement]).report(
      on: database, window: TimeWindow())
    #expect(DenialTextRenderer(width: 400).render(denials).contains(words))
    #expect(DenialJSONRenderer.render(denials).contains(words))
    let report = try ComplianceReporter(EvidenceSettings(), files: InputFiles()).report(on: database)
    #expect(report.sections[0].summary.contains { $0.contains(words) })
    let explained = try Explainer(snapshot: PolicySnapshot()).explain(
      eventID: SampleFolder.id(1), in: database)
    #expect(explained.first?.assumptions.contains(Self.sentence(logs)) == true)
  }
}
