import IAMPolicy
import Testing

@testable import Replay

/// What an event with several requests comes to, with its record.
struct EventRecordTests {
  static let passRole =
    "User: arn:aws:sts::111111111111:assumed-role/app/s1 is not authorized to perform: iam:PassRole "
    + "on resource: arn:aws:iam::111111111111:role/exec "
  static let createFunction = #"{"functionName":"f","role":"arn:aws:iam::111111111111:role/exec"}"#

  /// A function's creation that AWS refused for the role that it passes; its session has no policies.
  static func refusedPass(_ reason: String) throws -> DiffWorld {
    var world = try DiffWorld()
    world.add(
      "sts", "AssumeRole", parameters: #"{"roleArn":"arn:aws:iam::111111111111:role/app"}"#,
      more: ["responseElements": #"{"credentials":{"accessKeyId":"ASIA1"}}"#])
    world.add(
      "lambda", "CreateFunction20150331", identity: DiffWorld.session(), parameters: createFunction,
      error: "AccessDenied", message: passRole + reason)
    return world
  }

  @Test func `an event that stays denied is not revoked`() async throws {
    var world = try Self.refusedPass("because no identity-based policy allows the iam:PassRole action")
    try world.account(app: #"{"Effect":"Allow","Action":"lambda:*","Resource":"*"}"#)
    try world.organization()
    let change = try world.change("scp:Lock@r-1", #"{"Effect":"Deny","Action":"lambda:*","Resource":"*"}"#)
    #expect(try await world.report(change).classes == [.unchanged: 1, .reasonChanged: 1])
  }

  @Test func `an event whose other request is unknown may be granted`() async throws {
    var world = try Self.refusedPass("with an explicit deny in a service control policy")
    try world.account(
      app: #"{"Effect":"Allow","Action":"lambda:*","Resource":"*","#
        + #""Condition":{"StringEquals":{"aws:ResourceTag/team":"x"}}},"#
        + #"{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}"#)
    try world.policies(
      "scps/NoPass.json", DiffWorld.document(#"{"Effect":"Deny","Action":"iam:PassRole","Resource":"*"}"#))
    try world.organization(scps: #"["FullAWSAccess","NoPass"]"#, complete: #"["lambda"]"#)
    let report = try await world.report("scp:NoPass@r-1=-")
    #expect(report.classes == [.unchanged: 1, .maybeGranted: 1])
    let cause = report.causes.first
    #expect(cause?.reason.effect == "explicit deny removed")
    #expect(cause?.count.requests == 1)
    #expect(cause?.dependsOn.map { $0.name } == ["key:aws:resourcetag/team"])
  }

  @Test func `an event that another request keeps denied is not granted`() async throws {
    var world = try Self.refusedPass("with an explicit deny in a service control policy")
    try world.account(app: #"{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}"#)
    try world.policies(
      "scps/NoPass.json", DiffWorld.document(#"{"Effect":"Deny","Action":"iam:PassRole","Resource":"*"}"#))
    try world.organization(scps: #"["FullAWSAccess","NoPass"]"#, complete: #"["lambda"]"#)
    let deny = try world.change("scp:Lock@r-1", #"{"Effect":"Deny","Action":"lambda:*","Resource":"*"}"#)
    let report = try await world.report("scp:NoPass@r-1=-", deny)
    #expect(report.classes == [.unchanged: 2])
    #expect(report.causes.isEmpty)
  }

  /// A bare denial of two checks, both of which the policies allow.
  static func refusedWrite() throws -> DiffWorld {
    var world = try DiffWorld()
    world.add(
      "s3", "PutObject", parameters: #"{"bucketName":"b","key":"k","x-amz-acl":"public-read"}"#,
      error: "AccessDenied", message: "Access Denied",
      more: [
        "resources": #"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::b/k"},"#
          + #"{"accountId":"111111111111","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::b"}]"#
      ])
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    return world
  }

  @Test(arguments: ["s3:PutObjectAcl", "ec2:*"])
  func `a denial of checks that are all allowed is a model mismatch`(action: String) async throws {
    let world = try Self.refusedWrite()
    let change = try world.change("scp:Lock@r-1", #"{"Effect":"Deny","Action":"\#(action)","Resource":"*"}"#)
    let report = try await world.report(change)
    #expect(report.classes == [.modelMismatch: 1])
    #expect(report.fidelity.determinate == 1)
    #expect(report.fidelity.agreeing == 0)
  }

  /// Alice assumes a role of an exported account, which is said to hold her with these policies or not to.
  private func assuming(_ users: String, trust principal: String) throws -> DiffWorld {
    var world = try DiffWorld()
    world.add(
      "sts", "AssumeRole",
      parameters: #"{"roleArn":"arn:aws:iam::111111111111:role/app","roleSessionName":"s"}"#,
      more: [
        "resources":
          #"[{"accountId":"111111111111","type":"AWS::IAM::Role","ARN":"arn:aws:iam::111111111111:role/app"}]"#
      ])
    let trust = DiffWorld.document(
      #"{"Effect":"Allow","Principal":{"AWS":"\#(principal)"},"Action":"sts:AssumeRole"}"#)
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[\#(users)],"RoleDetailList":[{"RoleName":"app","#
        + #""Arn":"arn:aws:iam::111111111111:role/app","AssumeRolePolicyDocument":\#(trust)}]}"#)
    try world.organization()
    return world
  }

  @Test(arguments: [
    ("", "role trust policy, perhaps also identity-based policy, permissions boundary"),
    (
      #"{"UserName":"alice","Arn":"arn:aws:iam::111111111111:user/alice"}"#,
      "identity-based policy, role trust policy"
    ),
  ])
  func `a mismatch names the layers that deny for certain apart from those that perhaps do`(
    users: String, layers: String
  ) async throws {
    let world = try assuming(users, trust: "arn:aws:iam::222222222222:root")
    let change = try world.change("scp:Lock@r-1", #"{"Effect":"Deny","Action":"ec2:*","Resource":"*"}"#)
    let report = try await world.report(change)
    #expect(report.classes == [.modelMismatch: 1])
    #expect(report.causes.map { $0.reason.layer } == [layers])
    #expect(report.causes.map { $0.reason.effect } == ["AWS allowed it, but the policies given deny it"])
  }

  @Test(arguments: ["*", "s3:*", "ec2:*"])
  func `a layer that we do not find denying is counted whatever the change touches`(
    action: String
  ) async throws {
    var world = try DiffWorld()
    world.add(
      "s3", "ListBuckets", error: "AccessDenied",
      message: DiffWorld.denial(
        of: "s3:ListAllMyBuckets", "with an explicit deny in a service control policy"))
    try world.account(alice: #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#)
    try world.organization()
    let scp = try world.change("scp:Lock@r-1", #"{"Effect":"Deny","Action":"\#(action)","Resource":"*"}"#)
    #expect(try await world.report(scp).fidelity.otherLayer == 1)
  }

  @Test(arguments: [
    ("with an explicit deny in a service control policy", ChangeClass.modelMismatch),
    ("with an explicit deny in an identity-based policy", .modelMismatch),
    ("because no permissions boundary allows the s3:ListAllMyBuckets action", .modelMismatch),
    ("with an explicit deny", .modelMismatch),
    ("because no identity-based policy allows the s3:ListAllMyBuckets action", .granted),
  ])
  func `a denial of a policy that is not among those given is lifted by no other`(
    reason: String, expected: ChangeClass
  ) async throws {
    var world = try DiffWorld()
    world.add(
      "s3", "ListBuckets", error: "AccessDenied",
      message: DiffWorld.denial(of: "s3:ListAllMyBuckets", reason))
    try world.account(alice: #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#)
    try world.organization()
    let identity = try world.change(
      "identity:arn:aws:iam::111111111111:user/alice/more",
      #"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#)
    let report = try await world.report(identity)
    #expect(report.classes == [expected: 1])
    #expect(report.fidelity.otherLayer == (expected == .granted ? 0 : 1))
    let otherwise = report.causes.filter {
      $0.reason.effect.hasSuffix("but by the policies given it is denied otherwise")
    }
    #expect(otherwise.map { $0.reason.layer } == (expected == .granted ? [] : ["identity-based policy"]))
  }

  @Test func `what a denial of one of several requests tells rules out a grant of any`() async throws {
    let several = #"{"requestItems":{"t1":{"keys":[]},"t2":{"keys":[]}}}"#
    let message = DiffWorld.denial(
      of: "dynamodb:BatchGetItem", "with an explicit deny in a service control policy")
    var world = try DiffWorld()
    world.add("dynamodb", "BatchGetItem", parameters: several, error: "AccessDenied", message: message)
    world.add("dynamodb", "BatchGetItem", parameters: several, error: "AccessDenied")
    try world.account(alice: #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#)
    try world.organization(complete: #"["dynamodb"]"#)
    let change = try world.change(
      "identity:arn:aws:iam::111111111111:user/alice/more",
      #"{"Effect":"Allow","Action":"dynamodb:*","Resource":"*"}"#)
    #expect(try await world.report(change).classes == [.modelMismatch: 1, .granted: 1])
  }

  @Test func `a certain change has its certain cause and hinges on nothing`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    try world.account(alice: DiffWorld.allowAll)
    try world.policies("scps/Base.json", DiffWorld.document(DiffWorld.allowAll))
    try world.organization(scps: #"["Base"]"#)
    let change = try world.change(
      "scp:Base@r-1",
      #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"},{"Sid":"Maybe","Effect":"Deny","Action":"s3:*","#
        + #""Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/x":"y"}}}"#)
    let report = try await world.report(change)
    #expect(report.classes == [.revoked: 1])
    #expect(report.causes.map { $0.reason.effect } == ["no statement allows it"])
    #expect(report.causes.first?.dependsOn == [])
  }

  @Test(arguments: ["lambda:*", "iam:*"])
  func `an event that was denied as a whole loses nothing`(action: String) async throws {
    // The message names an action that no request has.
    var world = try DiffWorld()
    world.add(
      "lambda", "CreateFunction20150331", parameters: Self.createFunction, error: "AccessDenied",
      message: DiffWorld.denial(of: "nosuch:Action", "because no identity-based policy allows it"))
    let change = try world.change("scp:Lock@*", #"{"Effect":"Deny","Action":"\#(action)","Resource":"*"}"#)
    let report = try await world.report(change)
    for lost in [ChangeClass.revoked, .maybeRevoked, .unknownChange] {
      #expect(report.summary[lost]?.events == 0)
    }
  }

  @Test(arguments: [
    ("because no identity-based policy allows it", ChangeClass.maybeGranted),
    ("with an explicit deny in a service control policy", .unchanged),
  ])
  func `a denial of another request may be lifted by the policy of a resource`(
    reason: String, expected: ChangeClass
  ) async throws {
    var world = try DiffWorld()
    world.add(
      "lambda", "CreateFunction20150331", parameters: Self.createFunction, error: "AccessDenied",
      message: DiffWorld.denial(of: "nosuch:Action", reason))
    let change = try world.change("resource:arn:aws:s3:::b", DiffWorld.publicBucket)
    #expect(try await world.report(change).classes == [expected: 1])
  }

  private static func compared(
    _ policies: AppliedPolicies, _ candidate: AppliedPolicies, isOptional: Bool = false
  ) -> RequestComparison {
    let request = AuthorizationRequest(
      caller: .user(arn: "arn:aws:iam::111111111111:user/alice", uniqueID: nil),
      action: "s3:ListAllMyBuckets",
      resource: .star, resourceAccount: "111111111111", context: RequestContext(isOpenWorld: true))
    var cache = EvaluationCache()
    return RequestComparison(
      of: AskedRequest(
        SidedRequest(before: request), before: policies, after: candidate,
        differing: policies == candidate ? [] : .all),
      evidence: nil, isOptional: isOptional, cache: &cache)
  }

  static let allowing = AppliedPolicies(identity: PolicySet([.fullAccess]))
  static let denying = AppliedPolicies()

  @Test func `a request that was only possibly made explains a denial and takes nothing away`() {
    let certain = Self.compared(Self.allowing, Self.allowing)
    let possible = Self.compared(Self.denying, Self.allowing, isOptional: true)
    let denied = EventOutcomes([0: certain, 1: possible], .denied(among: [0, 1]))
    #expect(denied.changeClass == .granted)
    #expect(denied.affected == [1])
    let lost = Self.compared(Self.allowing, Self.denying, isOptional: true)
    #expect(EventOutcomes([0: certain, 1: lost], .denied(among: [0, 1])).changeClass == .modelMismatch)
  }

  @Test func `either of two requests may be the one that was denied`() {
    let gained = Self.compared(Self.denying, Self.allowing)
    let allowed = Self.compared(Self.allowing, Self.allowing)
    #expect(EventOutcomes([0: gained, 1: allowed], .denied(among: [0, 1])).changeClass == .granted)
    #expect(EventOutcomes([0: gained, 1: allowed], .denied(among: [1])).changeClass == .modelMismatch)
    #expect(EventOutcomes([0: allowed, 1: allowed], .denied(among: [0, 1])).changeClass == .modelMismatch)
  }

  @Test func `what a missing allow names is the policy that changed`() async throws {
    var world = try DiffWorld()
    world.add("s3", "ListBuckets")
    let change = try world.change(
      "boundary:arn:aws:iam::111111111111:user/alice", #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#)
    let reason = try await world.report(change).causes.first?.reason
    #expect(reason?.effect == "no statement allows it")
    #expect(reason?.layer == "permissions boundary")
    #expect(reason?.file?.hasSuffix(".json") == true)
  }

  @Test func `a mismatch reads as a sentence`() async throws {
    let world = try Self.refusedWrite()
    let change = try world.change("scp:Lock@r-1", #"{"Effect":"Deny","Action":"ec2:*","Resource":"*"}"#)
    let text = DiffTextRenderer().render(try await world.report(change))
    #expect(text.contains("1. AWS denied it, but the policies given allow it\n"))
  }

  @Test func `a denial of one resource grants nothing while another may stay denied`() async throws {
    var world = try DiffWorld()
    let instance = "arn:aws:ec2:us-east-1:111111111111:instance/"
    world.add(
      "ec2", "StopInstances",
      parameters: #"{"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"i-2"}]}}"#,
      error: "Client.UnauthorizedOperation",
      message: DiffWorld.denial(
        of: "ec2:StopInstances", on: "\(instance)i-2",
        "because no identity-based policy allows the ec2:StopInstances action"))
    try world.account(alice: #"{"Effect":"Allow","Action":"ec2:*","Resource":"\#(instance)i-1"}"#)
    try world.organization()
    let more = try world.change(
      "identity:arn:aws:iam::111111111111:user/alice/more",
      #"{"Effect":"Allow","Action":"ec2:*","Resource":"\#(instance)i-2"}"#)
    #expect(try await world.report(more).classes == [.granted: 1])
    let instead = try world.change(
      "identity:arn:aws:iam::111111111111:user/alice/p",
      #"{"Effect":"Allow","Action":"ec2:*","Resource":"\#(instance)i-2"}"#)
    #expect(try await world.report(instead).classes == [.maybeGranted: 1])
  }

  @Test func `a denial that hides its parameters grants nothing while a role may not be passed`() async throws
  {
    var world = try DiffWorld()
    world.add(
      "lambda", "CreateFunction20150331", error: "AccessDenied",
      message: DiffWorld.denial(
        of: "lambda:CreateFunction", on: "arn:aws:lambda:us-east-1:111111111111:function:f",
        "because no identity-based policy allows the lambda:CreateFunction action"))
    try world.account(alice: #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#)
    try world.organization()
    let change = try world.change(
      "identity:arn:aws:iam::111111111111:user/alice/more",
      #"{"Effect":"Allow","Action":"lambda:*","Resource":"*"}"#)
    #expect(try await world.report(change).classes == [.maybeGranted: 1])
  }

  @Test func `a change that hits a resource beyond those that are kept is no unchanged event`() async throws {
    var world = try DiffWorld()
    let items = (0..<60).map { #"{"instanceId":"i-\#($0)"}"# }.joined(separator: ",")
    world.add("ec2", "StopInstances", parameters: #"{"instancesSet":{"items":[\#(items)]}}"#)
    let change = try world.change(
      "scp:Lock@*",
      #"{"Effect":"Deny","Action":"ec2:*","Resource":"arn:aws:ec2:us-east-1:111111111111:instance/i-55"}"#)
    #expect(try await world.report(change).classes == [.maybeRevoked: 1])
  }
}
