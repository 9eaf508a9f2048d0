import AuditStore
import Testing

@testable import Replay

/// Statements of a change that no request matched, which says nothing of what they would do.
struct UnexercisedStatementTests {
  private static let unknown = "so its effect is not known"

  /// Alice reads an object, lists buckets and looks at instances.
  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    world.addObject("k")
    world.add("s3", "ListBuckets")
    world.add("ec2", "DescribeInstances")
    try world.organization()
    try world.account(alice: DiffWorld.allowAll)
    return world
  }

  /// A statement on everything, with other elements in place of its own or beside them.
  private static func deny(_ action: String, _ elements: String = #""Resource":"*""#) -> String {
    #"{"Sid":"X","Effect":"Deny","Action":\#(action),\#(elements)}"#
  }

  /// What a report says of statements, behind their Sids.
  private func said(_ report: DiffReport, _ kind: String = "unexercisedStatement") -> [String] {
    report.blindSpots.filter { $0.kind == kind }.map { spot in
      spot.text.split(separator: "): ", maxSplits: 1).last.map(String.init) ?? ""
    }
  }

  private func said(
    _ statement: String, _ target: String = "scp:T@r-1", _ kind: String = "unexercisedStatement"
  ) async throws -> [String] {
    let world = try world()
    let report = try await world.report(try world.change(target, statement))
    #expect(report.classes == [.unchanged: 3])
    return said(report, kind)
  }

  @Test func `a statement on resources that nobody used is not exercised`() async throws {
    let texts = try await said(Self.deny(#""s3:GetObject""#, #""Resource":"arn:aws:s3:::payroll/*""#))
    #expect(
      texts == [
        "replayed requests in its reach used an action that it names, but none of them on a resource that it covers, "
          + Self.unknown
      ])
  }

  @Test(arguments: [
    (
      #"{"StringEquals":{"aws:RequestedRegion":"sa-east-1"}}"#,
      "its condition StringEquals aws:RequestedRegion held"
    ),
    (
      #"{"StringEquals":{"aws:RequestedRegion":"us-east-1"},"ArnLike":{"aws:PrincipalArn":"*:role/nobody"}}"#,
      "its conditions StringEquals aws:RequestedRegion and ArnLike aws:PrincipalArn held together"
    ),
  ])
  func `a statement whose conditions never held is not exercised`(condition: String, words: String)
    async throws
  {
    let texts = try await said(Self.deny(#""s3:*""#, #""Resource":"*","Condition":"# + condition))
    #expect(
      texts == [
        "replayed requests in its reach used an action that it names, some on a resource that it covers, but for none of "
          + "these \(words), \(Self.unknown)"
      ])
  }

  @Test func `a statement for principals that made no request is not exercised`() async throws {
    let texts = try await said(
      Self.deny(
        #""s3:GetObject""#,
        #""Resource":"arn:aws:s3:::b/*","Principal":{"AWS":"arn:aws:iam::111111111111:user/nobody"}"#),
      "resource:arn:aws:s3:::b")
    #expect(
      texts == [
        "replayed requests in its reach used an action that it names, some on a resource that it covers, but none by a "
          + "principal that it covers, \(Self.unknown)"
      ])
  }

  @Test func `the actions that nobody used are named with the element that no request met`() async throws {
    let texts = try await said(
      Self.deny(
        #"["s3:GetObject","kinesis:PutRecord","s3:DeleteObjectVersion"]"#,
        #""Resource":"arn:aws:s3:::payroll/*""#))
    #expect(
      texts.first?.hasSuffix("known; none used kinesis:PutRecord and s3:DeleteObjectVersion at all") == true)
  }

  @Test func `a statement that matches what stays as it is was exercised`() async throws {
    var world = try world()
    world.add("sqs", "ListQueues", error: "AccessDenied")
    try world.account(alice: DiffWorld.allowAll + #",{"Effect":"Deny","Action":"sqs:*","Resource":"*"}"#)
    let statement = Self.deny(#""sqs:ListQueues""#)
    let report = try await world.report(try world.change("scp:T@r-1", statement))
    #expect(report.classes == [.unchanged: 4])
    #expect(said(report) == [])
    let other = try await world.report(
      try world.change("identity:arn:aws:iam::111111111111:user/alice/q", DiffWorld.allowAll))
    #expect(other.classes == [.unchanged: 4])
    #expect(said(other) == [])
  }

  @Test func `a statement that may match was exercised`() async throws {
    let world = try world()
    let report = try await world.report(
      try world.change(
        "scp:T@r-1",
        Self.deny(#""s3:*""#, #""Resource":"*","Condition":{"StringEquals":{"s3:ExistingObjectTag/a":"b"}}"#))
    )
    #expect(said(report) == [])
  }

  @Test func `of a removal the statements are named that nothing met`() async throws {
    var world = try world()
    try world.policies(
      "scps/T.json",
      DiffWorld.document(
        Self.deny(#""s3:Get*""#, #""Resource":"arn:aws:s3:::payroll/*""#) + ","
          + Self.deny(#""ec2:Describe*""#).replacing("\"X\"", with: "\"Y\"")))
    try world.organization(scps: #"["FullAWSAccess","T"]"#)
    let report = try await world.report("scp:T@r-1=-")
    #expect(said(report).count == 1)
    #expect(
      said(report).first?.contains(
        "but none of them on a resource that it covers, so the effect of its removal") == true)
  }

  @Test func `of a statement that was exercised the actions are named that nobody used`() async throws {
    let kind = "unexercisedActions"
    let world = try world()
    let report = try await world.report(
      try world.change(
        "scp:T@r-1",
        Self.deny(#"["s3:*","s3:*tObject","kinesis:*","SQS:SendMessage","ec2:Describe*","*:Delete*"]"#)
          + "," + Self.deny(#""*""#).replacing("\"X\"", with: "\"Y\"")
          + #",{"Sid":"N","Effect":"Deny","NotAction":"iam:*","Resource":"*"}"#))
    let texts = said(report, kind)
    #expect(texts.count == 1)
    let text = try #require(texts.first)
    #expect(
      text.hasPrefix("no replayed request in its reach used s3:PutObject, kinesis:*, SQS:SendMessage and "))
    #expect(text.hasSuffix(" actions of ec2:Describe*, so its effect on that is not known"))
  }

  @Test func `a statement of one of two snapshots is tried by the requests that meet its policy`()
    async throws
  {
    var world = try world()
    world.add(
      "sqs", "ListQueues",
      identity: DiffWorld.user.replacing("alice", with: "bob").replacing("ALICE", with: "BOB"))
    try world.users("alice", "bob")
    let old = try world.snapshot()
    let more = [
      ("alice", Self.deny(#""ec2:*""#)), ("bob", Self.deny(#""ec2:*""#).replacing("\"X\"", with: "\"Y\"")),
    ]
    let users = more.map { name, statement in
      #"{"UserName":"\#(name)","Arn":"arn:aws:iam::111111111111:user/\#(name)","UserPolicyList":[{"PolicyName":"p","#
        + #""PolicyDocument":\#(DiffWorld.document(DiffWorld.allowAll + "," + statement))}]}"#
    }
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[\#(users.joined(separator: ","))],"RoleDetailList":[]}"#)
    let differ = try Differ(
      from: ReplayPolicies(snapshot: old, changes: []),
      to: ReplayPolicies(snapshot: try world.snapshot(), changes: []), options: Differ.Options())
    let database = try AuditDatabase(path: try await world.ingest(), access: .read)
    let report = try differ.report(on: database, window: TimeWindow())
    #expect(report.classes[.revoked] == 1)
    let spots = report.blindSpots.filter { $0.kind == "unexercisedStatement" }.map { $0.text }
    #expect(spots.count == 1)
    #expect(
      spots.first?.contains("(Sid Y): no replayed request in its reach used an action that it names") == true)
  }
}
