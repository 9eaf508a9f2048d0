import TestSupport
import Testing

@testable import retrial

/// Values that cannot be used are errors of the command line, whatever the files hold.
struct UsageTests {
  private func parse(_ arguments: [String]) throws -> ParsedArguments {
    try ArgumentParser.parse(arguments, root: Commands.root)
  }

  @Test(arguments: [
    ([], "Missing option '--change <target=file>' or '--change-dir <dir>'."),
    (
      ["--change", "bogus"], "The value 'bogus' is invalid for '--change': it must have the form TARGET=FILE."
    ),
    (
      ["--change", "scp:x=-"],
      "The value 'scp:x=-' is invalid for '--change': `scp:x` must say where it is attached: NAME@NODE, or NAME@*."
    ),
    (
      ["--change", "resource:bucket=-"],
      "The value 'resource:bucket=-' is invalid for '--change': `bucket` is no ARN."
    ),
    (
      ["--change", "scp:x@*=-", "--management-account", "1"],
      "The value '1' is invalid for '--management-account'; it has 12 digits."
    ),
    (
      ["--change", "scp:x@*=-", "--limit", "-1"],
      "The value '-1' is invalid for '--limit'; it must be a number."
    ),
    (
      ["--change", "scp:x@*=-", "--since", "foo"],
      "The value 'foo' is invalid for '--since': use 2026-09-01, 2026-09-01T12:00:00Z, 90d, 24h or 30m."
    ),
    (
      ["--change", "scp:x@*=-", "--since", "2026-09-02", "--until", "2026-09-01"],
      "The window is empty: '--since' must be before '--until'."
    ),
    (
      ["--change", "scp:x@*=-", "--assume", "x"],
      "The value 'x' is invalid for '--assume': it must have the form KEY=VALUE."
    ),
  ])
  func `a wrong value of a diff is a usage error`(arguments: [String], message: String) throws {
    let command = DiffCommand(try parse(["diff"] + arguments), [:])
    let error = #expect(throws: UsageError.self) { try command.run() }
    #expect(error?.message == message)
    #expect(error?.command == "retrial diff")
  }

  @Test func `a folder that changes nothing is no success`() throws {
    let policies = Repository.root + "/SampleLogs/policies"
    let command = DiffCommand(try parse(["diff", "--policies", policies, "--change-dir", policies]), [:])
    #expect(try command.run() == .nothing)
  }

  @Test(arguments: ["x", "0", "257"])
  func `a wrong number of jobs is a usage error`(jobs: String) async throws {
    let command = IngestCommand(try parse(["ingest", "logs", "--jobs", jobs]))
    await #expect(throws: UsageError.self) { try await command.run() }
  }
}
