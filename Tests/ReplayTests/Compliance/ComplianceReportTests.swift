import AuditStore
import JSON
import TestSupport
import Testing

@testable import Replay

struct ComplianceReportTests {
  private static let root =
    #"{"type":"Root","principalId":"111111111111","arn":"arn:aws:iam::111111111111:root","#
    + #""accountId":"111111111111"}"#

  /// Four events: a denial, a use of the root user, a change of a policy and a read by another account.
  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    world.add(
      "sns", "Publish", parameters: #"{"topicArn":"arn:aws:sns:us-east-1:111111111111:t"}"#,
      error: "AccessDenied",
      message: DiffWorld.denial(
        of: "sns:Publish", on: "arn:aws:sns:us-east-1:111111111111:t",
        "with an explicit deny in a service control policy"))
    world.add("iam", "ListUsers", identity: Self.root)
    world.add(
      "iam", "AttachRolePolicy",
      parameters: #"{"roleName":"app","policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}"#,
      more: ["eventTime": #""2026-09-03T10:00:00Z""#])
    world.addObject("payroll.csv", in: "vault")
    return world
  }

  private func report(
    _ world: DiffWorld, window: TimeWindow = TimeWindow(), sensitive: [String] = []
  ) async throws -> (ComplianceReport, path: String) {
    let path = try await world.ingest()
    var reporter = ComplianceReporter(window: window)
    reporter.sensitiveResources = sensitive
    reporter.controls = try ReportControl.controls(Array(ReportControl.mapping.utf8), file: "mapping")
    return (try reporter.report(on: try AuditDatabase(path: path, access: .read)), path)
  }

  @Test func `denials, root use and changes of policies are counted`() async throws {
    let (report, _) = try await report(try world())
    #expect(report.events == 4)
    #expect(
      report.table("denials")?.rows == [[.text("scp_explicit"), .text("sns.amazonaws.com"), .integer(1)]])
    #expect(report.table("root-events")?.sum("events") == 1)
    let change = try #require(report.table("policy-changes"))
    #expect(change.rows.map { change.text("operation", $0) } == ["iam.amazonaws.com AttachRolePolicy"])
    #expect(change.rows.map { change.text("principal", $0) } == ["arn:aws:iam::111111111111:user/alice"])
  }

  @Test func `a window bounds every table, and the one before it is compared`() async throws {
    let day = Int64(86_400)
    let start = Int64(1_788_220_800)  // 2026-09-01
    let (report, _) = try await report(
      try world(), window: TimeWindow(start: start + 2 * day, end: start + 4 * day))
    #expect(report.events == 1)
    #expect(report.eventsBefore == 3)
    let denials = try #require(report.table("denials"))
    #expect(denials.rows.map { denials.count("events", $0) } == [0])
    #expect(denials.rows.map { denials.count("change", $0) } == [-1])
    #expect(report.table("root-events")?.rows == [])
  }

  @Test func `only what is named as sensitive is shown one by one, and its control only then`() async throws {
    let world = try world()
    let (plain, _) = try await report(world)
    let control = try #require(plain.controls.first { $0.id == "10.2.1.1" })
    #expect(plain.shown(control).isEmpty)
    let (named, _) = try await report(world, sensitive: ["arn:aws:s3:::vault/*"])
    #expect(named.shown(control).map { $0.id } == ["sensitive-resources"])
    let table = try #require(named.table("sensitive-access"))
    #expect(table.rows.map { table.text("resource", $0) } == ["arn:aws:s3:::vault/payroll.csv"])
  }

  @Test(arguments: ["arn:aws:s3:::va[u]lt/*", "'; DROP TABLE event; --", "*'*", "[", "\0"])
  func `a pattern is a pattern, whatever it means to SQL`(pattern: String) async throws {
    let (report, _) = try await report(try world(), sensitive: [pattern])
    #expect(report.table("sensitive-access")?.rows == [])
    #expect(report.events == 4)
  }

  @Test func `every query gives the rows it stands under`() async throws {
    let world = try world()
    let (report, path) = try await report(world, sensitive: ["*"])
    let database = try AuditDatabase(path: path, access: .read)
    let tables = report.sections.flatMap { $0.tables }
    let counted = tables.filter { $0.sql == nil }.map { $0.id }
    #expect(counted == ["hours", "silent-hours", "sensitive-records"])
    #expect(tables.count == 28)
    #expect(tables.allSatisfy { ($0.sql == nil) != ($0.source == nil) })
    for table in tables where table.sql != nil {
      #expect(try database.rows(try #require(table.sql)) == table.rows)
    }
  }

  @Test func `sign-ins without MFA are those of users and root users that AWS does not record it for`()
    async throws
  {
    var world = try DiffWorld()
    func signIn(_ identity: String, _ mfa: String?) {
      world.add(
        "signin", "ConsoleLogin", identity: identity,
        more: [
          "eventType": #""AwsConsoleSignIn""#, "responseElements": #"{"ConsoleLogin":"Success"}"#,
          "additionalEventData": mfa.map { #"{"MobileVersion":"No","MFAUsed":"\#($0)"}"# } ?? "null",
        ])
    }
    signIn(DiffWorld.user, "No")
    signIn(DiffWorld.user, "Yes")
    signIn(Self.root, nil)
    signIn(DiffWorld.session(), "No")
    world.add("iam", "ListUsers", more: ["additionalEventData": #"{"MFAUsed":"No"}"#])
    let (report, path) = try await report(world)
    let table = try #require(report.table("sign-ins-without-mfa"))
    #expect(table.rows.map { table.text("kind", $0) } == ["Root", "IAMUser"])
    #expect(table.rows.map { table.text("mfa", $0) } == ["not known", "No"])
    #expect(report.table("root-sign-ins")?.rows.count == 1)
    try SQL.run("DELETE FROM sign_in", path)
    _ = try Rederiver.run(path)
    let again = try ComplianceReporter(window: TimeWindow()).report(
      on: AuditDatabase(path: path, access: .read))
    #expect(again.table("sign-ins-without-mfa")?.rows == table.rows)
  }

  @Test func `a sign-in that failed stands apart and is none without MFA`() async throws {
    var world = try DiffWorld()
    func signIn(_ result: String?, message: String? = nil) {
      world.add(
        "signin", "ConsoleLogin", identity: Self.root, message: message,
        more: [
          "eventType": #""AwsConsoleSignIn""#,
          "responseElements": result.map { #"{"ConsoleLogin":"\#($0)"}"# } ?? "null",
          "additionalEventData": #"{"MFAUsed":"No"}"#,
        ])
    }
    signIn("Success")
    signIn("Failure", message: "Failed authentication")
    signIn("Failure")
    signIn(nil, message: "Failed authentication")
    let (report, path) = try await report(world)
    let failed = try #require(report.table("failed-sign-ins"))
    #expect(failed.sum("events") == 3)
    #expect(failed.rows.map { failed.text("reason", $0) } == ["Failed authentication", ""])
    #expect(report.table("sign-ins-without-mfa")?.sum("events") == 1)
    #expect(report.table("console-sign-ins")?.sum("events") == 1)
    #expect(report.table("sign-in-steps")?.rows == [])
    let root = try #require(report.table("root-sign-ins"))
    #expect(root.rows.map { root.text("result", $0) } == ["Success", "Failure", "Failure", "Failure"])
    #expect(report.table("days")?.sum("allowed") == 1)
    try SQL.run("DELETE FROM sign_in", path)
    _ = try Rederiver.run(path)
    let again = try ComplianceReporter(window: TimeWindow()).report(
      on: AuditDatabase(path: path, access: .read))
    #expect(again.table("failed-sign-ins")?.rows == failed.rows)
  }

  @Test func `what is no sign-in stands apart from those to the console`() async throws {
    var world = try DiffWorld()
    for name in ["ConsoleLogin", "CheckMfa", "SwitchRole", "PasswordRecoveryRequested"] {
      world.add(
        "signin", name, identity: Self.root,
        more: [
          "eventType": #""AwsConsoleSignIn""#, "responseElements": "{\"\(name)\":\"Success\"}",
        ])
    }
    let (report, _) = try await report(world)
    let signIns = try #require(report.table("console-sign-ins"))
    #expect(signIns.rows.map { signIns.text("operation", $0) } == ["ConsoleLogin"])
    let steps = try #require(report.table("sign-in-steps"))
    #expect(
      steps.rows.map { steps.text("operation", $0) } == [
        "CheckMfa", "PasswordRecoveryRequested", "SwitchRole",
      ])
  }

  @Test func `the resource of a change of policies has no blank of a request without one`() async throws {
    var world = try DiffWorld()
    world.add(
      "iam", "CreateRole",
      parameters: #"{"roleName":"r","tags":[{"key":"k","value":"v"}],"assumeRolePolicyDocument":"{}"}"#)
    let (report, _) = try await report(world)
    let changes = try #require(report.table("policy-changes"))
    #expect(
      changes.rows.map { changes.text("resource", $0) } == ["arn:aws:iam::111111111111:role/r"])
  }

  @Test func `who was denied without an ARN is named by its unique ID and account`() async throws {
    var world = try DiffWorld()
    world.add(
      "s3", "GetObject", identity: #"{"type":"AWSAccount","principalId":"AIDAX","accountId":"222222222222"}"#,
      error: "AccessDenied")
    let (report, _) = try await report(world)
    let denied = try #require(report.table("denied-principals"))
    #expect(denied.rows.map { denied.text("principal", $0) } == ["AWSAccount AIDAX of 222222222222"])
    #expect(denied.rows.map { denied.text("account", $0) } == ["111111111111"])
  }

  @Test func `the classes, accounts, regions and days each add up to the events`() async throws {
    let (report, _) = try await report(try world())
    for id in ["classes", "accounts", "regions", "days"] {
      #expect(report.table(id)?.sum("events") == report.events, "\(id)")
    }
    let days = try #require(report.table("days"))
    let decisions = ["allowed", "probably_allowed", "denied", "not_recorded"]
    #expect(decisions.map { days.sum($0) }.reduce(0, +) == days.sum("events"))
  }

  @Test func `what AWS decided has the same words in every table`() async throws {
    var world = try DiffWorld()
    world.addObject("a", in: "vault")
    world.addObject("b", in: "vault", error: "NoSuchKey")
    world.addObject("c", in: "vault", error: "AccessDenied")
    world.addObject("d", in: "vault", error: "SlowDown")
    world.add("iam", "DeleteUser", parameters: #"{"userName":"bob"}"#, error: "NoSuchEntityException")
    let (report, _) = try await report(world, sensitive: ["arn:aws:s3:::vault/*"])
    let days = try #require(report.table("days"))
    #expect(
      ["allowed", "probably_allowed", "denied", "not_recorded"].map { days.sum($0) } == [1, 2, 1, 1])
    let used = try #require(report.table("sensitive-access"))
    #expect(
      used.rows.map { used.text("decision", $0) } == ["allowed", "allowed_likely", "denied", "unknown"])
    for page in [
      ComplianceTextRenderer(width: 200).render(report), ComplianceMarkdownRenderer().render(report),
    ] {
      let text = page.split(whereSeparator: { $0.isWhitespace }).joined(separator: " ")
      #expect(!text.contains("allowed_likely"))
      // Among who used what is sensitive, among changes, and in what is said of it.
      #expect(text.split(separator: "probably allowed").count >= 4)
    }
    let page = ComplianceHTMLRenderer().render(report)
    #expect(page.contains("1 allowed, 2 probably allowed, 1 denied, 1 not recorded"))
    #expect(page.contains("<td>probably allowed<td>") && !page.contains("<td>allowed_likely"))
  }

  @Test func `every section that the mapping names is one of the report`() async throws {
    let (report, _) = try await report(try world())
    let known = Set(report.sections.map { $0.id })
    #expect(report.controls.flatMap { $0.sections }.filter { !known.contains($0) } == [])
    #expect(report.sections.map { $0.id } == ReportSection.ids)
  }
}
