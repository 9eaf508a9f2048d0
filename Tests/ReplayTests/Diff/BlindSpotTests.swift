import AuditStore
import IAMPolicy
import Testing

@testable import Replay

/// What a diff says it cannot know: of each change only what requests in its reach leave open.
struct BlindSpotTests {
  private static let other =
    #"{"type":"IAMUser","principalId":"AIDABOB","arn":"arn:aws:iam::222222222222:user/bob","#
    + #""accountId":"222222222222","accessKeyId":"AKIA2","userName":"bob"}"#
  private static let elsewhere = ["recipientAccountId": #""222222222222""#] as [String: String?]

  /// Two accounts: one runs instances, the other looks at tables.
  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    world.add("ec2", "DescribeInstances")
    world.add("glue", "GetTables", identity: Self.other, more: Self.elsewhere)
    try world.policies(
      "organization.json",
      #"{"id":"o-1","managementAccount":"999999999999","root":{"id":"r-1","scps":["FullAWSAccess"],"rcps":[],"#
        + #""accounts":["111111111111","222222222222"],"children":[]},"accounts":{}}"#)
    return world
  }

  private static func deny(_ sid: String, _ action: String) -> String {
    #"{"Sid":"\#(sid)","Effect":"Deny","Action":"\#(action)","Resource":"*"}"#
  }

  private func texts(_ report: DiffReport, _ kind: String) -> [String] {
    report.blindSpots.filter { $0.kind == kind }.map { $0.text }
  }

  /// The statements of a report that no request reached.
  private func unexercised(_ report: DiffReport) -> [String] {
    texts(report, "unexercisedStatement").compactMap { text in
      text.split(separator: "(Sid ").dropFirst().first.map { String($0.prefix { $0 != ")" }) }
    }
  }

  @Test func `a statement is not tried by requests that its change cannot touch`() async throws {
    let world = try world()
    let statements = [("NoGlue", "glue:*"), ("NoEC2", "ec2:*"), ("NoBraket", "braket:*")]
      .map { Self.deny($0, $1) }.joined(separator: ",")
    let one = try await world.report(try world.change("scp:T@111111111111", statements))
    #expect(unexercised(one) == ["NoGlue", "NoBraket"])
    let both = try await world.report(try world.change("scp:T@r-1", statements))
    #expect(unexercised(both) == ["NoBraket"])
  }

  @Test func `each of several changes is tried by requests of its own`() async throws {
    let world = try world()
    let report = try await world.report(
      try world.change("scp:A@111111111111", Self.deny("GlueA", "glue:*") + "," + Self.deny("EC2A", "ec2:*")),
      try world.change("scp:B@222222222222", Self.deny("GlueB", "glue:*") + "," + Self.deny("EC2B", "ec2:*")))
    #expect(unexercised(report) == ["GlueA", "EC2B"])
  }

  @Test func `what filters leave out is not said to be missing in the log`() async throws {
    let world = try world()
    var filter = RequestFilter()
    filter.principals = ["*alice"]
    let report = try await world.report(
      try world.change("scp:T@r-1", Self.deny("NoGlue", "glue:*")), filter: filter)
    #expect(unexercised(report) == ["NoGlue"])
    #expect(
      texts(report, "unexercisedStatement").allSatisfy { $0.contains("no replayed request in its reach") })
  }

  @Test func `a statement that stays has no effect that is not known`() async throws {
    var world = try world()
    try world.policies("scps/T.json", DiffWorld.document(Self.deny("NoBraket", "braket:*")))
    try world.policies(
      "organization.json",
      #"{"id":"o-1","managementAccount":"999999999999","root":{"id":"r-1","scps":["FullAWSAccess","T"],"#
        + #""rcps":[],"accounts":["111111111111","222222222222"],"children":[]},"accounts":{}}"#)
    let report = try await world.report(
      try world.change("scp:T@r-1", Self.deny("NoBraket", "braket:*") + "," + Self.deny("NoPolly", "polly:*"))
    )
    #expect(unexercised(report) == ["NoPolly"])
  }

  @Test func `data events are missed only where the change that names them reaches`() async throws {
    let world = try world()
    let report = try await world.report(
      try world.change("scp:A@111111111111", Self.deny("S3", "s3:GetObject")),
      try world.change("scp:B@222222222222", Self.deny("SNS", "sns:Publish")))
    #expect(texts(report, "dataEventsOff").count == 1)
    #expect(
      texts(report, "dataEventsOff").first?.hasSuffix(": s3 in 111111111111; sns in 222222222222") == true)
  }

  @Test func `the window and the filters of a diff are named with it`() {
    var scope = EventScope()
    scope.filter.principals = ["*alice"]
    #expect(scope.arguments == ["--principal *alice"])
    scope.window.start = 1_788_220_800
    scope.window.end = 1_788_307_200
    #expect(
      scope.arguments == [
        "--since 2026-09-01T00:00:00Z", "--until 2026-09-02T00:00:00Z", "--principal *alice",
      ])
  }
}
