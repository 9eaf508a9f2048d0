import AuditStore
import TestSupport
import Testing

@testable import Replay

/// Reports of logs in which a call has several records: corrections, and copies for other accounts.
struct DeliveredRecordTests {
  private static let topic = #"{"topicArn":"arn:aws:sns:us-east-1:222222222222:t"}"#
  private static let denial = DiffWorld.denial(
    of: "sns:Publish", on: "arn:aws:sns:us-east-1:222222222222:t",
    "because no resource-based policy allows the sns:Publish action")

  private static func addendum(_ event: Int) -> String {
    #"{"reason":"UPDATED_DATA","originalEventID":"\#(DiffWorld.id(event))"}"#
  }

  /// Two denied calls: one with a copy for the owner of the topic, one with two corrections; and one that is allowed, with a
  /// copy for its VPC endpoint.
  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    func publish(_ more: [String: String?], isDenied: Bool = true) {
      world.add(
        "sns", "Publish", parameters: Self.topic, error: isDenied ? "AccessDenied" : nil,
        message: isDenied ? Self.denial : nil, more: more)
    }
    let shared = [1, 2].map { "\"1000000\($0)-0000-4000-8000-000000000001\"" }
    publish(["sharedEventID": shared[0]])
    publish(["sharedEventID": shared[0], "recipientAccountId": #""222222222222""#])
    publish([:])
    publish(["addendum": Self.addendum(3)])
    publish(["addendum": Self.addendum(3), "sourceIPAddress": #""203.0.113.9""#])
    publish(["sharedEventID": shared[1], "vpcEndpointId": #""vpce-1""#], isDenied: false)
    publish(
      [
        "sharedEventID": shared[1], "vpcEndpointId": #""vpce-1""#, "eventCategory": #""NetworkActivity""#,
      ], isDenied: false)
    world.add("iam", "CreateUser", parameters: #"{"userName":"bob"}"#)
    world.add("iam", "CreateUser", parameters: #"{"userName":"eve"}"#, more: ["addendum": Self.addendum(8)])
    return world
  }

  private func report(_ window: TimeWindow = TimeWindow()) async throws -> (ComplianceReport, DiffWorld) {
    var world = try world()
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    let path = try await world.ingest()
    var reporter = ComplianceReporter(window: window)
    reporter.sensitiveResources = ["*"]
    reporter.snapshot = try world.snapshot()
    return (try reporter.report(on: try AuditDatabase(path: path, access: .read)), world)
  }

  @Test(arguments: [TimeWindow(), TimeWindow(start: 1_788_220_800, end: 1_788_307_200)])
  func `every query gives the rows it stands under`(window: TimeWindow) async throws {
    let (report, world) = try await report(window)
    let database = try AuditDatabase(path: world.folder.path + "/a.db", access: .read)
    var queries = 0
    for table in report.sections.flatMap({ $0.tables }) {
      #expect((table.sql == nil) != (table.source == nil), "\(table.id)")
      guard let sql = table.sql else { continue }
      #expect(try database.rows(sql) == table.rows, "\(table.id)")
      queries += 1
    }
    #expect(queries == 25)
    #expect(report.events == 9)
    for id in ["classes", "accounts", "regions", "days"] {
      #expect(report.table(id)?.sum("events") == report.events, "\(id)")
    }
  }

  @Test func `a correction is no denial or change of its own, whatever tells of it`() async throws {
    let (report, _) = try await report()
    #expect(report.table("denials")?.sum("events") == 3)
    #expect(report.table("denied-principals")?.sum("events") == 3)
    let days = try #require(report.table("days"))
    #expect(["allowed", "denied", "not_recorded"].map { days.sum($0) } == [3, 3, 3])
    #expect(report.table("principals")?.sum("events") == 6)
    #expect(report.table("policy-changes")?.rows.count == 1)
    let corrections = try #require(report.table("corrections"))
    #expect(
      corrections.rows.map { corrections.text("original_event_id", $0) }
        == [3, 3, 8].map { DiffWorld.id($0) })
  }

  @Test func `calls with records of several accounts or an endpoint are counted`() async throws {
    let (report, _) = try await report()
    let shared = try #require(report.table("shared-calls"))
    #expect(
      shared.rows == [
        [.text("111111111111"), .integer(2), .integer(1), .integer(2)],
        [.text("111111111111 222222222222"), .integer(2), .integer(1), .integer(2)],
      ])
  }

  @Test func `what replaying shows counts each call once`() async throws {
    let (report, _) = try await report()
    let fidelity = try #require(report.sections.first { $0.id == "fidelity" })
    #expect(fidelity.summary.first?.contains("of 4 events with a recorded decision") == true)
  }
}
