import AuditStore
import IAMPolicy
import TestSupport
import Testing

@testable import Replay

/// Events that later records correct, replayed once and as corrected.
struct CorrectionReplayTests {
  private static func addendum(_ event: Int, _ fields: String? = nil) -> String {
    let named = fields.map { #","updatedFields":["\#($0)"]"# } ?? ""
    return #"{"reason":"UPDATED_DATA","originalEventID":"\#(DiffWorld.id(event))"\#(named)}"#
  }

  /// Alice's call to list queues, which a later record calls one to list topics.
  private func world(_ fields: String? = nil, more: [String: String?] = [:]) throws -> DiffWorld {
    var world = try DiffWorld()
    world.add("sqs", "ListQueues")
    world.add("sns", "ListTopics", more: ["addendum": Self.addendum(1, fields)].merging(more) { $1 })
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    return world
  }

  private func denying(_ action: String) -> String {
    #"{"Effect":"Deny","Action":"\#(action)","Resource":"*"}"#
  }

  @Test func `an event is replayed as corrected, and counted once`() async throws {
    let world = try world()
    let topics = try await world.report(try world.change("scp:Lock@r-1", denying("sns:*")))
    #expect(topics.classes == [.revoked: 1])
    #expect(topics.causes.first?.sampleEventIDs == [DiffWorld.id(1)])
    #expect(topics.events.replayed == 1)
    #expect(topics.events.excluded.map { $0.name } == ["amendment"])
    #expect(topics.events.excludedTotal + topics.events.replayed == topics.events.ingested)
    let queues = try await world.report(try world.change("scp:Lock@r-1", denying("sqs:*")))
    #expect(queues.classes == [.unchanged: 1])
  }

  @Test func `what a correction leaves open is not taken from the first delivery`() async throws {
    let world = try world("eventName", more: ["eventName": nil])
    let report = try await world.report(try world.change("scp:Lock@r-1", denying("sqs:*")))
    #expect(report.classes.isEmpty)
    #expect(report.events.excluded.map { $0.name }.sorted() == ["amendment", "unreadable"])
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let explained = try #require(
      try Explainer(snapshot: try world.snapshot()).explain(eventID: DiffWorld.id(1), in: database).first)
    #expect(explained.decision == nil)
    #expect(explained.corrected.unknown == ["eventName"])
    let text = ExplainTextRenderer(width: 200).render(explained)
    #expect(text.contains("unknown, because no record tells what they are now: eventName"))
  }

  @Test func `unknown parameters leave the resource open`() async throws {
    var world = try DiffWorld()
    let url = #"{"queueUrl":"https://sqs.us-east-1.amazonaws.com/111111111111/jobs"}"#
    world.add("sqs", "PurgeQueue", parameters: url)
    world.add(
      "sqs", "PurgeQueue",
      more: ["addendum": Self.addendum(1, "requestParameters"), "requestParameters": nil])
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    let deny = #"{"Effect":"Deny","Action":"sqs:*","Resource":"arn:aws:sqs:*:*:jobs"}"#
    let report = try await world.report(try world.change("scp:Lock@r-1", deny))
    #expect(report.classes == [.maybeRevoked: 1])
  }

  @Test func `a corrected time moves an event into the window or out of it`() async throws {
    var world = try DiffWorld()
    world.add("sqs", "ListQueues")
    world.add(
      "sqs", "ListQueues",
      more: ["addendum": Self.addendum(1, "eventTime"), "eventTime": #""2026-09-02T10:00:00Z""#])
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let differ = try Differ(baseline: try world.snapshot(), changes: [])
    let day: (Int64) -> TimeWindow = {
      TimeWindow(start: 1_788_220_800 + $0 * 86_400, end: 1_788_307_200 + $0 * 86_400)
    }
    let replayed = try (0...1).map { try differ.report(on: database, window: day($0)).events.replayed }
    #expect(replayed == [0, 1])
  }

  @Test func `a correction stands for an event that the log does not hold, and only one of several does`()
    async throws
  {
    var world = try DiffWorld()
    for _ in 0..<2 {
      world.add("sqs", "ListQueues", more: ["addendum": Self.addendum(9)])
    }
    let report = try await world.report()
    #expect(report.events.replayed == 1)
    #expect(report.events.excluded.map { $0.count } == [1])
  }

  @Test func `a correction alone does not say that AWS allowed, nor which way the call came`() async throws {
    var world = try DiffWorld()
    world.add("sqs", "ListQueues", more: ["addendum": Self.addendum(9, "userAgent")])
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    let deny =
      #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"aws:SourceVpce":"true"}}}"#
    let report = try await world.report(try world.change("scp:Lock@r-1", deny))
    #expect(report.classes == [.unknownChange: 1])
    #expect(report.causes.first?.dependsOn.map { $0.name }.contains("key:aws:sourcevpce") == true)
    #expect(report.fidelity.determinate == 0)
    let all = try await world.report(try world.change("scp:Lock@r-1", DiffWorld.denyAll))
    #expect(all.summary[.revoked]?.confirmed == 0)
    let endpoint = #"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#
    let through = try await world.report(try world.change("vpce:vpce-1", endpoint))
    #expect(through.classes == [.unknownChange: 1])
  }

  @Test func `a correction of a correction is followed, also round in a circle`() async throws {
    var world = try world()
    world.add("iam", "ListUsers", more: ["addendum": Self.addendum(2)])
    let report = try await world.report(try world.change("scp:Lock@r-1", denying("sqs:*")))
    // Two records that name other actions do not say which of them is the last one.
    #expect(report.events.excluded.map { $0.name }.sorted() == ["amendment", "unreadable"])
    var circle = try DiffWorld()
    circle.add("sqs", "ListQueues", more: ["addendum": Self.addendum(2)])
    circle.add("sqs", "ListQueues", more: ["addendum": Self.addendum(1)])
    let round = try await circle.report()
    #expect(round.events.replayed == 0)
    #expect(round.events.excluded.map { $0.count } == [2])
  }

  @Test(arguments: [true, false])
  func `a long chain of corrections counts its call once`(hasOriginal: Bool) async throws {
    var world = try DiffWorld()
    world.add("sqs", "ListQueues", more: hasOriginal ? [:] : ["addendum": Self.addendum(99)])
    for number in 1...40 { world.add("sqs", "ListQueues", more: ["addendum": Self.addendum(number)]) }
    let report = try await world.report()
    #expect(report.events.replayed == 1)
    #expect(report.events.excluded.map { $0.count } == [40])
  }

  @Test func `a correction of another account's record of the same id corrects nothing here`() async throws {
    let world = try world(more: ["recipientAccountId": #""222222222222""#])
    let report = try await world.report(try world.change("scp:Lock@r-1", denying("sqs:*")))
    #expect(report.classes[.revoked] == 1)
  }

  @Test func `a denial that a correction takes back is none`() async throws {
    var world = try DiffWorld()
    world.add("sqs", "ListQueues", error: "AccessDenied")
    world.add("sqs", "ListQueues", more: ["addendum": Self.addendum(1, "errorCode"), "errorCode": "null"])
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let finder = try DenialFinder(snapshot: nil, filter: RequestFilter(), grouping: [.action])
    #expect(try finder.report(on: database, window: TimeWindow()).events == 0)
  }

  @Test func `a replay up to an event does not know of corrections behind it`() async throws {
    let world = try world()
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let before = try RecordedEvents(database, through: 1)
    #expect(before.corrections.isEmpty)
    #expect(try RecordedEvents(database).corrections.keys.sorted() == [1])
  }
}
