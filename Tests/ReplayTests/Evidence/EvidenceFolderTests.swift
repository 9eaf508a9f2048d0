import AuditStore
import CloudTrail
import Glibc
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
      evidence = EvidenceFolder(path: world.folder.path + "/evidence")
      try write(EvidenceSettings(), on: try await world.ingest())
    }

    func write(_ settings: EvidenceSettings, on database: String) throws {
      let database = try AuditDatabase(path: database, access: .read)
      var settings = settings
      settings.policies = world.folder.path + "/policies"
      let files = InputFiles(keeping: true)
      let report = try ComplianceReporter(settings, files: files).report(on: database)
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
    #expect(
      verdict.sentence.hasSuffix("; the report was made again from them and is byte for byte equal"))
    #expect(verdict.notes == [])
    #expect(verdict.files > 20)
    #expect(verdict.isMadeAgain)
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
    #expect(verdict.sentence.hasSuffix(" compared: 1 problem; the report was not made again"))
  }

  @Test func `evidence is written anew for the same report alone`() async throws {
    let kept = try await Kept()
    let (database, manifest) = (kept.path + "/a.db", kept.path + "/evidence/manifest.json")
    try kept.write(EvidenceSettings(), on: database)
    #expect(try await kept.verify().problems == [])
    let before = try FileContent.of(manifest)
    var other = EvidenceSettings()
    other.start = 0
    let error = #expect(throws: SnapshotError.self) { try kept.write(other, on: database) }
    #expect(error?.message == "is of another report's evidence; name an empty folder for this one")
    #expect(try FileContent.of(manifest) == before)
  }

  @Test func `a file that is missing or that nobody named is a problem`() async throws {
    let kept = try await Kept()
    _ = try kept.world.folder.write("evidence/extra.txt", "x")
    #expect(
      try await kept.verify().problems == ["\(kept.path)/evidence/extra.txt: the manifest does not name it"])
  }

  @Test(arguments: [".hidden", "tables/.hidden"])
  func `a hidden file that nobody named is a problem`(name: String) async throws {
    let kept = try await Kept()
    _ = try kept.world.folder.write("evidence/" + name, "x")
    #expect(
      try await kept.verify().problems == ["\(kept.path)/evidence/\(name): the manifest does not name it"])
  }

  @Test(arguments: ["report.html", "tables", "manifest.json"])
  func `a link out of the folder is a problem`(name: String) async throws {
    let kept = try await Kept()
    let place = "\(kept.path)/evidence/\(name)"
    #expect(unsafe rename(place, kept.path + "/moved") == 0 && symlink(kept.path + "/moved", place) == 0)
    #expect(try await kept.verify().problems == ["\(place): is a link, so that what it shows lies elsewhere"])
  }

  @Test func `a policy that the manifest does not name is a problem`() async throws {
    let kept = try await Kept()
    let place = "\(kept.path)/evidence/manifest.json"
    var manifest = try EvidenceManifest(try InputFile.read(place), file: "m")
    let policies = manifest.policies.map { $0.path }.filter { $0.hasPrefix(kept.path) }
    manifest.policies = []
    _ = try kept.world.folder.write("evidence/manifest.json", manifest.json)
    let words = "the report is made from it, and the manifest does not name it"
    #expect(!policies.isEmpty)
    #expect(try await kept.verify().problems == policies.map { "\($0): \(words)" })
  }

  @Test func `evidence is not written where other files lie, nor over what it is made from`() async throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write("0.json", SampleFolder.event(0))
    _ = try folder.write("evidence/tables/old.csv", "x")
    let error = await #expect(throws: SnapshotError.self) {
      try await keep([("0.json", TimeWindow())], in: folder)
    }
    #expect(error?.file == folder.path + "/evidence/tables/old.csv")
    #expect(FolderContent.names(in: folder.path + "/evidence") == ["tables"])
    #expect(unsafe unlink(folder.path + "/evidence/tables/old.csv") == 0)
    #expect(unsafe symlink(folder.path + "/0.json", folder.path + "/evidence/report.txt") == 0)
    let other = await #expect(throws: SnapshotError.self) {
      try await keep([("0.json", TimeWindow())], in: folder)
    }
    #expect(other?.file == folder.path + "/evidence/report.txt")
    #expect(try FileContent.of(folder.path + "/0.json") == Array(SampleFolder.event(0).utf8))
  }

  @Test(arguments: ["log.json", "evidence/report.html"])
  func `a pipe in the place of a file is refused and not waited for`(name: String) async throws {
    let kept = try await Kept()
    let place = "\(kept.path)/\(name)"
    #expect(unsafe unlink(place) == 0 && mkfifo(place, 0o600) == 0)
    #expect(try await kept.verify().problems == ["\(place): is not a regular file"])
  }

  @Test func `a device that a manifest names is not read`() async throws {
    let kept = try await Kept()
    let place = "\(kept.path)/evidence/manifest.json"
    var text = String(decoding: try InputFile.read(place), as: UTF8.self)
    text = text.replacing("\(kept.path)/log.json", with: "/dev/zero")
    _ = try kept.world.folder.write("evidence/manifest.json", text)
    #expect(try await kept.verify().problems == ["/dev/zero: is not a regular file"])
  }

  @Test func `a file of another size is another one whatever its manifest claims`() async throws {
    let kept = try await Kept()
    #expect(unsafe truncate("\(kept.path)/log.json", 1 << 40) == 0)
    let verdict = try await kept.verify()
    #expect(verdict.problems == ["\(kept.path)/log.json: is not the file that the manifest names"])
    #expect(!verdict.isMadeAgain)
  }

  @Test func `a log that was gone when the report was made leaves it unmade`() async throws {
    let kept = try await Kept()
    let place = "\(kept.path)/evidence/manifest.json"
    var manifest = try EvidenceManifest(try InputFile.read(place), file: "m")
    manifest.logs[0].digest = nil
    _ = try kept.world.folder.write("evidence/manifest.json", manifest.json)
    let verdict = try await kept.verify()
    #expect(verdict.problems == [] && !verdict.isMadeAgain && verdict.notes.count == 2)
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

  /// Logs with the evidence of a report on them, each file read by an ingest of its own.
  private func keep(
    _ logs: [(name: String, window: TimeWindow)], in folder: TemporaryDirectory
  ) async throws -> (evidence: EvidenceFolder, written: EvidenceManifest) {
    let store = folder.path + "/a.db"
    _ = try AuditDatabase(path: store, access: .write)
    for log in logs {
      var ingester = LogIngester(jobs: 1, window: log.window)
      ingester.time = SampleFolder.time(0)
      _ = try await ingester.ingest([folder.path + "/" + log.name], into: store)
    }
    let evidence = EvidenceFolder(path: folder.path + "/evidence")
    let written = try evidence.write(
      try ComplianceReporter(EvidenceSettings(), files: InputFiles()).report(
        on: AuditDatabase(path: store, access: .read)),
      EvidenceManifest(
        program: "p", created: "", command: [], settings: EvidenceSettings(), logs: [], policies: [],
        outputs: []),
      files: InputFiles(keeping: true), on: AuditDatabase(path: store, access: .read))
    return (evidence, written)
  }

  @Test func `what an ingest's window left out is left out again`() async throws {
    let folder = try TemporaryDirectory()
    for number in 0..<3 {
      let events = [number * 10, number * 10 + 1].map { SampleFolder.event($0) }
      _ = try folder.write("\(number).json", events.joined(separator: "\n"))
    }
    let half = TimeWindow(start: SampleFolder.time(1), end: SampleFolder.time(11))
    let logs = [("2.json", TimeWindow()), ("0.json", half), ("1.json", half), ("1.json", TimeWindow())]
    let (evidence, written) = try await keep(logs, in: folder)
    #expect(written.logs.map { $0.window } == logs.map { $0.1 })
    #expect(written.logs.allSatisfy { $0.ingested == EventTime.text(SampleFolder.time(0)) })
    let read = try EvidenceManifest(Array(written.json.utf8), file: "m")
    #expect(read == written)
    let verdict = try await evidence.verify(program: "p", scratch: folder.path)
    #expect(verdict.problems == [] && verdict.notes == [])
  }

  @Test func `a report on an ingest that is not complete is made again as one`() async throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write("0.json", SampleFolder.event(0))
    let store = folder.path + "/a.db"
    _ = try AuditDatabase(path: store, access: .write)
    let unfinished = [
      UnfinishedIngest(files: 12, read: 3),
      UnfinishedIngest(files: 2, read: 1, window: TimeWindow(start: 9, end: 10), places: ["/a", "/b c"]),
    ]
    try AuditDatabase(path: store, access: .write).note(unfinished: unfinished)
    let (evidence, written) = try await keep([("0.json", TimeWindow())], in: folder)
    #expect(written.unfinishedIngests == unfinished)
    #expect(try EvidenceManifest(Array(written.json.utf8), file: "m") == written)
    let page = try FileContent.of(folder.path + "/evidence/report.md")
    #expect(String(decoding: page, as: UTF8.self).contains("3 of its 12 files are read"))
    let verdict = try await evidence.verify(program: "p", scratch: folder.path)
    #expect(verdict.problems == [] && verdict.notes == [] && verdict.isMadeAgain)
  }

  @Test func `a report on no log at all can be made again`() async throws {
    let folder = try TemporaryDirectory()
    let (evidence, written) = try await keep([], in: folder)
    #expect(written.logs == [])
    let verdict = try await evidence.verify(program: "p", scratch: folder.path)
    #expect(verdict.problems == [] && verdict.notes == [])
  }

  @Test func `another version of the program is told`() async throws {
    let verdict = try await Kept().verify(program: "q")
    #expect(verdict.problems == [])
    #expect(verdict.notes.count == 1)
  }

  @Test(arguments: [
    ("/a/b/evidence", "/a/b", ".."), ("/a/b", "/a/b", "."), ("/a/b", "/a/b/c/d", "c/d"),
    ("/a/ev", "/x/y", "../../x/y"), ("/", "/a", "a"),
  ])
  func `the way from one folder to another is relative`(start: String, end: String, way: String) {
    #expect(EvidenceFolder.way(from: start, to: end) == way)
  }

  @Test func `what lies in another folder is not found from here, and not altered`() async throws {
    let kept = try await Kept()
    let place = "\(kept.path)/evidence/manifest.json"
    var manifest = try EvidenceManifest(FileContent.of(place), file: place)
    for index in manifest.logs.indices { manifest.logs[index].path = "away/log.json" }
    for index in manifest.policies.indices { manifest.policies[index].path = "away/\(index).json" }
    _ = try kept.world.folder.write("evidence/manifest.json", manifest.json)
    let verdict = try await kept.verify()
    #expect(verdict.problems == [])
    #expect(!verdict.isMadeAgain)
    #expect(verdict.notes.count == 2)
    #expect(verdict.notes[0].hasPrefix("away/log.json: is not found from here, and so it is with all "))
    #expect(verdict.files > 20)
    #expect(try kept.evidence.inputFolder() == nil)
    manifest.folder = ".."
    _ = try kept.world.folder.write("evidence/manifest.json", manifest.json)
    _ = try kept.world.folder.write("away/log.json", "")
    #expect(try kept.evidence.inputFolder() == nil)
    for index in manifest.policies.indices { _ = try kept.world.folder.write("away/\(index).json", "") }
    #expect(try kept.evidence.inputFolder() == "\(kept.path)/evidence/..")
  }

  @Test func `a log that cannot be read is told once for all of them`() async throws {
    let kept = try await Kept()
    let place = "\(kept.path)/evidence/manifest.json"
    var manifest = try EvidenceManifest(FileContent.of(place), file: place)
    manifest.logs[0].digest = nil
    manifest.logs.append(manifest.logs[0])
    _ = try kept.world.folder.write("evidence/manifest.json", manifest.json)
    let verdict = try await kept.verify()
    #expect(verdict.problems == [])
    #expect(
      verdict.notes.first
        == "\(place): has no SHA-256 of 2 logs, \(manifest.logs[0].path) first, which could not be read from where the "
        + "report was made")
    #expect(verdict.notes.count == 2)
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
