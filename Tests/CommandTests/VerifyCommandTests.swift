import CloudTrail
import Glibc
import Replay
import TestSupport
import Testing

@testable import retrial

struct VerifyCommandTests {
  private static let emptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  private static func file(_ path: String, digest: String?) -> String {
    #"{"path":"\#(path)","size":0,"sha256":\#(digest.map { "\"\($0)\"" } ?? "null")}"#
  }

  /// What verifying a folder ends with that holds an empty output and a manifest of these files.
  private static func verify(logs: [String], outputs: [String]) async throws -> ExitCode {
    let folder = try TemporaryDirectory()
    if !outputs.isEmpty { _ = try folder.write("a.txt", "") }
    _ = try folder.write(
      "manifest.json",
      #"{"program":"p","created":"","command":[],"settings":{"sensitive":[],"publicKeys":[]},"policies":[],"#
        + #""logs":[\#(logs.joined(separator: ","))],"outputs":[\#(outputs.joined(separator: ","))]}"#)
    let parsed = try ArgumentParser.parse(["verify", folder.path], root: Commands.root)
    return try await VerifyCommand(parsed).run()
  }

  @Test func `where nothing can be compared nothing is verified`() async throws {
    #expect(try await Self.verify(logs: [Self.file("gone.json", digest: nil)], outputs: []) == .nothing)
  }

  @Test func `a report that cannot be made again is no clean pass`() async throws {
    let code = try await Self.verify(
      logs: [Self.file("gone.json", digest: nil)], outputs: [Self.file("a.txt", digest: Self.emptyDigest)])
    #expect(code == .indeterminate)
  }

  @Test func `an output that the report has not is found`() async throws {
    let code = try await Self.verify(logs: [], outputs: [Self.file("a.txt", digest: Self.emptyDigest)])
    #expect(code == .found)
  }

  private static let event =
    #"{"eventVersion":"1.11","eventTime":"2026-09-01T00:00:00Z","eventSource":"s3.amazonaws.com","#
    + #""eventName":"GetObject","recipientAccountId":"111122223333"}"#

  @Test func `paths that lead to other files from here are followed from where the report was made`()
    async throws
  {
    let folder = try TemporaryDirectory()
    _ = try folder.write("v1/logs/a.json", Self.event)
    _ = try folder.write("b.json", Self.event.replacing("GetObject", with: "PutObject"))
    // From v2 another log is found, from v3 one of the two, from v4 the same files, and from v5 none.
    _ = try folder.write("v2/logs/a.json", "{}")
    _ = try folder.write("v3/a.txt", "")
    _ = try folder.write("v4/logs/a.json", Self.event)
    _ = try folder.write("deep/v5/a.txt", "")
    await #expect(processExitsWith: .exitCode(0)) { [folder = folder.path as String] in
      guard unsafe chdir(folder + "/v1") == 0 else { exit(9) }
      _ = try await IngestCommand(try Self.parse(["ingest", "logs", "../b.json"])).run()
      exit(try ReportCommand(try Self.parse(["report", "--evidence", "ev"]), [:]).run().rawValue)
    }
    func verify(from place: String, code: Int32) async -> String {
      let result = await #expect(processExitsWith: .exitCode(code), observing: [\.standardOutputContent]) {
        [folder = folder.path as String, place = place as String] in
        guard unsafe chdir(folder + "/" + place) == 0 else { exit(9) }
        exit(try await VerifyCommand(try Self.parse(["verify", folder + "/v1/ev"])).run().rawValue)
      }
      return String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    }
    let note = "note: logs and policies are looked for from \(FolderWalk.resolved(folder.path))/v1, where"
    for place in ["v2", "v3", "deep/v5"] {
      #expect(await verify(from: place, code: 0).contains(note))
    }
    for place in ["v1", "v4"] {
      #expect(await !verify(from: place, code: 0).contains("are looked for from"))
    }
    _ = try folder.write("v1/logs/a.json", "{}")
    #expect(
      await verify(from: "v1", code: 1).contains("logs/a.json: is not the file that the manifest names"))
    #expect(await !verify(from: "v4", code: 0).contains("are looked for from"))
  }

  /// Evidence of a log with a relative path, made in the folder that holds it.
  private static func relative() async throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    _ = try folder.write(
      "logs/a.json", Self.event)
    await #expect(processExitsWith: .exitCode(0)) { [folder = folder.path as String] in
      guard unsafe chdir(folder) == 0 else { exit(9) }
      _ = try await IngestCommand(try Self.parse(["ingest", "logs"])).run()
      exit(try ReportCommand(try Self.parse(["report", "--evidence", "ev"]), [:]).run().rawValue)
    }
    return folder
  }

  private static func parse(_ arguments: [String]) throws -> ParsedArguments {
    try ArgumentParser.parse(arguments, root: Commands.root)
  }

  @Test func `evidence of relative paths is verified from any folder`() async throws {
    let folder = try await Self.relative()
    let result = await #expect(processExitsWith: .exitCode(0), observing: [\.standardOutputContent]) {
      [folder = folder.path as String] in
      exit(try await VerifyCommand(try Self.parse(["verify", folder + "/ev"])).run().rawValue)
    }
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect(output.contains("note: logs and policies are looked for from "))
    #expect(output.contains("the report was made again from them and is byte for byte equal"))
    let log = try folder.write("logs/a.json", "{}")
    await #expect(processExitsWith: .exitCode(1)) { [folder = folder.path as String] in
      exit(try await VerifyCommand(try Self.parse(["verify", folder + "/ev"])).run().rawValue)
    }
    _ = unsafe unlink(log)
    await #expect(processExitsWith: .exitCode(3)) { [folder = folder.path as String] in
      exit(try await VerifyCommand(try Self.parse(["verify", folder + "/ev"])).run().rawValue)
    }
  }

  @Test func `evidence whose logs are not found from here is written, and no success`() async throws {
    let folder = try await Self.relative()
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      [folder = folder.path as String] in
      let arguments = ["report", "--db", folder + "/retrial.db", "--evidence", folder + "/other"]
      exit(try ReportCommand(try Self.parse(arguments), [:]).run().rawValue)
    }
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      errors.contains(
        "Error: logs/a.json: cannot be read, so the manifest has no SHA-256 of it; the path leads from the folder in which "
          + "it was ingested: run this there\n"))
    #expect(FileIdentity(path: folder.path + "/other/manifest.json") != nil)
  }

  @Test(arguments: [nil, "", "e3b0", String(repeating: "g", count: 64)])
  func `an output without a SHA-256 makes no manifest`(digest: String?) async throws {
    await #expect(throws: SnapshotError.self) {
      try await Self.verify(logs: [], outputs: [Self.file("a.txt", digest: digest)])
    }
  }

  @Test func `a log whose SHA-256 is not even null makes no manifest`() async throws {
    for log in [#"{"path":"a","size":0}"#, #"{"path":"a","size":0,"sha256":1}"#, Self.file("a", digest: "x")]
    {
      await #expect(throws: SnapshotError.self) { try await Self.verify(logs: [log], outputs: []) }
    }
  }
}
