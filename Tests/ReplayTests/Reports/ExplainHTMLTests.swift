import AuditStore
import IAMPolicy
import Testing

@testable import Replay

struct ExplainHTMLTests {
  /// The explanations of a denied event whose texts are chosen by an attacker.
  private func explained(_ text: String) async throws -> [EventExplanation] {
    var world = try DiffWorld()
    world.add(
      "sns", "Publish", parameters: #"{"topicArn":"arn:aws:sns:us-east-1:111111111111:t"}"#,
      error: "AccessDenied")
    try world.account(
      alice: DiffWorld.openTopic.replacing(#""Principal":"*","#, with: "").replacing("Allow", with: "Deny"))
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let explainer = try Explainer(snapshot: try world.snapshot())
    var found = try explainer.examples(
      [DiffWorld.id(1), DiffWorld.id(1), "none"], snapshot: text, in: database)
    for index in found.indices {
      found[index].event?.errorMessage = text
      found[index].event?.caller = text
      found[index].assumptions.append(text)
    }
    return found
  }

  @Test func `nothing of a log or policy is markup in an explanation`() async throws {
    let plain = HTMLTags.names(ExplainHTMLRenderer().render(try await explained("x")))
    for text in ReportSample.hostile where !text.isEmpty {
      #expect(HTMLTags.names(ExplainHTMLRenderer().render(try await explained(text))) == plain, "\(text)")
    }
  }

  @Test func `a page says what the text says`() async throws {
    let explanation = try #require(try await explained("snapshot").first)
    let page = ExplainHTMLRenderer().render([explanation]).replacing("<wbr>", with: "")
    let text = ExplainTextRenderer(width: 10_000).render(explanation)
    for line in text.split(separator: "\n") {
      let words = line.drop { $0 == " " || $0 == "-" }.split(separator: " ").last ?? ""
      #expect(page.contains(HTMLText.escaped(String(words))), "\(line)")
    }
    #expect(page.contains("<dd class=\"is-denied\">"))
    #expect(page.contains("DENY p#"))
  }

  @Test func `an event is explained once, and one that is not there not at all`() async throws {
    #expect(try await explained("x").count == 1)
  }

  @Test func `a diff links its causes to the explanations that the page holds`() async throws {
    let id = DiffWorld.id(1)
    var cause = ReportSample.cause(.revoked)
    cause.sampleEventIDs = [id, "other"]
    let report = ReportSample.report([cause])
    #expect(report.exampleEventIDs == [id])
    let page = DiffHTMLRenderer(explanations: try await explained("x")).render(report)
    #expect(page.contains("<a href=\"#event-1\">\(id)</a>"))
    #expect(page.contains("<h3 id=\"event-1\">"))
    #expect(page.contains("<dd>other</dd>"))
    #expect(!DiffHTMLRenderer().render(report).contains("event-1"))
  }

  @Test func `a report links who was denied to the explanation of an example`() async throws {
    var world = try DiffWorld()
    world.add("iam", "ListUsers", error: "AccessDenied")
    world.add("iam", "ListRoles")
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let report = try ComplianceReporter(window: TimeWindow()).report(on: database)
    #expect(report.explanations.map { $0.event?.id } == [DiffWorld.id(1)])
    let page = ComplianceHTMLRenderer().render(report)
    #expect(page.contains("<td><a href=\"#event-1\">\(DiffWorld.id(1))</a>"))
    #expect(page.contains("<h3 id=\"event-1\">"))
  }
}

struct FlowChartTests {
  private func flow(_ from: DecisionFlow.Side, _ to: DecisionFlow.Side, _ isImpact: Bool, _ events: Int)
    -> DecisionFlow
  {
    DecisionFlow(from: from, to: to, isImpact: isImpact, events: events)
  }

  @Test func `each flow is a band with its count, and a side has the sum of its flows`() {
    let flows = [
      flow(.allowed, .allowed, false, 20_000), flow(.allowed, .denied, true, 3),
      flow(.undecided, .denied, true, 4),
    ]
    let html = FlowChart(flows: flows, leftOut: 5).render()
    #expect(html.split(separator: "<path ").count == 4)
    #expect(html.contains("<title>allowed to denied: 3 events</title>"))
    #expect(html.contains(">20,003 events</text>"))
    #expect(html.contains(">7 events</text>"))
    #expect(html.contains("left out are 5 events"))
  }

  @Test func `without an event there is no drawing`() {
    #expect(FlowChart(flows: [], leftOut: 0).render() == "")
  }

  @Test func `the flows of a diff add up to its events, and those that change to its impact`() async throws {
    var world = try DiffWorld()
    for number in 0..<3 { world.addObject("k\(number)") }
    world.add(
      "sns", "Publish", parameters: #"{"topicArn":"arn:aws:sns:us-east-1:111111111111:t"}"#,
      error: "AccessDenied")
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    let lock = #"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#
    let report = try await world.report(try world.change("scp:Lock@r-1", lock))
    let flows = report.flows.reduce(0) { $0 + $1.events }
    #expect(flows + report.count(of: .modelMismatch).events == report.events.replayed)
    #expect(
      report.flows.filter { $0.isImpact }.map { [$0.from.rawValue, $0.to.rawValue, "\($0.events)"] } == [
        ["allowed", "denied", "3"]
      ])
    let impact = ChangeClass.allCases.filter { $0.isImpact }.reduce(0) { $0 + report.count(of: $1).events }
    #expect(report.flows.filter { $0.isImpact }.reduce(0) { $0 + $1.events } == impact)
  }
}
