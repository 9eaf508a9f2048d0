import AuditStore
import JSON
import TestSupport
import Testing

@testable import Replay

struct ReportComparisonTests {
  private static let day: Int64 = 86_400
  private static let start: Int64 = 1_788_220_800  // 2026-09-01
  private static let topic = #"{"topicArn":"arn:aws:sns:us-east-1:111111111111:t"}"#

  /// A world with its database, which lies in its folder.
  private struct Kept {
    let world: DiffWorld
    let path: String

    func report(
      _ window: TimeWindow, previous: PreviousReport? = nil, sensitive: [String] = []
    ) throws -> ComplianceReport {
      var reporter = ComplianceReporter(window: window)
      reporter.previous = previous
      reporter.sensitiveResources = sensitive
      return try reporter.report(on: try AuditDatabase(path: path, access: .read))
    }
  }

  /// Denials on two days: one of a topic on the first, two of a queue and one of the topic on the second.
  private static func database() async throws -> Kept {
    var world = try DiffWorld()
    let second: [String: String?] = ["eventTime": #""2026-09-02T10:00:00Z""#]
    world.add("sns", "Publish", parameters: topic, error: "AccessDenied")
    world.add("sns", "Subscribe", parameters: topic, error: "AccessDenied")
    world.add("sns", "Publish", parameters: topic, error: "AccessDenied", more: second)
    for _ in 0..<2 { world.add("iam", "ListUsers", error: "AccessDenied", more: second) }
    return Kept(world: world, path: try await world.ingest())
  }

  private static func parsed(_ report: ComplianceReport) throws -> PreviousReport {
    try PreviousReport(Array(ComplianceJSONRenderer.render(report).utf8), file: "old.json")
  }

  @Test func `the next period begins where the last report ended`() async throws {
    let kept = try await Self.database()
    let first = try kept.report(TimeWindow(start: Self.start, end: Self.start + Self.day))
    #expect(try Self.parsed(first).end == Self.start + Self.day)
    let open = try Self.parsed(try kept.report(TimeWindow(start: Self.start)))
    let rest = try kept.report(TimeWindow(start: open.end))
    #expect(rest.events == 0)
  }

  @Test func `denials are set against those of the last report, and new and gone rows are named`()
    async throws
  {
    let kept = try await Self.database()
    let first = try kept.report(TimeWindow(start: Self.start, end: Self.start + Self.day))
    let second = try kept.report(
      TimeWindow(start: Self.start + Self.day, end: Self.start + 2 * Self.day),
      previous: try Self.parsed(first))
    let denials = try #require(second.table("denials-compared"))
    #expect(
      denials.rows.map { denials.text("service", $0) } == ["iam.amazonaws.com", "sns.amazonaws.com"])
    #expect(denials.rows.map { denials.count("events", $0) } == [2, 1])
    #expect(denials.rows.map { denials.count("events_before", $0) } == [0, 2])
    #expect(denials.rows.map { denials.count("change", $0) } == [2, -1])
    let new = try #require(second.table("new-findings"))
    #expect(
      new.rows.map { new.text("table", $0) } == ["Who was denied", "Actions that principals used"])
    #expect(new.rows.allSatisfy { new.text("finding", $0).contains("ListUsers") })
    #expect(new.rows.last.map { new.text("finding", $0).hasSuffix("iam:ListUsers, only denied") } == true)
    let gone = try #require(second.table("gone-findings"))
    #expect(gone.rows.map { gone.text("finding", $0).contains("Subscribe") } == [true, true])
  }

  @Test func `a new principal and its actions are new, and tables of single events are named`() async throws {
    var world = try DiffWorld()
    let second: [String: String?] = ["eventTime": #""2026-09-02T10:00:00Z""#]
    let role = DiffWorld.session()
    world.add("iam", "ListUsers")
    world.add("iam", "ListUsers", identity: role, more: second)
    world.add(
      "iam", "AttachRolePolicy", identity: role,
      parameters: #"{"roleName":"app","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}"#,
      more: second)
    world.add("cloudtrail", "StopLogging", identity: role, parameters: #"{"name":"main"}"#, more: second)
    let kept = Kept(world: world, path: try await world.ingest())
    let first = try kept.report(TimeWindow(start: Self.start, end: Self.start + Self.day))
    let next = try kept.report(
      TimeWindow(start: Self.start + Self.day), previous: try Self.parsed(first))
    let new = try #require(next.table("new-findings"))
    let name = "arn:aws:iam::111111111111:role/app"
    #expect(
      new.rows.map { new.text("finding", $0) }
        == [name]
        + ["cloudtrail:StopLogging", "iam:AttachRolePolicy", "iam:ListUsers"].map { "\(name), \($0)" })
    let summary = next.sections[1].summary
    #expect(
      summary.contains {
        $0.hasPrefix(
          "Not compared, as each row is one event at its own time: Changes of policies and attempts at them")
          && $0.contains("who made them (1, in the last report 0); Changes of trails")
      })
    #expect(summary.last?.hasPrefix("All other tables count") == true)
  }

  @Test func `an action that was only denied before and is no longer is new`() async throws {
    var world = try DiffWorld()
    world.add("cloudtrail", "StopLogging", parameters: #"{"name":"main"}"#, error: "AccessDenied")
    for error in ["AccessDenied", nil] {
      world.add(
        "cloudtrail", "StopLogging", parameters: #"{"name":"main"}"#, error: error,
        more: ["eventTime": #""2026-09-02T10:00:00Z""#])
    }
    let kept = Kept(world: world, path: try await world.ingest())
    let first = try kept.report(TimeWindow(start: Self.start, end: Self.start + Self.day))
    let next = try kept.report(
      TimeWindow(start: Self.start + Self.day), previous: try Self.parsed(first))
    let action = "arn:aws:iam::111111111111:user/alice, cloudtrail:StopLogging"
    let new = try #require(next.table("new-findings"))
    #expect(new.rows.map { new.text("finding", $0) } == [action])
    let gone = try #require(next.table("gone-findings"))
    #expect(gone.rows.map { gone.text("finding", $0) } == ["\(action), only denied"])
  }

  @Test func `every table of a report is compared, named as not compared, or a count of the period`()
    async throws
  {
    let kept = try await Self.database()
    let report = try kept.report(TimeWindow(), sensitive: ["*"])
    let counting: Set<String> = [
      "files", "rejects", "hours", "silent-hours", "classes", "shared-calls", "days", "denials",
    ]
    let tables = report.sections.flatMap { $0.tables }.filter { !counting.contains($0.id) }
    for table in tables {
      var last = try Self.parsed(report)
      last.tables[table.id] = nil
      let words = try kept.report(TimeWindow(), previous: last, sensitive: ["*"]).sections[1].summary
      #expect(words.contains { $0.hasPrefix("Not compared") && $0.contains(table.title) }, "\(table.id)")
    }
  }

  @Test func `what came later of the last period is told`() async throws {
    let kept = try await Self.database()
    var last = try Self.parsed(
      try kept.report(TimeWindow(start: Self.start, end: Self.start + Self.day)))
    let next = TimeWindow(start: Self.start + Self.day + 60)
    #expect(!(try Self.words(kept, next, last).contains("stands in neither")))
    let gap = "between them, from 2026-09-02 00:00 UTC to 2026-09-02 00:01 UTC (1 minute)."
    #expect(try Self.words(kept, next, last).contains("Neither report covers the time \(gap)"))
    last.events = 1
    #expect(try Self.words(kept, next, last).contains("now holds 2 events of that period: what came later"))
    last.events = 3
    #expect(try Self.words(kept, next, last).contains("it is not the log"))
  }

  @Test func `the time that both reports cover is told from its start to its end`() async throws {
    let kept = try await Self.database()
    let last = try Self.parsed(
      try kept.report(TimeWindow(start: Self.start, end: Self.start + 2 * Self.day)))
    let both = "Both reports cover the time from"
    #expect(
      try Self.words(kept, TimeWindow(), last)
        .contains("\(both) 2026-09-01 00:00 UTC to 2026-09-03 00:00 UTC: its events count in each."))
    let within = TimeWindow(start: Self.start + Self.day, end: Self.start + Self.day + 3600)
    #expect(
      try Self.words(kept, within, last).contains("\(both) 2026-09-02 00:00 UTC to 2026-09-02 01:00 UTC"))
    let before = TimeWindow(start: Self.start - 3 * Self.day, end: Self.start - 2 * Self.day)
    let words = try Self.words(kept, before, last)
    #expect(!words.contains(both) && words.contains("2026-09-01 00:00 UTC (2 days)."))
    let next = try Self.words(kept, TimeWindow(start: Self.start + 2 * Self.day), last)
    #expect(!next.contains(both) && !next.contains("Neither"))
  }

  @Test func `layers of denials are told in words, as in the table of denials`() async throws {
    let kept = try await Self.database()
    let first = try kept.report(TimeWindow(start: Self.start, end: Self.start + Self.day))
    var last = try Self.parsed(first)
    last.tables["denied-principals"]?.rows = [
      [
        .text("111111111111"), .text("p"), .text("s3.amazonaws.com GetObject"), .text("endpoint"),
        .integer(1),
        .text(""), .text(""),
      ]
    ]
    let gone = try #require(
      try kept.report(TimeWindow(start: Self.start + Self.day), previous: last).table("gone-findings"))
    #expect(
      gone.rows.filter { gone.text("table", $0) == "Who was denied" }.map { gone.text("finding", $0) }
        == ["111111111111, p, s3.amazonaws.com GetObject, VPC endpoint policy"])
  }

  private static func words(_ kept: Kept, _ window: TimeWindow, _ last: PreviousReport) throws -> String {
    try kept.report(window, previous: last).sections[1].summary.joined(separator: " ")
  }

  @Test func `a table that one report lacks is not compared, and nothing of it is new or gone`() async throws
  {
    let kept = try await Self.database()
    var last = try Self.parsed(try kept.report(TimeWindow()))
    last.tables["root-events"] = nil
    let report = try kept.report(TimeWindow(), previous: last)
    #expect(report.sections[1].summary.contains { $0.hasSuffix("shows it: What the root users did.") })
    #expect(report.table("new-findings")?.rows == [])
    #expect(report.table("gone-findings")?.rows == [])
  }

  @Test func `what is sensitive is compared where both reports name the same, and else it is said`()
    async throws
  {
    let kept = try await Self.database()
    let first = try kept.report(
      TimeWindow(start: Self.start, end: Self.start + Self.day), sensitive: ["*:t", "*:u"])
    var last = try Self.parsed(first)
    #expect(last.sensitiveResources == ["*:t", "*:u"])
    let title = "Who used the resources named as sensitive"
    func compared(_ patterns: [String]) throws -> (words: String, tables: [String]) {
      let report = try kept.report(
        TimeWindow(start: Self.start + Self.day), previous: last, sensitive: patterns)
      let findings = ["new-findings", "gone-findings"].compactMap { report.table($0) }
      return (
        report.sections[1].summary.filter { $0.contains(title) }.joined(),
        findings.flatMap { table in table.rows.map { table.text("table", $0) } }.filter { $0 == title }
      )
    }
    let same = try compared(["*:u", "*:t"])
    #expect(same.words.isEmpty && same.tables == [title])
    let others = try compared(["*:q"])
    #expect(others.tables == [])
    #expect(
      others.words.hasPrefix(
        "Not compared, as the reports name other resources as sensitive, this one *:q and the last one *:t, *:u: "
          + title))
    let none = try compared([])
    #expect(none.tables == [] && none.words.contains("as only one of the reports shows it: \(title)"))
    last.sensitiveResources = nil
    #expect(
      try compared(["*:t", "*:u"]).words.contains("the last report does not say what it names as sensitive"))
  }

  @Test func `without an earlier report the section says so`() async throws {
    let kept = try await Self.database()
    #expect(
      try kept.report(TimeWindow()).sections[1].missing
        == "no earlier report was given (--previous FILE)")
  }

  @Test(arguments: [
    "", "{}", "[]", #"{"window":{},"sections":[],"events":{"inPeriod":1}}"#,
    #"{"window":{"start":"2026-09-02T00:00:00Z","end":"2026-09-01T00:00:00Z"},"sections":[],"events":{"inPeriod":1}}"#,
    #"{"window":{"start":"2026-09-01T00:00:00Z","end":"2026-09-02T00:00:00Z"},"sections":[{"tables":[{}]}],"events":{"inPeriod":1}}"#,
    #"{"window":null,"sections":[],"events":{"inPeriod":0}}"#,
  ])
  func `what is no report is refused with its place`(text: String) {
    #expect {
      try PreviousReport(Array(text.utf8), file: "old.json")
    } throws: {
      ($0 as? SnapshotError)?.file == "old.json"
    }
  }
}
