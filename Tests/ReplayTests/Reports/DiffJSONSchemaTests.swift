import AuditStore
import IAMPolicy
import JSON
import TestSupport
import Testing

@testable import Replay

/// The published schema of a diff as JSON holds for what is printed.
struct DiffJSONSchemaTests {
  private func parsed(_ text: String) throws -> JSONValue { try JSONReader.parse(Array(text.utf8)) }

  private func faults(_ value: JSONValue) throws -> [String] {
    JSONSchema(try parsed(DiffJSONSchema.text)).faults(in: value)
  }

  @Test(arguments: 1...12)
  func `a report of any classes fits the schema`(seed: UInt64) throws {
    #expect(try faults(try parsed(DiffJSONRenderer.render(ReportSample.mixed(seed: seed)))) == [])
  }

  @Test func `a report of hostile names fits the schema`() throws {
    let causes = [ReportSample.cause(.maybeRevoked, names: ReportSample.hostile)]
    var report = ReportSample.report(causes, texts: ReportSample.hostile)
    for name in ReportSample.hostile {
      report.notes.append(name)
      report.shares.append(ChangeShare(change: name))
      report.replays.append(
        ReplaySource(
          name: name, policies: nil, changes: [name], inputs: 1, inputsDigest: "00",
          versions: ReplayVersions(engine: 1, catalog: name, derivation: 1)))
      report.groups.append(
        DiffGroup(
          changeClass: .revoked, names: [name], count: ChangeCount(), days: 1, seen: 0...0,
          sampleEventIDs: [name]))
      let entry = AcceptedChange(
        position: SourcePosition(), classes: [.revoked], patterns: [:], reason: name, expires: name,
        ticket: name, owner: nil, isExpired: true)
      report.accepted.append(AcceptedEntry(place: name, change: entry))
    }
    report.grouping = [.role]
    #expect(try faults(try parsed(DiffJSONRenderer.render(report))) == [])
  }

  @Test(arguments: [false, true])
  func `the report of a log fits the schema`(isReplayed: Bool) async throws {
    var world = try DiffWorld()
    if isReplayed { world.addObject("k") }
    world.add("sts", "GetCallerIdentity")
    let report = try await world.report(try world.change("scp:Lock@*", DiffWorld.denyAll))
    #expect(report.causes.isEmpty == !isReplayed)
    #expect(try faults(try parsed(DiffJSONRenderer.render(report))) == [])
  }

  @Test func `every member that is missing or of another type is a fault`() throws {
    let report = ReportSample.report([ReportSample.cause(.maybeRevoked)], texts: ["text"])
    let value = try parsed(DiffJSONRenderer.render(report))
    for variant in DamagedJSON.variants(of: value) {
      #expect(try !faults(variant.value).isEmpty, "\(variant.change) is accepted")
    }
  }
}
