import AuditStore
import CloudTrail
import Dispatch
import Glibc
import Replay
import TestSupport
import Testing

@testable import retrial

struct InterruptionTests {
  private static let event =
    #"{"eventVersion":"1.11","eventTime":"2026-09-01T00:00:00Z","eventSource":"s3.amazonaws.com","#
    + #""eventName":"GetObject","recipientAccountId":"111122223333"}"# + "\n"

  @Test(arguments: [SIGINT, SIGTERM])
  func `an interrupted ingest says what is stored and dies of the signal`(number: Int32) async throws {
    let folder = try TemporaryDirectory()
    let result = await #expect(processExitsWith: .signal(number), observing: [\.standardErrorContent]) {
      [folder = folder.path as String, number = number as Int32, event = Self.event as String] in
      let pipe = folder + "/pipe"
      guard unsafe mkfifo(pipe, 0o600) == 0 else { exit(9) }
      _ = Glibc.signal(SIGPIPE, SIG_IGN)
      // Records come until nobody reads them any more.
      let writing = Task.detached {
        let target = unsafe open(pipe, O_WRONLY)
        let bytes = Array(String(repeating: event, count: 100).utf8)
        var rounds = 0
        while unsafe bytes.withUnsafeBytes({ unsafe write(target, $0.baseAddress, $0.count) }) > 0 {
          if rounds == 10 { kill(getpid(), number) }
          rounds += 1
        }
      }
      let arguments = ["ingest", pipe, "--db", folder + "/a.db", "--jobs", "1"]
      _ = try await IngestCommand(try ArgumentParser.parse(arguments, root: Commands.root)).run()
      await writing.value
    }
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      errors.hasSuffix(
        "interrupted: nothing of it is stored in \(folder.path)/a.db yet; the same command begins again\n"))
    #expect(FileIdentity(path: folder.path + "/a.db-journal") == nil)
    #expect(try AuditDatabase(path: folder.path + "/a.db", access: .read).totals() == StoreTotals())
  }

  @Test func `a second signal ends the process at once`() async {
    await #expect(processExitsWith: .signal(SIGTERM)) {
      let interruption = Interruption { kill(getpid(), SIGTERM) }
      kill(getpid(), SIGINT)
      let (stream, never) = AsyncStream.makeStream(of: Void.self)
      for await _ in stream {}
      never.finish()
      interruption.stopWatching()
    }
  }

  @Test func `work that comes to no end is ended, and a process whose work is over is not`() async {
    for isOver in [false, true] {
      await #expect(processExitsWith: isOver ? .exitCode(7) : .signal(SIGINT)) { [isOver = isOver as Bool] in
        let (stream, caught) = AsyncStream.makeStream(of: Void.self)
        let interruption = Interruption(patience: .milliseconds(300)) { caught.finish() }
        kill(getpid(), SIGINT)
        for await _ in stream {}
        if isOver {
          interruption.stopWatching()
          try await Task.sleep(for: .seconds(1))
          exit(7)
        }
        try await Task.sleep(for: .seconds(60))
        interruption.stopWatching()
      }
    }
  }

  @Test func `a signal that the process was started to ignore stays ignored`() async {
    await #expect(processExitsWith: .exitCode(7)) {
      _ = signal(SIGINT, SIG_IGN)
      let interruption = Interruption { exit(8) }
      kill(getpid(), SIGINT)
      interruption.stopWatching()
      kill(getpid(), SIGINT)
      exit(7)
    }
  }

  @Test func `without waiting the process ends behind what is done`() async throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("scratch", "")
    await #expect(processExitsWith: .signal(SIGINT)) { [file = file as String] in
      let interruption = Interruption(isWaitedFor: false) { _ = unsafe unlink(file) }
      kill(getpid(), SIGINT)
      let (stream, never) = AsyncStream.makeStream(of: Void.self)
      for await _ in stream {}
      never.finish()
      interruption.stopWatching()
    }
    #expect(FileIdentity(path: file) == nil)
  }
}
