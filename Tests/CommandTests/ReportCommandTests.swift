import AuditStore
import Glibc
import Replay
import TestSupport
import Testing

@testable import retrial

struct ReportCommandTests {
  private static func log(_ id: Int) -> String {
    #"{"Records":[{"eventVersion":"1.11","userIdentity":{"type":"Root","arn":"arn:aws:iam::111111111111:root","#
      + #""accountId":"111111111111"},"eventTime":"2026-09-01T00:01:00Z","eventSource":"iam.amazonaws.com","#
      + #""eventName":"ListUsers","awsRegion":"us-east-1","eventID":"00000000-0000-4000-8000-00000000000\#(id)","#
      + #""eventType":"AwsApiCall","recipientAccountId":"111111111111"}]}"#
  }

  /// What happens to a log after its digest was written.
  enum Deed: CaseIterable {
    case nothing, altered, removed, chainBroken
  }

  /// Ends with the code of a report on a log of two hours.
  private static func run(_ deed: Deed, _ more: [String] = []) async throws -> (ExitCode, TemporaryDirectory)
  {
    var files = try DigestFolder()
    let object = try files.log(0, 10, log(1))
    try files.log(0, 11, log(3))
    try files.digest(0)
    if deed == .chainBroken { try files.digest(1, isWritten: false) }
    try files.digest(2)
    if deed == .altered { _ = try files.folder.write(object, log(2)) }
    if deed == .removed { _ = unsafe unlink(files.path(object)) }
    let store = files.folder.path + "/a.db"
    _ = try await LogIngester(jobs: 1).ingest([files.folder.path + "/AWSLogs"], into: store)
    return (try report(store, files.folder, more), files.folder)
  }

  private static func report(
    _ store: String, _ folder: TemporaryDirectory, _ more: [String]
  ) throws -> ExitCode {
    let arguments =
      ["report", "--db", store, "--format", "json", "--output", folder.path + "/out.json"] + more
    return try ReportCommand(try ArgumentParser.parse(arguments, root: Commands.root), [:]).run()
  }

  @Test(arguments: ["a.db", "AWSLogs"])
  func `neither the database nor a log is written over`(input: String) async throws {
    let folder = try TemporaryDirectory()
    let store = folder.path + "/a.db"
    let log = try folder.write("AWSLogs", Self.log(1))
    _ = try await LogIngester(jobs: 1).ingest([log], into: store)
    let place = folder.path + "/" + input
    let before = try FileContent.of(place)
    let parsed = try ArgumentParser.parse(
      ["report", "--db", store, "--output", place], root: Commands.root)
    #expect(throws: SnapshotError.self) { try ReportCommand(parsed, [:]).run() }
    #expect(try FileContent.of(place) == before)
  }

  @Test func `a log that its digests confirm is done`() async throws {
    #expect(try await Self.run(.nothing).0 == .done)
  }

  @Test(arguments: [
    (Deed.altered, "log file altered"), (.removed, "log file missing"), (.chainBroken, "digest missing"),
  ])
  func `what digests do not confirm is found`(deed: Deed, words: String) async throws {
    let (code, folder) = try await Self.run(deed)
    #expect(code == .found)
    let text = String(decoding: try FileContent.of(folder.path + "/out.json"), as: UTF8.self)
    #expect(text.contains(words))
  }

  @Test func `the next report finds it again, and an empty period stays one`() async throws {
    let (code, folder) = try await Self.run(
      .altered, ["--since", "2026-09-01", "--until", "2026-09-01T00:01:00Z"])
    #expect(code == .nothing)
    let previous = try folder.write("previous.json", try FileContent.of(folder.path + "/out.json"))
    let next = ["--previous", previous, "--since", "last-report"]
    #expect(try Self.report(folder.path + "/a.db", folder, next + ["--until", "2026-09-02"]) == .found)
    #expect(
      try Self.report(
        folder.path + "/a.db", folder, ["--since", "2026-09-05", "--until", "2026-09-06"]) == .nothing)
  }
}
