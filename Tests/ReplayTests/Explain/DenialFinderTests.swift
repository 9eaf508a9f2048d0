import AuditStore
import IAMPolicy
import JSON
import TestSupport
import Testing

@testable import Replay

/// Past denials by what they are grouped by.
struct DenialFinderTests {
  /// Three denied reads by alice and one denied list by the role `app`, two allowed calls, one denial that is no request.
  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    for _ in 0..<3 {
      world.add(
        "s3", "GetObject", parameters: #"{"bucketName":"b","key":"k"}"#, error: "AccessDenied",
        message: DiffWorld.denial(
          of: "s3:GetObject", on: #"\"arn:aws:s3:::b/k\""#,
          "because no identity-based policy allows the s3:GetObject action"),
        more: [
          "eventCategory": #""Data""#, "resources": #"[{"accountId":"111111111111","ARN":"arn:aws:s3:::b"}]"#,
        ])
    }
    world.add(
      "ec2", "DescribeInstances", identity: DiffWorld.session(), error: "Client.UnauthorizedOperation",
      message: DiffWorld.denial(
        of: "ec2:DescribeInstances", "with an explicit deny in a service control policy"))
    world.add("s3", "ListBuckets")
    world.add("signin", "ConsoleLogin", error: "AccessDenied", more: ["eventType": #""AwsConsoleSignIn""#])
    return world
  }

  private func report(
    _ world: DiffWorld, _ grouping: [DenialDimension], hasPolicies: Bool = false,
    filter: RequestFilter = RequestFilter(), window: TimeWindow = TimeWindow()
  ) async throws -> DenialReport {
    let finder = try DenialFinder(
      snapshot: hasPolicies ? try world.snapshot() : nil, filter: filter, grouping: grouping)
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    return try finder.report(on: database, window: window)
  }

  @Test func `groups add up with what is not replayed`() async throws {
    let report = try await report(try world(), [.role])
    #expect(report.events == 4)
    #expect(report.excluded.map { $0.count }.reduce(0, +) == 1)
    #expect(report.groups.map { $0.events } == [3, 1])
    #expect(
      report.groups.map { $0.names } == [
        ["arn:aws:iam::111111111111:user/alice"], ["arn:aws:iam::111111111111:role/app"],
      ])
    #expect(report.groups.first?.sampleEventIDs == (1...3).map { DiffWorld.id($0) })
  }

  @Test func `a group lists its first thousand resources and counts all`() async throws {
    var world = try DiffWorld()
    for number in 1...1100 { world.addObject("k\(number)", error: "AccessDenied") }
    for _ in 1...3 { world.addObject("k1075", error: "AccessDenied") }
    let report = try await report(world, [.action])
    let group = try #require(report.groups.first)
    #expect(report.groups.count == 1)
    #expect(group.resources.count == 1000)
    #expect(group.moreResources == 100)
    #expect(group.resources.first == NamedCount(name: "arn:aws:s3:::b/k1075", count: 4))
    let value = try JSONReader.parse(Array(DenialJSONRenderer.render(report).utf8))
    #expect(value["groups"]?.array?.first?["moreResources"]?.kind == .number("100"))
    #expect(DenialTextRenderer().render(report).contains("and 1,095 more (--limit)"))
    #expect(DenialTextRenderer(maximum: .max).render(report).contains("and 100 more\n"))
  }

  @Test func `without policies the cause is what AWS's message names`() async throws {
    let report = try await report(try world(), [.statement])
    #expect(
      report.groups.map { $0.names } == [
        ["AWS said that no identity-based policy allows it"],
        ["AWS named an explicit deny in a service control policy"],
      ])
  }

  @Test func `with policies the cause is the statement, or the layer without an allow`() async throws {
    var world = try world()
    try world.policies(
      "scps/Lock.json", DiffWorld.document(#"{"Sid":"No","Effect":"Deny","Action":"ec2:*","Resource":"*"}"#))
    try world.account(alice: ExplainerTests.own, app: DiffWorld.allowAll)
    try world.organization(scps: #"["FullAWSAccess","Lock"]"#)
    let report = try await report(world, [.statement], hasPolicies: true)
    let folder = world.folder.path + "/policies/"
    #expect(
      report.groups.map { $0.names } == [
        [
          "identity-based policy has no allow: nearest is p#Own (line 1), where Resource fails: the value differs, "
            + "in \(folder)accounts/111111111111/authorization-details.json"
        ],
        ["service control policy Lock#No (line 1) denies explicitly, in \(folder)scps/Lock.json"],
      ])
  }

  @Test func `what AWS's message names and the policies do not hold stands before what they deny`()
    async throws
  {
    var world = try world()
    try world.account(alice: ExplainerTests.own, app: #"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#)
    try world.organization()
    let report = try await report(world, [.statement], hasPolicies: true)
    #expect(
      report.groups.last?.names == [
        "AWS named an explicit deny in a service control policy; identity-based policy has no allow: no statement names "
          + "this action"
      ])
  }

  @Test func `a denial that names no policy type may have come of what no policy says`() async throws {
    var world = try DiffWorld()
    world.addObject("missing", error: "AccessDenied")
    world.add("ec2", "DescribeInstances", error: "Client.UnauthorizedOperation")
    try world.account(alice: DiffWorld.allowAll)
    try world.organization(complete: #"["s3"]"#)
    let report = try await report(world, [.action], hasPolicies: true)
    let causes = report.groups.flatMap { $0.causes.map { $0.name } }
    #expect(causes.count == 2)
    #expect(
      causes.allSatisfy {
        $0.contains("not those of that moment, or it was denied by what no such policy says")
      })
    #expect(causes.filter { $0.contains("where the object is not there") }.count == 1)
  }

  @Test func `errors with the code of a denial that tell of no policy are counted beside the denials`()
    async throws
  {
    var world = try world()
    world.add(
      "organizations", "ListAccounts", error: "AccessDeniedException", message: "You don't have permissions.")
    world.add("s3", "ListBuckets", error: "NoSuchBucket", message: "no")
    let report = try await report(world, [.role])
    #expect(report.undecided == 1)
    #expect(report.events == 4)
    #expect(DenialTextRenderer().render(report).contains("1 event beside these"))
    let value = try JSONReader.parse(Array(DenialJSONRenderer.render(report).utf8))
    #expect(value["events"]?["undecided"]?.kind == .number("1"))
    var filter = RequestFilter()
    filter.principals = ["*role/app"]
    #expect(try await self.report(world, [.role], filter: filter).undecided == 0)
  }

  @Test func `an event that several things deny counts once, whatever groups it`() async throws {
    var world = try world()
    let deny = #"{"Sid":"No","Effect":"Deny","Action":"ec2:*","Resource":"*"}"#
    try world.policies("scps/Lock.json", DiffWorld.document(deny))
    try world.account(alice: ExplainerTests.own, app: deny)
    try world.organization(scps: #"["FullAWSAccess","Lock"]"#)
    let byStatement = try await report(world, [.statement], hasPolicies: true)
    let byRole = try await report(world, [.role], hasPolicies: true)
    #expect(byRole.groups.allSatisfy { group in group.causes.reduce(0) { $0 + $1.count } == group.events })
    #expect(
      Set(byRole.groups.flatMap { $0.causes.map { $0.name } }) == Set(byStatement.groups.flatMap { $0.names })
    )
    let both = try #require(byRole.groups.last?.causes.first?.name)
    #expect(both.hasPrefix("service control policy Lock#No (line 1) denies explicitly"))
    #expect(both.contains("; identity-based policy p#No (line 1) denies explicitly"))
  }

  /// Alice's denied write, whose message names a layer, with a Deny of an SCP and no Allow of her own.
  private func deniedTwice(_ message: String) throws -> DiffWorld {
    var world = try DiffWorld()
    world.add(
      "sqs", "DeleteQueue", parameters: #"{"queueUrl":"https://sqs.us-east-1.amazonaws.com/111111111111/q"}"#,
      error: "AccessDenied", message: DiffWorld.denial(of: "sqs:DeleteQueue", message))
    try world.policies(
      "scps/Lock.json", DiffWorld.document(#"{"Sid":"No","Effect":"Deny","Action":"sqs:*","Resource":"*"}"#))
    try world.account(alice: #"{"Sid":"Read","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}"#)
    try world.organization(scps: #"["FullAWSAccess","Lock"]"#, complete: #"["sqs"]"#)
    return world
  }

  @Test func `beside an explicit Deny stands the layer that would lack an allow without it`() async throws {
    let world = try deniedTwice("with an explicit deny in a service control policy")
    let report = try await report(world, [.statement], hasPolicies: true)
    let folder = world.folder.path + "/policies/"
    #expect(
      report.groups.map { $0.names } == [
        [
          "service control policy Lock#No (line 1) denies explicitly, in \(folder)scps/Lock.json; "
            + "identity-based policy has no allow: no statement names this action"
        ]
      ])
  }

  @Test func `of several causes that which AWS's message names stands first`() async throws {
    let world = try deniedTwice("because no identity-based policy allows the sqs:DeleteQueue action")
    let report = try await report(world, [.statement], hasPolicies: true)
    let cause = try #require(report.groups.first?.names.first)
    #expect(cause.hasPrefix("identity-based policy has no allow: no statement names this action; service"))
    #expect(cause.contains("; service control policy Lock#No (line 1) denies explicitly, in "))
    #expect(cause.ranges(of: "has no allow").count == 1)
  }

  @Test func `several names group together, in their order`() async throws {
    let report = try await report(try world(), [.service, .action, .account])
    #expect(
      report.groups.map { $0.names } == [
        ["s3", "s3:GetObject", "111111111111"], ["ec2", "ec2:DescribeInstances", "111111111111"],
      ])
  }

  @Test func `filters and windows leave denials out and count them`() async throws {
    var filter = RequestFilter()
    filter.actions = ["ec2:*"]
    let filtered = try await report(try world(), [.action], filter: filter)
    #expect(filtered.groups.map { $0.names } == [["ec2:DescribeInstances"]])
    #expect(filtered.filtered == 4)
    #expect(filtered.excluded.isEmpty)
    let window = TimeWindow(start: 4_000_000_000, end: nil)
    let none = try await report(try world(), [.action], window: window)
    #expect(none.events == 0)
    #expect(none.groups.isEmpty)
    let text = DenialTextRenderer().render(none)
    #expect(text.contains("0 events = 0 shown"))
    #expect(text.contains("holds events from 2026-09-01 10:00 UTC to 2026-09-01 10:00 UTC"))
    #expect(filtered.logged == nil)
  }

  @Test func `both forms say which events were asked for, as a diff does`() async throws {
    var filter = RequestFilter()
    filter.principals = ["*alice"]
    let window = TimeWindow(start: 1_788_220_800, end: 1_788_307_200)
    let report = try await report(try world(), [.action], filter: filter, window: window)
    let asked = ["--since 2026-09-01T00:00:00Z", "--until 2026-09-02T00:00:00Z", "--principal *alice"]
    #expect(try await world().report(filter: filter, window: window).filters == asked)
    let text = DenialTextRenderer().render(report)
    for filter in asked { #expect(text.contains("  filter     \(filter)\n")) }
    #expect(text.contains("  window     2026-09-01 10:00 UTC to 2026-09-01 10:00 UTC, 1 day\n"))
    let value = try JSONReader.parse(Array(DenialJSONRenderer.render(report).utf8))
    #expect(value["filters"]?.array?.compactMap { $0.string } == asked)
    #expect(value["window"]?["since"]?.string == "2026-09-01T10:00:00Z")
  }

  @Test func `both forms say the same`() async throws {
    let report = try await report(try world(), [.role, .statement])
    let value = try JSONReader.parse(Array(DenialJSONRenderer.render(report).utf8))
    #expect(value["groups"]?.array?.count == 2)
    #expect(value["groups"]?.array?.first?["key"]?["role"]?.string == "arn:aws:iam::111111111111:user/alice")
    #expect(value["events"]?["denied"]?.kind == .number("5"))
    let text = DenialTextRenderer().render(report)
    #expect(text.contains("5 events = 4 shown + 1 not replayed"))
    #expect(text.contains("3 events on 1 day, 2026-09-01 10:00 UTC"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  /// Denied reads of bucket `b` by callers of another account, of which the second has a record of its own.
  private func copies() throws -> DiffWorld {
    var world = try world()
    let caller = #"{"type":"AWSAccount","principalId":"222222222222:carol","accountId":"222222222222"}"#
    for shared in ["shared-1", "shared-2"] {
      world.add(
        "s3", "GetObject", identity: caller, error: "AccessDenied",
        more: [
          "eventCategory": #""Data""#, "sharedEventID": "\"\(shared)\"",
          "resources": #"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::b/\#(shared)"}]"#,
        ])
    }
    world.add(
      "s3", "GetObject",
      identity: #"{"type":"FederatedUser","principalId":"222222222222:carol","accountId":"222222222222","#
        + #""arn":"arn:aws:sts::222222222222:federated-user/carol"}"#,
      parameters: #"{"bucketName":"b","key":"shared-2"}"#, error: "AccessDenied",
      more: [
        "eventCategory": #""Data""#, "sharedEventID": #""shared-2""#,
        "recipientAccountId": #""222222222222""#,
      ])
    return world
  }

  @Test func `denied copies of calls that nobody else recorded are a group of their own`() async throws {
    let report = try await report(try copies(), [.role])
    #expect(report.copies.map { $0.names } == [["222222222222", "111111111111"]])
    let group = try #require(report.copies.first)
    #expect(group.events == 1)
    #expect(group.principals.map { $0.name } == ["222222222222:carol of account 222222222222"])
    #expect(group.actions.map { $0.name } == ["s3:GetObject"])
    #expect(group.resources.map { $0.name } == ["arn:aws:s3:::b/shared-1"])
    #expect(report.excluded.first { $0.name == "owner-copy" }?.count == 2)
    #expect(report.events == 5)
    let text = DenialTextRenderer().render(report)
    #expect(text.contains("denied, not replayed: caller of account 222222222222"))
    let value = try JSONReader.parse(Array(DenialJSONRenderer.render(report).utf8))
    let key = value["notReplayedGroups"]?.array?.first?["key"]
    #expect(key?["callerAccount"]?.string == "222222222222")
    #expect(value["events"]?["denied"]?.kind == .number("8"))
  }

  @Test func `a denied copy that was corrected is told as it stands`() async throws {
    var world = try DiffWorld()
    let caller = #"{"type":"AWSAccount","principalId":"222222222222:carol","accountId":"222222222222"}"#
    for addendum in [nil, #"{"reason":"UPDATED_DATA","originalEventID":"\#(DiffWorld.id(1))"}"#] {
      world.add(
        "s3", "GetObject", identity: caller, error: "AccessDenied",
        more: [
          "eventCategory": #""Data""#, "sharedEventID": #""shared""#, "addendum": addendum,
          "resources": #"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::b/k"}]"#,
        ])
    }
    let report = try await report(world, [.role])
    #expect(report.copies.map { $0.names } == [["222222222222", "111111111111"]])
    #expect(report.copies.first?.actions.map { $0.name } == ["s3:GetObject"])
  }

  @Test func `a denied copy that tells the caller's ID is a denial like any other`() async throws {
    var world = try DiffWorld()
    world.add(
      "s3", "GetObject",
      identity: #"{"type":"AWSAccount","principalId":"AIDAX","accountId":"222222222222"}"#,
      parameters: #"{"bucketName":"b","key":"k"}"#, error: "AccessDenied",
      more: ["eventCategory": #""Data""#, "sharedEventID": #""shared""#])
    let report = try await report(world, [.role])
    #expect(report.copies.isEmpty && report.excluded.isEmpty)
    #expect(report.events == 1)
    #expect(report.groups.map { $0.names } == [["AIDAX of account 222222222222"]])
    #expect(report.groups.first?.resources.map { $0.name } == ["arn:aws:s3:::b/k"])
  }

  @Test func `what is not replayed passes the filters or is counted as left out`() async throws {
    var filter = RequestFilter()
    filter.resources = ["arn:aws:s3:::b/shared-1"]
    let resource = try await report(try copies(), [.role], filter: filter)
    #expect(resource.excluded.map { $0.count } == [1])
    #expect(resource.copies.map { $0.events } == [1])
    filter = RequestFilter()
    filter.actions = ["ec2:*"]
    let action = try await report(try copies(), [.role], filter: filter)
    #expect(action.excluded.isEmpty && action.copies.isEmpty)
    #expect(action.events + action.filtered == 8)
  }
}
