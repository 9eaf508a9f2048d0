import AuditStore
import IAMPolicy
import JSON
import TestSupport
import Testing

@testable import Replay

/// Which account manages an organization, as the whole log tells it to every command alike.
struct ManagementAccountTests {
  private static let lock = #"{"Sid":"No","Effect":"Deny","Action":"iam:ListUsers","Resource":"*"}"#
  private static let other = DiffWorld.user.replacing("111111111111", with: "222222222222")
  private static let denial = DiffWorld.denial(
    of: "iam:ListUsers", "with an explicit deny in a service control policy")

  /// A day's call of some account, and a denied call of another day.
  private func world(
    _ calls: [(name: String, identity: String, day: Int)] = [("CreateAccount", DiffWorld.user, 1)]
  ) throws -> DiffWorld {
    var world = try DiffWorld()
    for call in calls {
      world.add(
        "organizations", call.name, identity: call.identity,
        more: ["eventTime": #""2026-09-0\#(call.day)T10:00:00Z""#])
    }
    world.add("iam", "ListUsers", more: ["eventTime": #""2026-09-07T10:00:00Z""#])
    return world
  }

  private func differ(_ world: DiffWorld) throws -> Differ {
    let change = try PolicyChange(argument: try world.change("scp:Lock@*", Self.lock))
    return try Differ(baseline: try world.snapshot(), changes: [change])
  }

  @Test func `it is known of events outside the window and beside the filter`() async throws {
    let world = try world()
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    var filter = RequestFilter()
    filter.actions = ["iam:ListUsers"]
    let window = TimeWindow(start: 1_788_220_800 + 5 * 86_400, end: nil)  // 2026-09-06
    let report = try differ(world).report(on: database, window: window, filter: filter)
    #expect(report.classes == [.unchanged: 1])
    #expect(report.assumptions.contains { $0.hasPrefix("111111111111 made calls that only") })
  }

  @Test func `only events up to the last one of a comparison tell it`() async throws {
    var world = try DiffWorld()
    world.add("iam", "ListUsers")
    world.add("organizations", "CreateAccount")
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    var scope = EventScope()
    scope.lastEvent = 1
    #expect(try differ(world).run(on: database, scope).report.classes == [.revoked: 1])
    scope.lastEvent = 2
    #expect(try differ(world).run(on: database, scope).report.classes[.revoked] == nil)
  }

  @Test func `explain says the same of another event than the call that tells it`() async throws {
    let world = try world()
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let change = try PolicyChange(argument: try world.change("scp:Lock@*", Self.lock))
    let explainer = try Explainer(snapshot: try world.snapshot(), changes: [change])
    let explained = try #require(explainer.explain(eventID: DiffWorld.id(2), in: database).first)
    #expect(explained.decision != .determinate(.explicitlyDenied))
    #expect(
      explained.assumptions == [
        try #require(differ(world).report(on: database, window: TimeWindow()).assumptions.first)
      ])
  }

  @Test func `denials and a report do not blame an SCP that does not bind it`() async throws {
    var world = try world()
    world.add("iam", "ListUsers", error: "AccessDenied", message: Self.denial)
    try world.policies("scps/Lock.json", DiffWorld.document(Self.lock))
    try world.account(alice: DiffWorld.allowAll)
    try world.organization(scps: #"["FullAWSAccess","Lock"]"#, management: nil)
    let path = try await world.ingest()
    let database = try AuditDatabase(path: path, access: .read)
    let finder = try DenialFinder(
      snapshot: try world.snapshot(), filter: RequestFilter(), grouping: [.statement])
    let denials = try finder.report(on: database, window: TimeWindow())
    #expect(denials.groups.count == 1)
    #expect(denials.groups.allSatisfy { !$0.names.joined().contains("Lock") })
    #expect(denials.assumptions.map { $0.hasPrefix("111111111111 made calls that only") } == [true])
    #expect(DenialTextRenderer(width: 200).render(denials).contains("111111111111 made calls that only"))
    var reporter = ComplianceReporter(window: TimeWindow())
    reporter.snapshot = try world.snapshot()
    let report = try reporter.report(on: database)
    let guardrails = try #require(report.sections.first { $0.id == "guardrails" })
    #expect(guardrails.summary.contains { $0.contains("111111111111 made calls that only") })
    let rows = try #require(report.table("guardrails")).rows
    #expect(!rows.isEmpty)
    #expect(rows.allSatisfy { $0.suffix(3) == [.integer(0), .integer(0), .integer(0)] })
  }

  @Test(arguments: [
    (["CreateOrganization", "DeleteOrganization"], false), (["DeleteOrganization"], false),
    (["DeleteOrganization", "CreateOrganization"], true), (["ListAccounts"], false),
  ])
  func `an account whose organization it deleted manages none`(names: [String], isKnown: Bool) async throws {
    let world = try world(names.enumerated().map { ($1, DiffWorld.user, $0 + 1) })
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let known = try RecordedEvents(database).managementAccounts
    #expect(known == (isKnown ? ["111111111111"] : []))
  }

  @Test func `two such accounts are said to manage an organization each`() async throws {
    let world = try world([("CreateAccount", DiffWorld.user, 1), ("MoveAccount", Self.other, 2)])
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let report = try differ(world).report(on: database, window: TimeWindow())
    #expect(report.assumptions.contains { $0.hasPrefix("111111111111, 222222222222 each made calls") })
  }

  @Test func `it is found in databases of older versions and after deriving again`() async throws {
    let world = try world()
    let path = try await world.ingest()
    func known() throws -> Set<String> {
      try RecordedEvents(AuditDatabase(path: path, access: .read)).managementAccounts
    }
    try SQL.run(
      OldDatabase.wholeCalls + "DROP TABLE unfinished_ingest; DELETE FROM event_key; PRAGMA user_version = 8",
      path)
    _ = try AuditDatabase(path: path, access: .write)
    #expect(try known() == ["111111111111"])
    _ = try Rederiver.run(path)
    #expect(try known() == ["111111111111"])
  }
}
