import AuditStore
import TestSupport
import Testing

@testable import Replay

struct EvidenceFolderTests {
  /// A world with its evidence, and a folder for what verifying needs.
  private struct Kept {
    let world: DiffWorld
    let evidence: EvidenceFolder

    var path: String { world.folder.path }

    init() async throws {
      var world = try DiffWorld()
      world.add("sns", "Publish", parameters: #"{"topicArn":"arn:aws:sns:us-east-1:111111111111:t"}"#)
      world.addObject("k")
      try world.account(alice: DiffWorld.allowAll)
      self.world = world
      let database = try AuditDatabase(path: try await world.ingest(), access: .read)
      var settings = EvidenceSettings()
      settings.policies = world.folder.path + "/policies"
      let files = InputFiles(keeping: true)
      let report = try ComplianceReporter(settings, files: files).report(on: database)
      evidence = EvidenceFolder(path: world.folder.path + "/evidence")
      let manifest = EvidenceManifest(
        program: "p", created: "2026-09-01T00:00:00Z", command: ["report"], settings: settings, logs: [],
        policies: [], outputs: [])
      _ = try evidence.write(report, manifest, files: files, on: database)
    }

    func verify(program: String = "p") async throws -> EvidenceFolder.Verdict {
      let scratch = try TemporaryDirectory()
      return try await evidence.verify(program: program, scratch: scratch.path)
    }
  }

  @Test func `what was written is verified and can be made again`() async throws {
    let verdict = try await Kept().verify()
    #expect(verdict.problems == [])
    #expect(verdict.notes == [])
    #expect(verdict.files > 20)
    #expect(verdict.manifestDigest.count == 64)
  }

  @Test(arguments: [
    "log.json", "policies/accounts/111111111111/authorization-details.json", "evidence/report.html",
    "evidence/report.json", "evidence/tables/principals.csv",
  ])
  func `one other byte in a log, a policy or an output names the file`(name: String) async throws {
    let kept = try await Kept()
    var bytes = try InputFile.read("\(kept.path)/\(name)")
    bytes[bytes.count / 2] ^= 1
    _ = try kept.world.folder.write(name, bytes)
    let verdict = try await kept.verify()
    #expect(verdict.problems == ["\(kept.path)/\(name): is not the file that the manifest names"])
  }

  @Test func `a file that is missing or that nobody named is a problem`() async throws {
    let kept = try await Kept()
    _ = try kept.world.folder.write("evidence/extra.txt", "x")
    #expect(
      try await kept.verify().problems == ["\(kept.path)/evidence/extra.txt: the manifest does not name it"])
  }

  @Test func `what is no log is passed over again where it was`() async throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write("logs/README.md", "no log")
    let named = try folder.write("notes.md", "no log either")
    let store = folder.path + "/a.db"
    _ = try await LogIngester(jobs: 1).ingest([folder.path + "/logs", named], into: store)
    let database = try AuditDatabase(path: store, access: .read)
    let settings = EvidenceSettings()
    let files = InputFiles(keeping: true)
    let evidence = EvidenceFolder(path: folder.path + "/evidence")
    let written = try evidence.write(
      try ComplianceReporter(settings, files: files).report(on: database),
      EvidenceManifest(
        program: "p", created: "", command: [], settings: settings, logs: [], policies: [], outputs: []),
      files: files, on: database)
    #expect(written.logs.map { $0.isForeign } == [true, false])
    #expect(try await evidence.verify(program: "p", scratch: folder.path).problems == [])
  }

  @Test func `another version of the program is told`() async throws {
    let verdict = try await Kept().verify(program: "q")
    #expect(verdict.problems == [])
    #expect(verdict.notes.count == 1)
  }

  @Test func `a manifest is read as it was written`() async throws {
    let kept = try await Kept()
    let bytes = try InputFile.read("\(kept.path)/evidence/manifest.json")
    let manifest = try EvidenceManifest(bytes, file: "m")
    #expect(Array(manifest.json.utf8) == bytes)
  }

  @Test(arguments: ["", "{}", "[]", #"{"program": 1}"#, #"{"program": "p", "program": "q"}"#])
  func `a manifest of another form is refused`(text: String) {
    #expect(throws: SnapshotError.self) { try EvidenceManifest(Array(text.utf8), file: "m") }
  }
}
