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
