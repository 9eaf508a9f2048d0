import Replay
import Testing

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
        + #""Condition":{"StringEquals":{"aws:RequestTag/team":"x"}}},"#
        + #"{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}"#)
    try world.policies(
      "scps/NoPass.json", DiffWorld.document(#"{"Effect":"Deny","Action":"iam:PassRole","Resource":"*"}"#))
    try world.organization(scps: #"["FullAWSAccess","NoPass"]"#, complete: #"["lambda"]"#)
    let report = try await world.report("scp:NoPass@r-1=-")
    #expect(report.classes == [.unchanged: 1, .maybeGranted: 1])
    let cause = report.causes.first
    #expect(cause?.reason.effect == "explicit deny removed")
    #expect(cause?.count.requests == 1)
    #expect(cause?.dependsOn.map { $0.name } == ["key:aws:requesttag/team"])
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
    #expect(report.causes.map { $0.reason.effect } == ["no statement allows the action"])
    #expect(report.causes.first?.dependsOn == [])
  }
}
