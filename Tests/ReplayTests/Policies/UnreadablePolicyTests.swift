import AuditStore
import IAMPolicy
import JSON
import TestSupport
import Testing

@testable import Replay

/// Policies that stand in a snapshot and cannot be read are said to be there, and why nothing is known of them.
struct UnreadablePolicyTests {
  /// A call of alice's in an organization whose SCP is this text.
  private func world(_ scp: String) throws -> DiffWorld {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets", error: "AccessDenied")
    try world.organization(scps: #"["FullAWSAccess","Protect"]"#)
    try world.account(alice: DiffWorld.allowAll)
    try world.policies("scps/Protect.json", scp)
    try world.policies("scps/Other.json", DiffWorld.document(DiffWorld.denyAll))
    return world
  }

  private func report(_ world: DiffWorld) async throws -> ComplianceReport {
    var reporter = ComplianceReporter(window: TimeWindow())
    reporter.snapshot = try world.snapshot()
    return try reporter.report(on: try AuditDatabase(path: try await world.ingest(), access: .read))
  }

  private func typed() -> TypedRequest {
    TypedRequest(
      principal: "arn:aws:iam::111111111111:user/alice", action: "s3:ListAllMyBuckets", resource: "*")
  }

  @Test(arguments: ["oops", "[]", "{}", #""text""#, "null", ""])
  func `a text that is no policy is named with its place and consequence`(scp: String) throws {
    let world = try world(scp)
    let lines = try world.snapshot().errorLines(folder: "policies")
    #expect(!lines.isEmpty)
    for line in lines {
      #expect(line.contains("/policies/scps/Protect.json:1:"))
      #expect(line.hasSuffix("; the policy Protect is taken as unknown"))
    }
    let explained = try #require(Explainer(snapshot: try world.snapshot()).explain(typed()))
    #expect(explained.decision?.dependsOn == ["policy:unreadable:scp:Protect"])
    let text = ExplainTextRenderer(width: 200, usesColor: false, maximum: 5).render(explained)
    #expect(text.contains("a service control policy that could not be read"))
    #expect(!text.contains("not exported"))
  }

  @Test func `a policy that is not there was not exported`() throws {
    var world = try DiffWorld()
    try world.organization(scps: #"["FullAWSAccess","Protect"]"#)
    try world.account(alice: DiffWorld.allowAll)
    let snapshot = try world.snapshot()
    #expect(snapshot.errorLines(folder: "policies").isEmpty)
    let explained = try #require(Explainer(snapshot: snapshot).explain(typed()))
    #expect(explained.decision?.dependsOn == ["policy:scp:Protect"])
    #expect(
      FactText.meaning(of: "policy:scp:Protect")
        == "policy:scp:Protect, a service control policy that was not exported")
  }

  @Test func `of many errors the first are said, and how to see all`() throws {
    var world = try world("oops")
    for number in 0..<20 { try world.policies("scps/S\(number).json", "oops") }
    let lines = try world.snapshot().errorLines(folder: "my policies")
    #expect(lines.count == 10)
    #expect(lines.last == "and 12 more errors: retrial policies check 'my policies'")
  }

  @Test func `a report lists the errors, and says which guardrails it does not show`() async throws {
    let report = try await report(try world("oops"))
    let table = try #require(report.table("policy-errors"))
    #expect(table.rows.map { table.text("policy", $0) } == ["Protect"])
    #expect(table.rows.map { table.text("consequence", $0) } == ["the policy is taken as unknown"])
    #expect(table.rows.allSatisfy { table.text("place", $0).hasSuffix("scps/Protect.json:1:1") })
    #expect(report.table("guardrails")?.rows.count == 1)
    let words =
      "1 SCP or RCP could not be read and counts as unknown, so that nothing of it is listed: Protect."
    let section = try #require(report.sections.first { $0.id == "guardrails" })
    #expect(section.summary.contains { $0.hasPrefix(words) })
    let undecided = try #require(report.table("undecided"))
    #expect(undecided.rows.map { undecided.text("fact", $0) } == ["policy:unreadable:scp"])
    #expect(
      undecided.rows.map { undecided.text("meaning", $0) }
        == ["a service control policy that could not be read"])
    for page in [
      ComplianceTextRenderer(width: 200).render(report), ComplianceMarkdownRenderer().render(report),
      ComplianceHTMLRenderer().render(report), ComplianceJSONRenderer.render(report),
    ] {
      #expect(page.contains("Errors in the policies given"))
      #expect(page.replacing("<wbr>", with: "").contains("scps/Protect.json:1:1"))
    }
    let schema = JSONSchema(try JSONReader.parse(Array(ComplianceJSONSchema.text.utf8)))
    let json = try JSONReader.parse(Array(ComplianceJSONRenderer.render(report).utf8))
    #expect(schema.faults(in: json) == [])
  }

  @Test func `a report on policies without errors has no such table`() async throws {
    let report = try await report(try world(DiffWorld.document(DiffWorld.denyAll)))
    #expect(report.table("policy-errors") == nil)
    #expect(!report.sections.contains { $0.summary.contains { $0.contains("could not be read and") } })
  }

  @Test func `an inline policy that cannot be read is named behind whose it is`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    try world.account(alice: #"{"Effect":"Block","Action":"*","Resource":"*"}"#)
    let name = "arn:aws:iam::111111111111:user/alice/p"
    #expect(try world.snapshot().unreadable(["identity"]) == [name])
    let section = try #require(try await report(world).sections.first { $0.id == "unused-allows" })
    #expect(section.summary.contains { $0.hasPrefix("1 policy could not be read") && $0.contains(name) })
  }
}
