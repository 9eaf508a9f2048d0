import AuditStore
import CloudTrail
import JSON
import TestSupport
import Testing

@testable import Replay

struct ReplayRendererTests {
  /// A replay of one snapshot over a few events, of which one contradicts it.
  private func report(_ world: DiffWorld, _ path: String) throws -> ReplayReport {
    var settings = ReplaySettings()
    settings.policies = world.folder.path + "/policies"
    let files = InputFiles(keeping: true)
    let policies = try settings.policies(from: files)
    let database = try AuditDatabase(path: path, access: .read)
    return try Replayer.report(settings, policies, from: files, on: database, window: TimeWindow())
  }

  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    world.add("sqs", "ListQueues", error: "AccessDenied")
    world.add("ec2", "DescribeInstances")
    try world.organization()
    try world.account(alice: #"{"Effect":"Allow","Action":["s3:*","sqs:*"],"Resource":"*"}"#)
    return world
  }

  @Test func `the same inputs give the same text byte for byte`() async throws {
    let world = try world()
    let path = try await world.ingest()
    let reports = try (0..<2).map { _ in try report(world, path) }
    #expect(ReplayTextRenderer().render(reports[0]) == ReplayTextRenderer().render(reports[1]))
    #expect(ReplayJSONRenderer.render(reports[0]) == ReplayJSONRenderer.render(reports[1]))
  }

  @Test func `decisions add up to the events that were replayed`() async throws {
    let world = try world()
    let report = try report(world, try await world.ingest())
    #expect(report.decisions.reduce(0) { $0 + $1.count } == report.diff.events.replayed)
    #expect(report.decisions.map { $0.name } == ["otherwise than AWS did", "allowed"])
    #expect(report.diff.fidelity.agreeing == 1)
    #expect(report.diff.fidelity.determinate == 3)
  }

  @Test(arguments: [40, 80]) func `the text keeps to its width and names what contradicts`(
    width: Int
  ) async throws {
    let world = try world()
    let text = ReplayTextRenderer(width: width).render(try report(world, try await world.ingest()))
    #expect(text.split(separator: "\n").filter { $0.count > width } == [])
    #expect(text.contains("Model mismatch\n"))
    #expect(text.contains("  inputs     2 files, SHA-256"))
  }

  @Test func `a denial of which the kind is open says so`() async throws {
    let world = try world()
    var report = try report(world, try await world.ingest())
    report.decisions = [
      NamedCount(name: "denied", count: 2), NamedCount(name: "implicitly denied", count: 1),
    ]
    let text = ReplayTextRenderer().render(report)
    #expect(text.contains("\n  denied, kind left open "))
    #expect(text.contains("\n  implicitly denied "))
  }

  @Test func `the JSON holds the digest of every input`() async throws {
    let world = try world()
    let text = ReplayJSONRenderer.render(try report(world, try await world.ingest()))
    let inputs = try #require(try JSONReader.parse(Array(text.utf8))["inputs"]?.array)
    #expect(inputs.count == 2)
    for input in inputs {
      let bytes = try FileContent.of(try #require(input["path"]?.string))
      #expect(input["sha256"]?.string == StoredInput(path: "", content: bytes).digest.text)
    }
  }

  @Test(arguments: ReportSample.hostile)
  func `hostile names of replays stay text in every format`(name: String) throws {
    var report = ReportSample.report([ReportSample.cause()])
    let source = ReplaySource(
      name: name, policies: name, changes: [name], inputs: 1, inputsDigest: "00",
      versions: ReplayVersions(engine: 1, catalog: name, derivation: 1))
    report.replays = [source, source]
    report.notes = [name]
    report.shares = [ChangeShare(change: name, alone: 1)]
    let text = DiffTextRenderer().render(report)
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0 == "\u{202E}" })
    let json = try JSONReader.parse(Array(DiffJSONRenderer.render(report).utf8))
    #expect(json["inputs"]?["replays"]?.array?.first?["name"]?.string == name)
    let markdown = DiffMarkdownRenderer().render(report)
    #expect(
      !markdown.contains("\n<img") && !markdown.contains(" @everyone") && !markdown.contains("\n# heading"))
  }
}
