import AuditStore
import JSON
import TestSupport
import Testing

@testable import Replay

/// What a report must not claim: changes that were not made, and nothing where a log is not there.
struct ReportUnknownsTests {
  private static let day: Int64 = 86_400
  private static let start: Int64 = 1_788_220_800  // 2026-09-01

  private func report(
    _ world: DiffWorld, _ window: TimeWindow = TimeWindow(), snapshot: PolicySnapshot? = nil,
    previous: PreviousReport? = nil
  ) async throws -> ComplianceReport {
    try reporter(window, snapshot, previous).report(
      on: try AuditDatabase(path: try await world.ingest(), access: .read))
  }

  private func reporter(
    _ window: TimeWindow, _ snapshot: PolicySnapshot?, _ previous: PreviousReport?
  ) throws -> ComplianceReporter {
    var reporter = ComplianceReporter(window: window)
    reporter.snapshot = snapshot
    reporter.previous = previous
    reporter.controls = try ReportControl.controls(Array(ReportControl.mapping.utf8), file: "mapping")
    return reporter
  }

  private func pages(_ report: ComplianceReport) -> [String] {
    [
      ComplianceTextRenderer().render(report), ComplianceMarkdownRenderer().render(report),
      ComplianceHTMLRenderer().render(report),
    ].map { $0.split(whereSeparator: { $0.isWhitespace }).joined(separator: " ") }
  }

  @Test func `a change that was denied or failed counts as an attempt`() async throws {
    var world = try DiffWorld()
    let user = #"{"userName":"bob"}"#
    world.add("iam", "CreateUser", parameters: user)
    world.add("iam", "DeleteUser", parameters: user, error: "AccessDenied")
    world.add("iam", "DeleteAccessKey", parameters: user, error: "AccessDenied")
    world.add("iam", "CreateUser", parameters: user, error: "EntityAlreadyExistsException")
    let report = try await report(world)
    let words = "change of policies, 2 denied attempts, 1 attempt that failed for another reason"
    for page in pages(report) { #expect(page.contains("1 \(words).")) }
    #expect(ComplianceHTMLRenderer().render(report).contains("<b>1</b><span>\(words)</span>"))
  }

  @Test func `changes that were carried out stand before attempts`() async throws {
    var world = try DiffWorld()
    let user = #"{"userName":"bob"}"#
    world.add("iam", "DeleteUser", parameters: user, error: "AccessDenied")
    world.add("iam", "CreateUser", parameters: user, error: "EntityAlreadyExistsException")
    world.add("iam", "UpdateUser", parameters: user, more: ["eventTime": #""2026-09-03T10:00:00Z""#])
    let report = try await report(world)
    let table = try #require(report.table("policy-changes"))
    #expect(
      table.rows.map { table.text("operation", $0) }
        == ["UpdateUser", "CreateUser", "DeleteUser"].map { "iam.amazonaws.com \($0)" })
    let words = "What AWS carried out stands first, what it denied last."
    for page in pages(report) { #expect(page.contains(words)) }
  }

  @Test(arguments: [
    (TimeWindow(), "Without --since and --until there is"),
    (TimeWindow(start: start), "Without --until there is"),
    (TimeWindow(end: start + 9 * day), "Without --since there is"),
  ])
  func `what is missing for a period before is named`(window: TimeWindow, words: String) async throws {
    var world = try DiffWorld()
    world.add("iam", "ListUsers")
    let denials = try await report(world, window).sections.first { $0.id == "denials" }
    #expect(denials?.summary == ["\(words) no period before to compare with."])
  }

  @Test func `a trail that is switched off is listed with its query`() async throws {
    var world = try DiffWorld()
    world.add("cloudtrail", "StopLogging", parameters: #"{"name":"main"}"#)
    world.add("cloudtrail", "DeleteTrail", parameters: #"{"name":"main"}"#, error: "AccessDenied")
    world.add("cloudtrail", "DescribeTrails")
    let report = try await report(world)
    let table = try #require(report.table("trail-changes"))
    #expect(
      table.rows.map { table.text("operation", $0) } == [
        "cloudtrail.amazonaws.com StopLogging", "cloudtrail.amazonaws.com DeleteTrail",
      ])
    let control = try #require(report.controls.first { $0.framework == "CIS AWS 3.0" && $0.id == "4.5" })
    #expect(report.shown(control).map { $0.id } == ["trail-changes"])
  }

  @Test func `no event of the period before is unknown and not zero`() async throws {
    var world = try DiffWorld()
    world.add("iam", "ListUsers", error: "AccessDenied")
    let report = try await report(world, TimeWindow(start: Self.start, end: Self.start + Self.day))
    #expect(report.eventsBefore == nil)
    let denials = try #require(report.table("denials"))
    #expect(denials.rows.map { $0.suffix(3) } == [[.integer(1), .null, .null]])
    for page in pages(report) { #expect(page.contains("no log of the period before")) }
    let json = try JSONReader.parse(Array(ComplianceJSONRenderer.render(report).utf8))
    #expect(json["events"]?["inPeriodBefore"]?.kind == .null)
  }

  @Test func `a log that begins within the period before says so`() async throws {
    var world = try DiffWorld()
    world.add("iam", "ListUsers")
    let report = try await report(
      world, TimeWindow(start: Self.start + Self.day, end: Self.start + 2 * Self.day))
    #expect(report.eventsBefore == 1)
    for page in pages(report) { #expect(page.contains("The log begins within it, at 2026-09-01 10:00 UTC")) }
  }

  @Test func `days without any event are counted, and figures of the whole log are named so`() async throws {
    var world = try DiffWorld()
    world.add("iam", "ListUsers")
    let report = try await report(
      world, TimeWindow(start: Self.start - Self.day / 2, end: Self.start + 3 * Self.day))
    for page in pages(report) {
      #expect(page.contains("3 of 4 days hold no event of any account."))
      #expect(page.contains("of everything ingested, not of the period alone"))
    }
  }

  @Test func `policies of service-linked roles are not called unused, and others say whose they are`()
    async throws
  {
    func role(_ path: String, _ name: String) -> String {
      #"{"RoleName":"\#(name)","Arn":"arn:aws:iam::111111111111:role\#(path)\#(name)","RolePolicyList":"#
        + #"[{"PolicyName":"p","PolicyDocument":"#
        + DiffWorld.document(#"{"Effect":"Allow","Action":"sqs:*","Resource":"*"}"#) + "}]}"
    }
    var world = try DiffWorld()
    world.add("iam", "ListUsers")
    let roles = [
      role("/aws-service-role/macie.amazonaws.com/", "AWSServiceRoleForMacie"), role("/team/", "worker"),
    ]
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[],"RoleDetailList":[\#(roles.joined(separator: ","))]}"#)
    let unused = try #require(try await report(world, snapshot: try world.snapshot()).table("unused-allows"))
    #expect(unused.rows.map { unused.text("holder", $0) } == ["role/team/worker"])
  }

  @Test func `a stretch without events between others is told in a sentence`() async throws {
    var world = try DiffWorld()
    for hour in 0..<96 where !(40..<70).contains(hour) {
      let (day, clock) = (1 + hour / 24, hour % 24)
      world.add(
        "iam", "ListUsers", more: ["eventTime": "\"2026-09-0\(day)T\(clock < 10 ? "0" : "")\(clock):00:00Z\""]
      )
    }
    let sentence =
      "Account 111111111111 has events in us-east-1 in 66 of the 96 hours of the log, and none from "
      + "2026-09-02 16:00 UTC to 2026-09-03 22:00 UTC (30 hours), where about 21 hours with events were to be expected."
    // Also where the period is too short to have a rhythm, and where the stretch fills it.
    for hours in [0..<96, 36..<72, 48..<50] {
      let window = TimeWindow(
        start: Self.start + Int64(hours.lowerBound) * 3600, end: Self.start + Int64(hours.upperBound) * 3600)
      let scope = try await report(world, window).sections.first { $0.id == "scope" }
      #expect(scope?.summary.contains(sentence) == true, "\(hours)")
    }
    let before = try await report(world, TimeWindow(start: Self.start, end: Self.start + 36 * 3600))
    #expect(before.sections[0].summary.allSatisfy { !$0.contains("were to be expected") })
  }

  @Test func `an account without any event is named, and its permissions are not called unused`() async throws
  {
    var world = try DiffWorld()
    world.add("iam", "ListUsers", more: ["recipientAccountId": #""222222222222""#])
    try world.account(alice: #"{"Effect":"Allow","Action":"sqs:*","Resource":"*"}"#)
    try world.organization()
    let snapshot = try world.snapshot()
    let silent = try await report(world, snapshot: snapshot)
    let accounts = try #require(silent.table("silent-accounts"))
    #expect(accounts.rows == [[.text("111111111111")], [.text("999999999999")]])
    #expect(silent.table("unused-allows")?.rows == [])
    let section = try #require(silent.sections.first { $0.id == "unused-allows" })
    #expect(section.summary.contains { $0.hasPrefix("Left out are the policies of 1 account without") })
    world.add("iam", "ListRoles")
    let path = world.folder.path + "/b.db"
    _ = try await LogIngester(jobs: 1).ingest([try world.logFile()], into: path)
    let database = try AuditDatabase(path: path, access: .read)
    let heard = try reporter(TimeWindow(), snapshot, nil).report(on: database)
    let unused = try #require(heard.table("unused-allows"))
    #expect(unused.rows.map { unused.text("account", $0) } == ["111111111111"])
    #expect(heard.table("silent-accounts")?.rows == [[.text("999999999999")]])
    // An older report has no column of accounts: what it listed is not new.
    var last = try PreviousReport(Array(ComplianceJSONRenderer.render(heard).utf8), file: "old")
    last.tables["unused-allows"]?.columns.removeLast()
    last.tables["unused-allows"]?.rows = unused.rows.map { $0.dropLast() }
    let next = try reporter(TimeWindow(), snapshot, last).report(on: database)
    #expect(next.table("new-findings")?.rows == [])
    #expect(next.table("gone-findings")?.rows == [])
  }

  @Test func `a page tells what is found before the hours and days of the log, and keeps them`() async throws
  {
    var world = try DiffWorld()
    world.add("iam", "ListUsers")
    let page = ComplianceHTMLRenderer().render(try await report(world))
    func place(_ id: String) throws -> String.Index {
      try #require(page.firstRange(of: "id=\"\(id)\""), "\(id)").lowerBound
    }
    let order = try ["scope", "table-files", "principals", "denials", "trail-changes"].map { try place($0) }
    #expect(order == order.sorted())
    for id in ["scope-details", "table-hours", "table-silent-hours", "table-classes", "table-days"] {
      #expect(try place(id) > order[order.count - 1])
    }
    #expect(page.contains("<b>1</b><span>event</span>"))
  }

  @Test func `what replaying counts names where single events can be checked, and no view that lacks it`()
    async throws
  {
    var world = try DiffWorld()
    world.add("iam", "ListUsers")
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    let report = try await report(world, snapshot: try world.snapshot())
    for id in ["guardrails", "unused-allows", "undecided"] {
      let source = try #require(report.table(id)?.source)
      #expect(
        source.contains("no view of the database holds it") && source.contains("retrial explain EVENT-ID"))
    }
  }

  @Test func `without any event no control is named, and no control is an opinion`() async throws {
    var world = try DiffWorld()
    world.add("iam", "ListUsers")
    let full = try await report(world)
    #expect(full.controls.contains { !full.shown($0).isEmpty })
    for page in pages(full) { #expect(page.contains("no opinion on whether")) }
    let empty = try await report(world, TimeWindow(start: 0, end: Self.day))
    #expect(!empty.controls.isEmpty)
    #expect(empty.controls.allSatisfy { empty.shown($0).isEmpty })
  }

  @Test func `a file that two ingests read counts once`() async throws {
    var world = try DiffWorld()
    world.add("iam", "ListUsers")
    world.add("iam", "ListRoles", more: ["eventTime": #""2026-09-02T10:00:00Z""#])
    let (path, log) = (world.folder.path + "/a.db", try world.logFile())
    for start in [Self.start, Self.start + Self.day] {
      let window = TimeWindow(start: start, end: start + Self.day)
      _ = try await LogIngester(jobs: 1, window: window).ingest([log], into: path)
    }
    let report = try reporter(TimeWindow(), nil, nil).report(on: try AuditDatabase(path: path, access: .read))
    let files = try #require(report.table("files"))
    #expect(files.sum("files") == 1)
    #expect(files.sum("ingested") == 2)
  }

  @Test func `events without a time are left out of a period, and counted`() async throws {
    var world = try DiffWorld()
    world.add("iam", "ListUsers")
    for time in [nil, #""soon""#] { world.add("iam", "ListRoles", more: ["eventTime": time]) }
    let words = "2 events without a time that can be read are left out"
    let part = try await report(world, TimeWindow(start: Self.start, end: Self.start + Self.day))
    #expect(part.sections.contains { $0.summary.contains { $0.hasPrefix(words) } })
    #expect(part.events == 1)
    let whole = try await report(world)
    #expect(!whole.sections.contains { $0.summary.contains { $0.hasPrefix(words) } })
    #expect(whole.events == 3)
  }

  @Test func `paper shows every row of the controls`() async throws {
    var world = try DiffWorld()
    for _ in 0..<20 { world.add("iam", "ListUsers", error: "AccessDenied") }
    let page = ComplianceHTMLRenderer().render(try await report(world))
    let controls = try #require(page.split(separator: "<h2 id=\"controls\">").last)
    #expect(controls.contains("<tr><td>CIS AWS 3.0"))
    #expect(controls.split(separator: "</table>").first?.contains("cut") == false)
    #expect(!HTMLStyle.print.contains("\n      tbody tr:nth-child"))
  }
}
