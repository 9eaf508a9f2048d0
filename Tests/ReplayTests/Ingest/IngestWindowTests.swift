import AuditStore
import JSON
import TestSupport
import Testing

@testable import Replay

/// What an ingest with a window passes over is missing in every answer that asks for it.
struct IngestWindowTests {
  private func ingest(_ logs: SampleFolder, _ events: Range<Int>? = nil) async throws {
    let window = events.map {
      TimeWindow(start: SampleFolder.time($0.lowerBound), end: SampleFolder.time($0.upperBound))
    }
    _ = try await LogIngester(jobs: 1, window: window ?? TimeWindow()).ingest(
      [logs.logs], into: logs.database)
  }

  private func diff(_ logs: SampleFolder, _ window: TimeWindow = TimeWindow()) throws -> DiffReport {
    let file = try logs.folder.write(
      "deny.json", DiffWorld.document(#"{"Effect":"Deny","Action":"s3:PutObject","Resource":"*"}"#))
    let change = try PolicyChange(argument: "scp:X@*=\(file)")
    let database = try AuditDatabase(path: logs.database, access: .read)
    return try Differ(baseline: PolicySnapshot(), changes: [change]).report(on: database, window: window)
  }

  private func denials(_ logs: SampleFolder, _ window: TimeWindow = TimeWindow()) throws -> DenialReport {
    let database = try AuditDatabase(path: logs.database, access: .read)
    return try DenialFinder(snapshot: nil, filter: RequestFilter(), grouping: [.role])
      .report(on: database, window: window)
  }

  private func spots(_ report: DiffReport) -> [String] {
    report.blindSpots.filter { $0.kind == "ingestWindow" }.map { $0.text }
  }

  @Test func `a diff counts it among what was read, in every format`() async throws {
    let logs = try SampleFolder()
    try await ingest(logs, 20..<30)
    let report = try diff(logs)
    #expect((report.events.read, report.events.ingested, report.events.outOfIngestWindow) == (60, 10, 50))
    let sum = "60 read = 10 ingested + 0 duplicates + 0 rejected + 50 out of an ingest's window"
    #expect(report.events.sentences.first == sum)
    let text =
      "50 records of the files that were read are not in the log, as an ingest was limited to "
      + "--since 2026-09-01T12:20:00Z --until 2026-09-01T12:30:00Z; the same `retrial ingest` without that adds them"
    #expect(spots(report) == [text])
    let texts = [
      DiffTextRenderer(width: 1_000).render(report),
      DiffMarkdownRenderer().render(report).replacing("\\", with: ""),
      DiffHTMLRenderer().render(report).replacing("<wbr>", with: "").replacing("&#39;", with: "'"),
    ]
    for rendered in texts { #expect(rendered.contains(sum) && rendered.contains("50 records of the files")) }
    let json = try JSONReader.parse(Array(DiffJSONRenderer.render(report).utf8))
    #expect(json["summary"]?["events"]?["read"]?.text() == "60")
    #expect(json["summary"]?["events"]?["outOfIngestWindow"]?.text() == "50")
  }

  @Test func `the past denials name it`() async throws {
    let logs = try SampleFolder()
    try await ingest(logs, 20..<30)
    let report = try denials(logs)
    #expect(report.passedOver?.count == 50)
    #expect(
      DenialTextRenderer(width: 1_000).render(report).contains("50 records of the files that were read"))
    let json = try JSONReader.parse(Array(DenialJSONRenderer.render(report).utf8))
    #expect(json["passedOver"]?["records"]?.text() == "50")
    try await ingest(logs)
    let all = try JSONReader.parse(Array(DenialJSONRenderer.render(try denials(logs)).utf8))
    #expect(all["passedOver"]?.text() == "null")
  }

  @Test func `nothing is missing of a time within the window, nor of what another ingest took`() async throws
  {
    let logs = try SampleFolder()
    try await ingest(logs, 20..<30)
    let within = TimeWindow(start: SampleFolder.time(22), end: SampleFolder.time(28))
    #expect(spots(try diff(logs, within)) == [])
    #expect(try diff(logs, within).events.outOfIngestWindow == 50)
    #expect(try denials(logs, within).passedOver == nil)
    try await ingest(logs, 30..<33)
    let some = try diff(logs)
    #expect(some.events.passedOver?.count == 47)
    #expect(spots(some).first?.hasPrefix("up to 47 records ") == true)
    #expect(spots(some).first?.contains("ingests were limited to --since ") == true)
    try await ingest(logs)
    let all = try diff(logs)
    #expect(spots(all) == [])
    #expect(all.events.read == all.events.ingested + all.events.duplicates + all.events.outOfIngestWindow)
  }
}
