import IAMPolicy
import TestSupport
import Testing

@testable import Replay

/// Copies of resource owners that tell the caller's account and unique ID, but not its ARN.
struct UnnamedCallerDiffTests {
  private static let user = #"{"type":"AWSAccount","principalId":"AIDAX","accountId":"222222222222"}"#
  private static let session = #"{"type":"AWSAccount","principalId":"AROAX:s1","accountId":"222222222222"}"#
  private static let queue = "arn:aws:sqs:us-east-1:111111111111:jobs"
  private static let role = "arn:aws:iam::111111111111:role/app"
  /// Denies whoever is of another account, as a data perimeter does.
  private static let perimeter =
    #"{"Effect":"Deny","Principal":"*","Action":["s3:*","sqs:*","sts:*"],"Resource":"*","#
    + #""Condition":{"StringNotEquals":{"aws:PrincipalAccount":"111111111111"}}}"#

  /// A call to send to a queue of account 111111111111, as that account recorded it.
  private static func send(_ world: inout DiffWorld, _ identity: String, more: [String: String?] = [:]) {
    world.add(
      "sqs", "SendMessage", identity: identity,
      parameters: #"{"queueUrl":"https://sqs.us-east-1.amazonaws.com/111111111111/jobs"}"#,
      more: [
        "eventCategory": #""Data""#, "sharedEventID": #""10000000-0000-4000-8000-000000000001""#,
        "resources": #"[{"accountId":"111111111111","type":"AWS::SQS::Queue","ARN":"\#(queue)"}]"#,
      ].merging(more) { $1 })
  }

  private static func world(_ identity: String, more: [String: String?] = [:]) throws -> DiffWorld {
    var world = try DiffWorld()
    send(&world, identity, more: more)
    return world
  }

  private static func allow(_ principal: String) -> String {
    #"{"Effect":"Allow","Principal":{"AWS":"\#(principal)"},"Action":"sqs:SendMessage","Resource":"*"}"#
  }

  private static func policy(of queue: String, allowing principal: String, in world: inout DiffWorld) throws {
    try world.policies(
      "accounts/111111111111/resource-policies/sqs.json",
      #"{"resource":"\#(queue)","policy":\#(DiffWorld.document(allow(principal)))}"#)
  }

  @Test(arguments: [user, session])
  func `a data perimeter revokes what the log shows that it would stop`(identity: String) async throws {
    let world = try Self.world(identity)
    let report = try await world.report(try world.change("rcp:P@*", Self.perimeter))
    #expect(report.classes == [.revoked: 1])
    #expect(report.summary[.revoked]?.confirmed == 1)
    #expect(report.events.replayed == 1)
    #expect(report.events.excluded.isEmpty)
  }

  /// Such a copy of a use of a key leaves so many questions open that not all combinations of answers are tried.
  @Test(arguments: ["AWS Internal", "203.0.113.5"])
  func `a new policy that does not name what was called changes nothing, however much is open`(
    address: String
  ) async throws {
    let key = "arn:aws:kms:us-east-1:111111111111:key/c0ae49e7-7b31-4f14-af46-da0b6e685d27"
    var world = try DiffWorld()
    world.add(
      "kms", "Decrypt", identity: Self.session,
      parameters: #"{"encryptionContext":{"aws:s3:arn":"arn:aws:s3:::b"}}"#,
      more: [
        "sourceIPAddress": "\"\(address)\"", "userAgent": "\"\(address)\"",
        "sharedEventID": #""10000000-0000-4000-8000-000000000001""#,
        "resources": #"[{"accountId":"111111111111","type":"AWS::KMS::Key","ARN":"\#(key)"}]"#,
      ])
    let deny = #"{"Effect":"Deny","Action":"ec2:TerminateInstances","Resource":"*"}"#
    for statements in [deny, deny + "," + DiffWorld.allowAll] {
      let report = try await world.report(try world.change("scp:Y@*", statements))
      #expect(report.classes == [.unchanged: 1])
    }
    let own = deny.replacing(#","Resource""#, with: #","Principal":"*","Resource""#)
    #expect(try await world.report(try world.change("rcp:Y@*", own)).classes == [.unchanged: 1])
    let use = #"{"Effect":"Deny","Action":"kms:Decrypt","Resource":"*"}"#
    #expect(try await world.report(try world.change("scp:Y@*", use)).classes != [.unchanged: 1])
  }

  @Test(arguments: [user, session])
  func `what spares the caller's account stays as it was`(identity: String) async throws {
    let world = try Self.world(identity)
    let spared = Self.perimeter.replacing("\"111111111111\"", with: #"["111111111111","222222222222"]"#)
    #expect(try await world.report(try world.change("rcp:P@*", spared)).classes == [.unchanged: 1])
  }

  @Test func `an RCP may spare a role session that a service may have made`() async throws {
    for more in [
      ["sourceIPAddress": #""config.amazonaws.com""#], ["sourceIPAddress": #""AWS Internal""#],
      ["sourceIPAddress": nil],
    ] {
      let world = try Self.world(Self.session, more: more)
      let report = try await world.report(try world.change("rcp:P@*", Self.perimeter))
      #expect(report.classes == [.maybeRevoked: 1])
      #expect(report.causes.first?.dependsOn.contains { $0.name == "principal.roleArn" } == true)
    }
    let invoked = Self.session.replacing("}", with: #","invokedBy":"config.amazonaws.com"}"#)
    let world = try Self.world(invoked)
    let report = try await world.report(try world.change("rcp:P@*", Self.perimeter))
    #expect(report.classes == [.maybeRevoked: 1])
    let ofUser = try Self.world(Self.user, more: ["sourceIPAddress": #""athena.amazonaws.com""#])
    let revoked = try await ofUser.report(try ofUser.change("rcp:P@*", Self.perimeter))
    #expect(revoked.classes == [.revoked: 1])
  }

  @Test func `unlike callers, and one caller in unlike calls, are decided apart`() async throws {
    var world = try Self.world(Self.session)
    let other = ["sharedEventID": #""10000000-0000-4000-8000-000000000002""#]
    Self.send(&world, Self.session.replacing("222222222222", with: "333333333333"), more: other)
    Self.send(
      &world, Self.session,
      more: [
        "sharedEventID": #""10000000-0000-4000-8000-000000000003""#,
        "sourceIPAddress": #""config.amazonaws.com""#,
      ])
    let spared = Self.perimeter.replacing("\"111111111111\"", with: #"["111111111111","333333333333"]"#)
    let report = try await world.report(try world.change("rcp:P@*", spared))
    #expect(report.classes == [.revoked: 1, .unchanged: 1, .maybeRevoked: 1])
  }

  @Test(arguments: [user, session])
  func `a policy that no longer names the account revokes`(identity: String) async throws {
    var world = try Self.world(identity)
    try Self.policy(of: Self.queue, allowing: "222222222222", in: &world)
    let other = try world.change("resource:\(Self.queue)", Self.allow("333333333333"))
    let report = try await world.report(other)
    #expect(report.classes == [.revoked: 1])
    #expect(report.summary[.revoked]?.confirmed == 1)
    let same = try world.change("resource:\(Self.queue)", Self.allow("arn:aws:iam::222222222222:root"))
    #expect(try await world.report(same).classes == [.unchanged: 1])
  }

  @Test(arguments: [
    (user, "arn:aws:iam::222222222222:user/u"), (session, "arn:aws:iam::222222222222:role/team/r"),
    (session, "arn:aws:sts::222222222222:assumed-role/r/s1"),
  ])
  func `nothing is claimed that hangs on the ARN`(identity: String, arn: String) async throws {
    var world = try Self.world(identity)
    try Self.policy(of: Self.queue, allowing: "222222222222", in: &world)
    let report = try await world.report(try world.change("resource:\(Self.queue)", Self.allow(arn)))
    #expect(report.classes == [.maybeRevoked: 1])
    #expect(report.causes.first?.dependsOn.map { $0.name } == ["principal.arn"])
    #expect(FactText.meaning(of: "principal.arn").contains("ARN"))
  }

  @Test func `a condition on the ARN is open`() async throws {
    let world = try Self.world(Self.session)
    let deny =
      #"{"Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*","#
      + #""Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::222222222222:role/vendor"}}}"#
    let report = try await world.report(try world.change("rcp:P@*", deny))
    #expect(report.classes == [.maybeRevoked: 1])
    #expect(report.causes.first?.dependsOn.contains { $0.name == "key:aws:principalarn" } == true)
  }

  @Test func `a vendor's AssumeRole is judged by the trust policy`() async throws {
    var world = try DiffWorld()
    world.add(
      "sts", "AssumeRole", identity: Self.session,
      parameters: #"{"roleArn":"\#(Self.role)","roleSessionName":"s","externalId":"e-1"}"#,
      more: ["sharedEventID": #""10000000-0000-4000-8000-000000000001""#])
    func trust(_ principal: String, externalID: String = "e-1") -> String {
      #"{"Effect":"Allow","Principal":{"AWS":"\#(principal)"},"Action":"sts:AssumeRole","#
        + #""Condition":{"StringEquals":{"sts:ExternalId":"\#(externalID)"}}}"#
    }
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[],"RoleDetailList":[{"RoleName":"app","Arn":"\#(Self.role)","#
        + #""AssumeRolePolicyDocument":\#(DiffWorld.document(trust("222222222222")))}]}"#)
    let target = "resource:\(Self.role)"
    let other = try await world.report(try world.change(target, trust("333333333333")))
    #expect(other.classes == [.revoked: 1])
    #expect(other.summary[.revoked]?.confirmed == 1)
    let same = try await world.report(try world.change(target, trust("arn:aws:iam::222222222222:root")))
    #expect(same.classes == [.unchanged: 1])
    let id = try await world.report(try world.change(target, trust("222222222222", externalID: "e-2")))
    #expect(id.classes == [.revoked: 1])
    let perimeter = try await world.report(try world.change("rcp:P@*", Self.perimeter))
    #expect(perimeter.classes == [.revoked: 1])
  }

  @Test(arguments: [true, false])
  func `the caller's own record stands for the copy in any order`(isFirst: Bool) async throws {
    var world = try DiffWorld()
    let own =
      #"{"type":"AssumedRole","principalId":"AROAX:s1","accountId":"222222222222","#
      + #""arn":"arn:aws:sts::222222222222:assumed-role/r/s1","sessionContext":{"sessionIssuer":{"type":"Role","#
      + #""principalId":"AROAX","arn":"arn:aws:iam::222222222222:role/r","accountId":"222222222222"}}}"#
    let callers = ["recipientAccountId": #""222222222222""#]
    if isFirst { Self.send(&world, own, more: callers) }
    Self.send(&world, Self.session)
    if !isFirst { Self.send(&world, own, more: callers) }
    let report = try await world.report(try world.change("rcp:P@111111111111", Self.perimeter))
    #expect(report.classes == [.revoked: 1])
    #expect(report.events.replayed == 1)
    #expect(report.events.excluded.map { $0.name } == ["owner-copy"])
    #expect(report.causes.first?.sampleEventIDs == [DiffWorld.id(isFirst ? 1 : 2)])
  }

  @Test func `an account that is not in organization.json has no SCP of the organization`() async throws {
    var world = try Self.world(Self.session)
    try world.organization()
    let deny = #"{"Effect":"Deny","Action":"sqs:*","Resource":"*"}"#
    #expect(try await world.report(try world.change("scp:Lock@r-1", deny)).classes == [.unchanged: 1])
    #expect(try await world.report(try world.change("rcp:P@r-1", Self.perimeter)).classes == [.revoked: 1])
  }

  @Test func `an SCP of the caller's account counts, and a change of its roles may reach it`() async throws {
    let world = try Self.world(Self.session)
    let deny = #"{"Effect":"Deny","Action":"sqs:*","Resource":"*"}"#
    let scp = try await world.report(try world.change("scp:Lock@222222222222", deny))
    #expect(scp.classes == [.revoked: 1])
    let other = try await world.report(try world.change("scp:Lock@333333333333", deny))
    #expect(other.classes == [.unchanged: 1])
    let anywhere = try await world.report(try world.change("scp:Lock@*", deny))
    #expect(anywhere.classes == [.maybeRevoked: 1])
    #expect(anywhere.causes.first?.dependsOn.contains { $0.name == "principalInOrganization" } == true)
    let role = try await world.report(
      try world.change("identity:arn:aws:iam::222222222222:role/r/Lock", deny))
    #expect(role.classes == [.maybeRevoked: 1])
    let user = try await world.report(
      try world.change("identity:arn:aws:iam::222222222222:user/u/Lock", deny))
    #expect(user.classes == [.unchanged: 1])
  }

  @Test func `the policies of an exported identity with the ID are those of the caller`() async throws {
    var world = try Self.world(Self.user)
    try Self.policy(of: Self.queue, allowing: "222222222222", in: &world)
    try world.policies(
      "accounts/222222222222/authorization-details.json",
      #"{"UserDetailList":[{"UserName":"u","UserId":"AIDAX","Arn":"arn:aws:iam::222222222222:user/u","#
        + #""UserPolicyList":[{"PolicyName":"p","PolicyDocument":\#(DiffWorld.document(DiffWorld.allowAll))}]},"#
        + #"{"UserName":"v","UserId":"AIDAV","Arn":"arn:aws:iam::222222222222:user/v"}],"RoleDetailList":[]}"#
    )
    let own = try await world.report(
      try world.change("identity:arn:aws:iam::222222222222:user/u/p", DiffWorld.denyAll))
    #expect(own.classes == [.revoked: 1])
    let other = try await world.report(
      try world.change("identity:arn:aws:iam::222222222222:user/v/p", DiffWorld.denyAll))
    #expect(other.classes == [.unchanged: 1])
  }
}
