import TestSupport
import Testing

@testable import retrial

struct PoliciesCheckTests {
  static let folder = "Tests/CommandTests/"

  /// What the command prints, with paths from the repository's root.
  private func check(_ arguments: [String], in folder: String) throws -> (text: String, code: ExitCode) {
    let root = CommandSpec(name: "retrial", abstract: "Test.", subcommands: [Commands.policies])
    let paths = arguments.map { $0.hasPrefix("@") ? Repository.root + "/" + folder + $0.dropFirst() : $0 }
    let parsed = try ArgumentParser.parse(["policies", "check"] + paths, root: root)
    var text = ""
    let code = PoliciesCheckCommand(parsed).run { text += $0 }
    return (text.split(separator: Repository.root + "/", omittingEmptySubsequences: false).joined(), code)
  }

  @Test(arguments: ["text", "json"])
  func `a faulty snapshot is reported fault by fault`(format: String) throws {
    let result = try check(["--format", format, "@faulty"], in: Self.folder + "Snapshots/")
    #expect(try Golden.matches(result.text, Self.folder + "Golden/snapshot.\(format)"))
    #expect(result.code == .failure)
  }

  @Test(arguments: ["text", "json"])
  func `documents are reported one by one, those that cannot be read too`(format: String) throws {
    let files = ["@lock.json", "@typo.json", "@nowhere.json", "@control.json"]
    let result = try check(["--type", "scp", "--format", format] + files, in: Self.folder + "Documents/")
    #expect(try Golden.matches(result.text, Self.folder + "Golden/documents.\(format)"))
    #expect(result.code == .failure)
  }

  @Test func `an accepted document ends with code 0`() throws {
    #expect(try check(["--type", "scp", "@lock.json"], in: Self.folder + "Documents/").code == .done)
  }

  @Test func `a document without its type is not taken for a snapshot`() throws {
    let result = try check(["@lock.json"], in: Self.folder + "Documents/")
    #expect(
      result.text.contains(
        "a file, not the folder of a snapshot; for a single document say what it is with --type: identity, "))
    #expect(result.code == .failure)
  }

  @Test func `the sample snapshot is accepted`() throws {
    let result = try check(["@SampleLogs/policies"], in: "")
    #expect(result.code == .done, "\(result.text)")
  }

  @Test func `a mistyped type is named with what was probably meant`() {
    let error = #expect(throws: UsageError.self) { try check(["--type", "scpp", "x"], in: "") }
    #expect(error?.message.hasSuffix("Did you mean 'scp'?") == true)
  }
}
