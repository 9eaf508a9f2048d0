import AuditStore
import CloudTrail
import Dispatch
import Replay
import Synchronization

/// What the commands `ingest` and `diff` do, on a main thread that stays: callgrind cannot follow one that ends.
enum PipelineBenchmark {
  /// Ingests a folder with one worker into a new database, and prints how many events that were.
  static func ingest(folder: String, database: String) throws {
    let outcome = Outcome()
    let isDone = DispatchSemaphore(value: 0)
    Task {
      await outcome.note { try await LogIngester(jobs: 1).ingest([folder], into: database).counts.ingested }
      isDone.signal()
    }
    isDone.wait()
    print(try outcome.events(), "events")
  }

  /// Replays a database under a snapshot with and without a change (`TARGET=FILE`), and prints the report.
  static func diff(database: String, policies: String, change: String) throws {
    let differ = try Differ(
      baseline: SnapshotReader.read(folder: policies), changes: [PolicyChange(argument: change)])
    let report = try differ.report(
      on: AuditDatabase(path: database, access: .read), window: TimeWindow())
    print(DiffTextRenderer(width: 80, usesColor: false).render(report))
  }
}

/// What a task came to, for the thread that waits for it.
private final class Outcome: Sendable {
  private let result = Mutex<Result<Int, any Error>>(.success(0))

  func note(_ work: () async throws -> Int) async {
    do {
      let events = try await work()
      result.withLock { $0 = .success(events) }
    } catch {
      result.withLock { $0 = .failure(error) }
    }
  }

  func events() throws -> Int { try result.withLock { $0 }.get() }
}
