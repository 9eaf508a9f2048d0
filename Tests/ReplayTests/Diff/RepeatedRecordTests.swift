import AuditStore
import IAMPolicy
import JSON
import TestSupport
import Testing

@testable import Replay

/// Several records of one call: which of them is replayed.
struct RepeatedRecordTests {
  private static let shared: [String: String?] = [
    "sharedEventID": #""10000000-0000-4000-8000-000000000001""#
  ]
  private static let topic = #"{"topicArn":"arn:aws:sns:us-east-1:222222222222:t"}"#

  /// A record of Alice's call to publish in another account, as an account, or a VPC endpoint, has it.
  private enum Record {
    case caller
    case owner(String)
    case endpoint(String)
  }

  private func world(_ records: Record...) throws -> DiffWorld {
    var world = try DiffWorld()
    for record in records {
      var more = Self.shared
      switch record {
      case .caller: more["vpcEndpointId"] = #""vpce-1""#
      case .owner(let account): more["recipientAccountId"] = "\"\(account)\""
      case .endpoint(let id):
        more["vpcEndpointId"] = "\"\(id)\""
        more["eventCategory"] = #""NetworkActivity""#
      }
      world.add("sns", "Publish", parameters: Self.topic, more: more)
    }
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    return world
  }

  private func change(_ world: DiffWorld) throws -> String {
    try world.change("scp:Lock@r-1", #"{"Effect":"Deny","Action":"sns:Publish","Resource":"*"}"#)
  }

  @Test func `the owner's copy is replayed where no other record of the call is there`() async throws {
    let world = try world(.owner("222222222222"))
    let report = try await world.report(try change(world))
    #expect(report.classes == [.revoked: 1])
    #expect(report.summary[.revoked]?.confirmed == 1)
  }

  @Test(arguments: [true, false])
  func `the caller's record stands for the owner's copy in any order`(isFirst: Bool) async throws {
    let world =
      isFirst ? try world(.caller, .owner("222222222222")) : try world(.owner("222222222222"), .caller)
    let report = try await world.report(try change(world))
    #expect(report.classes == [.revoked: 1])
    #expect(report.events.replayed == 1)
    #expect(report.events.excluded.map { $0.name } == ["owner-copy"])
    #expect(report.causes.first?.sampleEventIDs == [DiffWorld.id(isFirst ? 1 : 2)])
  }

  @Test func `the caller's record stands for a copy that another ingest brought`() async throws {
    let copy = try world(.owner("222222222222"))
    let path = try await copy.ingest()
    var later = try DiffWorld()
    later.add("sqs", "ListQueues")
    later.add("sns", "Publish", parameters: Self.topic, more: Self.shared)
    let log = try later.logFile()
    _ = try await LogIngester(jobs: 1).ingest([log], into: path)
    let database = try AuditDatabase(path: path, access: .read)
    let differ = try Differ(baseline: try copy.snapshot(), changes: [])
    let report = try differ.report(on: database, window: TimeWindow())
    #expect(report.events.replayed == 2)
    #expect(report.events.excluded.map { $0.name } == ["owner-copy"])
    // A replay of what was there before counts the copy.
    var scope = EventScope()
    scope.lastEvent = 1
    let before = try differ.run(on: database, scope).report
    #expect(before.events.replayed == 1)
  }

  @Test(arguments: [
    ("222222222222", [2]), ("111111111111", [1]), ("*", [1]), ("?22222222222", [2]), ("33*", [3]),
    ("[23]*", []),
  ])
  func `a record outside the filters stands for none inside`(account: String, ids: [Int]) async throws {
    let world = try world(.caller, .owner("222222222222"), .owner("333333333333"))
    var filter = RequestFilter()
    filter.accounts = [account]
    let report = try await world.report(try change(world), filter: filter)
    #expect(report.causes.flatMap { $0.sampleEventIDs } == ids.map { DiffWorld.id($0) })
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    var lines: [String] = []
    try RequestListing(filter: filter).write(database, window: TimeWindow()) { lines.append($0) }
    #expect(lines.count { $0.contains(#""action""#) } == ids.count)
  }

  @Test func `of several copies inside the filters one is replayed`() async throws {
    let world = try world(.caller, .owner("222222222222"), .owner("333333333333"))
    var filter = RequestFilter()
    filter.accounts = ["222222222222", "333333333333"]
    let report = try await world.report(try change(world), filter: filter)
    #expect(report.events.replayed == 1)
    #expect(report.causes.first?.sampleEventIDs == [DiffWorld.id(2)])
  }

  @Test func `an endpoint's record inside the filters is replayed beside a caller's outside`() async throws {
    let shared = Self.shared.merging(["vpcEndpointId": #""vpce-1""#]) { $1 }
    var world = try DiffWorld()
    world.add("sns", "Publish", parameters: Self.topic, more: shared)
    world.add(
      "sns", "Publish", parameters: Self.topic,
      more: shared.merging([
        "recipientAccountId": #""222222222222""#, "eventCategory": #""NetworkActivity""#,
      ]) { $1 })
    var filter = RequestFilter()
    filter.accounts = ["222222222222"]
    let deny = #"{"Effect":"Deny","Principal":"*","Action":"sns:Publish","Resource":"*"}"#
    let report = try await world.report(try world.change("vpce:vpce-1", deny), filter: filter)
    #expect(report.classes == [.revoked: 1])
  }

  @Test(arguments: [["222222222222", "333333333333"], ["333333333333", "222222222222"]])
  func `of several owners' copies one is replayed, the same in any order`(accounts: [String]) async throws {
    let world = try world(.owner(accounts[0]), .owner(accounts[1]))
    let report = try await world.report(try change(world))
    #expect(report.events.replayed == 1)
    let first = accounts[0] == "222222222222" ? 1 : 2
    #expect(report.causes.first?.sampleEventIDs == [DiffWorld.id(first)])
  }

  @Test func `an endpoint's record counts beside a record that does not name the endpoint`() async throws {
    let same = try world(.endpoint("vpce-1"), .caller)
    let one = try await same.report()
    #expect(one.events.replayed == 1)
    #expect(one.events.excluded.map { $0.name } == ["network"])
    let both = try await world(.endpoint("vpce-2"), .caller).report()
    #expect(both.events.replayed == 2)
  }

  @Test func `which endpoint an owner's copy does not name may be any that a change reaches`() async throws {
    let world = try world(.owner("222222222222"))
    let deny = #"{"Effect":"Deny","Principal":"*","Action":"sns:Publish","Resource":"*"}"#
    let report = try await world.report(try world.change("vpce:vpce-1", deny))
    #expect(report.classes == [.maybeRevoked: 1])
  }

  @Test func `conditions on what an owner's copy does not hold stay open`() async throws {
    let world = try world(.owner("222222222222"))
    let statement =
      #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"aws:SourceVpce":"true"}}}"#
    let report = try await world.report(try world.change("scp:Lock@r-1", statement))
    #expect(report.classes == [.maybeRevoked: 1])
  }

  @Test func `denials and the requests that are listed count a call once`() async throws {
    var world = try DiffWorld()
    for account in ["222222222222", "111111111111"] {
      world.add(
        "sns", "Publish", parameters: Self.topic, error: "AccessDenied",
        more: Self.shared.merging(["recipientAccountId": "\"\(account)\""]) { $1 })
    }
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let finder = try DenialFinder(snapshot: nil, filter: RequestFilter(), grouping: [.action])
    let report = try finder.report(on: database, window: TimeWindow())
    #expect(report.events == 1)
    #expect(report.excluded.map { $0.name } == ["owner-copy"])
    var lines: [String] = []
    try RequestListing().write(database, window: TimeWindow()) { lines.append($0) }
    #expect(lines.map { $0.contains(#""action""#) } == [false, true])
  }

  @Test func `a denied copy is told where the caller's record is outside the filters`() async throws {
    var world = try DiffWorld()
    for account in ["222222222222", "111111111111"] {
      var more = Self.shared
      more["recipientAccountId"] = "\"\(account)\""
      if account == "222222222222" {
        more["userIdentity"] = #"{"type":"AWSAccount","accountId":"111111111111"}"#
      }
      world.add("sns", "Publish", parameters: Self.topic, error: "AccessDenied", more: more)
    }
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    func report(_ accounts: [String]) throws -> DenialReport {
      var filter = RequestFilter()
      filter.accounts = accounts
      return try DenialFinder(snapshot: nil, filter: filter, grouping: [.action])
        .report(on: database, window: TimeWindow())
    }
    #expect(try report([]).copies.isEmpty)
    #expect(try report(["222222222222"]).copies.map { $0.events } == [1])
    #expect(try report(["*"]).copies.isEmpty)
  }

  @Test func `the owner's copy stands where a correction leaves the caller's record unreadable`() async throws
  {
    var world = try world(.caller, .owner("222222222222"))
    let addendum =
      #"{"reason":"UPDATED_DATA","originalEventID":"\#(DiffWorld.id(1))","updatedFields":"userIdentity"}"#
    world.add("sns", "Publish", more: ["addendum": addendum, "userIdentity": nil])
    let report = try await world.report(try change(world))
    #expect(report.classes == [.revoked: 1])
    #expect(report.causes.first?.sampleEventIDs == [DiffWorld.id(2)])
    #expect(report.events.excluded.map { $0.name }.sorted() == ["amendment", "unreadable"])
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let explainer = try Explainer(snapshot: try world.snapshot())
    let copy = try #require(try explainer.explain(eventID: DiffWorld.id(2), in: database).first)
    #expect(copy.callerEvent == nil)
    #expect(copy.requests.count == 1)
  }

  @Test func `what an owner's copy does not hold is listed as unknown, not as absent`() async throws {
    let world = try world(.owner("222222222222"))
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    var lines: [JSONValue] = []
    try RequestListing().write(database, window: TimeWindow()) { line in
      lines.append(try JSONReader.parse(Array(line.utf8), options: .init()))
    }
    let line = try #require(lines.first)
    let lists = ["absent", "unknown"].map { name in (line[name]?.array ?? []).compactMap { $0.string } }
    for key in ["aws:sourcevpce", "aws:calledvia", "aws:multifactorauthpresent", "aws:viaawsservice"] {
      #expect(!lists[0].contains(key))
      #expect(lists[1].contains(key))
    }
    #expect(line["context"]?["aws:useragent"]?.string == "aws-cli/2.0")
  }

  @Test func `an explanation of a copy answers where it stands alone, else where the caller's does`()
    async throws
  {
    let alone = try world(.owner("222222222222"))
    let database = try AuditDatabase(path: try await alone.ingest(), access: .read)
    let explainer = try Explainer(snapshot: try alone.snapshot())
    let own = try #require(try explainer.explain(eventID: DiffWorld.id(1), in: database).first)
    #expect(own.callerEvent == nil)
    #expect(own.requests.count == 1)
    let both = try world(.owner("222222222222"), .caller)
    let other = try AuditDatabase(path: try await both.ingest(), access: .read)
    let found = try explainer.explain(eventID: DiffWorld.id(1), in: other)
    #expect(found.map { $0.event?.id } == [DiffWorld.id(1), DiffWorld.id(2)])
    #expect(found.map { $0.requests.count } == [0, 1])
  }
}
