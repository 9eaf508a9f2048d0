import AuditStore
import JSON
import TestSupport
import Testing

@testable import Replay

/// The published schema of a compliance report as JSON holds for what is printed.
struct ComplianceJSONSchemaTests {
  private func parsed(_ text: String) throws -> JSONValue { try JSONReader.parse(Array(text.utf8)) }

  private func faults(_ value: JSONValue) throws -> [String] {
    JSONSchema(try parsed(ComplianceJSONSchema.text)).faults(in: value)
  }

  private func report(_ window: TimeWindow = TimeWindow()) async throws -> JSONValue {
    var world = try DiffWorld()
    world.addObject("k")
    world.add("iam", "ListUsers", error: "AccessDenied")
    try world.account(alice: DiffWorld.allowAll)
    var reporter = ComplianceReporter(window: window)
    reporter.snapshot = try world.snapshot()
    reporter.controls = try ReportControl.controls(Array(ReportControl.mapping.utf8), file: "mapping")
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let first = ComplianceJSONRenderer.render(try reporter.report(on: database))
    if window.start == nil { reporter.previous = try PreviousReport(Array(first.utf8), file: "first") }
    return try parsed(ComplianceJSONRenderer.render(try reporter.report(on: database)))
  }

  @Test func `the report of a log fits the schema, with policies and an earlier report`() async throws {
    #expect(try faults(try await report()) == [])
  }

  @Test func `the report of a period without an event fits the schema`() async throws {
    #expect(try faults(try await report(TimeWindow(start: 0, end: 86_400))) == [])
  }

  @Test func `every member that is missing or of another type is a fault`() async throws {
    for variant in DamagedJSON.variants(of: try await report()) {
      #expect(try !faults(variant.value).isEmpty, "\(variant.change) is accepted")
    }
  }
}
