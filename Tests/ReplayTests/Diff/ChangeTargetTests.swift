import Replay
import TestSupport
import Testing

/// Changes of what the snapshot does not hold: they may have an effect wherever that cannot be ruled out.
struct ChangeTargetTests {
  static let app = "arn:aws:iam::111111111111:role/app"
  static let denyEveryone = #"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#
  static let scpDenial = DiffWorld.denial(
    of: "s3:ListAllMyBuckets", "with an explicit deny in a service control policy")

  private func listing(by identity: String = DiffWorld.user, denied: String? = nil) throws -> DiffWorld {
    var world = try DiffWorld()
    world.add(
      "s3", "ListBuckets", identity: identity, error: denied.map { _ in "AccessDenied" }, message: denied)
    return world
  }

  // MARK: What is replaced is told apart from the rest

  @Test func `removing an inline policy of an unknown text may revoke`() async throws {
    let report = try await listing(by: DiffWorld.session()).report("identity:\(Self.app)/AppPolicy=-")
    #expect(report.classes == [.maybeRevoked: 1])
    #expect(report.causes.map { $0.reason.policy } == ["AppPolicy"])
    #expect(report.causes.first?.dependsOn.map { $0.name } == ["policy:identity:\(Self.app)"])
  }

  @Test func `replacing an inline policy of an unknown text may revoke what the new one does not allow`()
    async throws
  {
    let world = try listing(by: DiffWorld.session())
    let change = try world.change(
      "identity:\(Self.app)/AppPolicy", #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#)
    #expect(try await world.report(change).classes == [.maybeRevoked: 1])
  }

  @Test func `replacing an SCP without a snapshot may grant what the old one denied`() async throws {
    let world = try listing(denied: Self.scpDenial)
    let change = try world.change("scp:RegionLock@*", #"{"Effect":"Deny","Action":"ec2:*","Resource":"*"}"#)
    var options = Differ.Options()
    options.replacedTargets = ["scp:RegionLock@*"]
    let report = try await world.report(change, options: options)
    #expect(report.classes == [.maybeGranted: 1])
    #expect(report.causes.first?.dependsOn.contains { $0.name == "policy:scp:RegionLock@*" } == true)
  }

  @Test func `logs and one SCP are enough to confirm what it revokes`() async throws {
    var world = try listing()
    world.add("ec2", "DescribeInstances")
    let change = try world.change("scp:RegionLock@*", #"{"Effect":"Deny","Action":"ec2:*","Resource":"*"}"#)
    let report = try await world.report(change)
    #expect(report.classes == [.unchanged: 1, .revoked: 1])
    #expect(report.summary[.revoked]?.confirmed == 1)
  }

  @Test func `removing an SCP where the file does not say what is attached may grant`() async throws {
    var world = try listing(denied: Self.scpDenial)
    try world.policies(
      "scps/Lock.json", DiffWorld.document(#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#))
    try world.policies(
      "organization.json",
      #"{"id":"o-1","managementAccount":"999999999999","root":{"id":"r-1","accounts":["111111111111"]},"#
        + #""accounts":{"111111111111":{"scps":["FullAWSAccess"]}}}"#)
    let report = try await world.report("scp:Lock@r-1=-")
    #expect(report.classes == [.maybeGranted: 1])
    #expect(report.causes.first?.dependsOn.contains { $0.name == "target:scp:Lock@r-1" } == true)
  }

  // MARK: The target may be the caller

  @Test func `a user whose groups are not known may be in the changed one`() async throws {
    let world = try listing()
    let change = try world.change("identity:arn:aws:iam::111111111111:group/devs/P", DiffWorld.denyAll)
    let report = try await world.report(change)
    #expect(report.classes == [.maybeRevoked: 1])
    let other = try listing()
    let foreign = try other.change("identity:arn:aws:iam::222222222222:group/devs/P", DiffWorld.denyAll)
    #expect(try await other.report(foreign).classes == [.unchanged: 1])
  }

  @Test func `a role whose path is not in the event is found by its name`() async throws {
    let world = try listing(by: DiffWorld.session(issuer: nil))
    let change = try world.change("identity:arn:aws:iam::111111111111:role/team/app/P", DiffWorld.denyAll)
    #expect(try await world.report(change).classes == [.revoked: 1])
  }

  @Test func `a role that the export does not hold may have the changed managed policy`() async throws {
    var world = try listing(by: DiffWorld.session())
    try world.account(
      more: #","Policies":[{"Arn":"arn:aws:iam::111111111111:policy/Dev","PolicyVersionList":"#
        + #"[{"IsDefaultVersion":true,"Document":\#(DiffWorld.document(DiffWorld.allowAll))}]}]"#)
    let change = try world.change("managed:arn:aws:iam::111111111111:policy/Dev", DiffWorld.denyAll)
    let report = try await world.report(change)
    #expect(report.classes == [.maybeRevoked: 1])
    #expect(
      report.causes.first?.dependsOn.map { $0.name } == [
        "target:managed:arn:aws:iam::111111111111:policy/Dev"
      ])
  }

  private static let dev = "arn:aws:iam::111111111111:policy/Dev"
  private static let devListed =
    #","Policies":[{"Arn":"\#(dev)","PolicyVersionList":"#
    + #"[{"IsDefaultVersion":true,"Document":\#(DiffWorld.document(DiffWorld.allowAll))}]}]"#

  @Test func `the boundary of a role that the export does not hold may be the changed managed policy`()
    async throws
  {
    var world = try listing(
      by: DiffWorld.session(),
      denied: DiffWorld.denial(
        of: "s3:ListAllMyBuckets",
        "because no permissions boundary allows the s3:ListAllMyBuckets action"))
    try world.account(
      more: Self.devListed.replacing(
        DiffWorld.allowAll, with: #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#))
    let change = try world.change("managed:\(Self.dev)", DiffWorld.allowAll)
    #expect(try await world.report(change).classes == [.maybeGranted: 1])
  }

  @Test func `a group that the export does not hold may have the changed managed policy`() async throws {
    var world = try listing()
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[{"UserName":"alice","Arn":"arn:aws:iam::111111111111:user/alice","#
        + #""GroupList":["devs"]}]\#(Self.devListed)}"#)
    let change = try world.change(
      "managed:\(Self.dev)", #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#)
    #expect(try await world.report(change).classes == [.maybeRevoked: 1])
    let denying = try world.change("managed:\(Self.dev)", DiffWorld.denyAll)
    #expect(try await world.report(denying).classes == [.maybeRevoked: 1])
  }

  @Test(arguments: [true, false])
  func `each of several changed roles of one name may be the caller`(isReversed: Bool) async throws {
    let world = try listing(by: DiffWorld.session(issuer: nil))
    let first = try world.change("identity:arn:aws:iam::111111111111:role/a/app/x", DiffWorld.allowAll)
    let second = try world.change("identity:arn:aws:iam::111111111111:role/b/app/x", DiffWorld.denyAll)
    let report =
      isReversed ? try await world.report(second, first) : try await world.report(first, second)
    #expect(report.classes == [.maybeRevoked: 1])
  }

  @Test func `each of several changed boundaries of one role name may be the caller's`() async throws {
    let world = try listing(by: DiffWorld.session(issuer: nil))
    let first = try world.change("boundary:arn:aws:iam::111111111111:role/a/app", DiffWorld.allowAll)
    let second = try world.change("boundary:arn:aws:iam::111111111111:role/b/app", DiffWorld.denyAll)
    #expect(try await world.report(first, second).classes == [.maybeRevoked: 1])
  }

  @Test func `a role always has a trust policy, which cannot be removed`() throws {
    let change = try PolicyChange(argument: "resource:\(Self.app)=-")
    var world = try DiffWorld()
    try world.account(app: DiffWorld.allowAll)
    for snapshot in [PolicySnapshot(), try world.snapshot()] {
      let error = #expect(throws: SnapshotError.self) { try snapshot.applying([change]) }
      #expect(
        error?.message
          == "`resource:\(Self.app)=-`: a role always has a trust policy; give the new one in a file")
    }
  }

  // MARK: The target may be the resource

  @Test func `the policy of the Glue catalog stands at the catalog`() async throws {
    var world = try DiffWorld()
    world.add("glue", "GetTable", parameters: #"{"databaseName":"d","name":"t"}"#)
    let change = try world.change(
      "resource:arn:aws:glue:us-east-1:111111111111:catalog", Self.denyEveryone)
    #expect(try await world.report(change).classes == [.revoked: 1])
  }

  @Test(arguments: ["prod/db", "arn:aws:secretsmanager:us-east-1:111111111111:secret:prod/db"])
  func `a secret without its suffix may be the one with the changed policy`(id: String) async throws {
    var world = try DiffWorld()
    world.add("secretsmanager", "GetSecretValue", parameters: #"{"secretId":"\#(id)"}"#)
    let change = try world.change(
      "resource:arn:aws:secretsmanager:us-east-1:111111111111:secret:prod/db-AbCdEf", Self.denyEveryone)
    #expect(try await world.report(change).classes == [.maybeRevoked: 1])
  }

  @Test(arguments: ["arn:aws:s3:us-east-1:111111111111:accesspoint/ap", "ap-abc123-s3alias"])
  func `a call through an access point may be about the changed bucket`(name: String) async throws {
    var world = try DiffWorld()
    world.add(
      "s3", "GetObject", parameters: #"{"bucketName":"\#(name)","key":"k"}"#,
      more: ["eventCategory": #""Data""#])
    let change = try world.change("resource:arn:aws:s3:::b", Self.denyEveryone)
    #expect(try await world.report(change).classes == [.maybeRevoked: 1])
  }

  @Test func `a resource of an unknown account may be in one that the changed RCP covers`() async throws {
    var world = try DiffWorld()
    world.add(
      "s3", "PutObject", more: ["eventCategory": #""Data""#])
    try world.organization()
    let change = try world.change(
      "rcp:Lock@r-1", #"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#)
    let report = try await world.report(change)
    #expect(report.classes == [.maybeRevoked: 1])
    #expect(report.causes.first?.dependsOn.contains { $0.name == "target:rcp:Lock@r-1" } == true)
  }

  @Test func `an assumed role that is not known may be the one with the changed trust policy`() async throws {
    var world = try DiffWorld()
    world.add("sts", "AssumeRole")
    let change = try world.change(
      "resource:\(Self.app)", #"{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}"#)
    #expect(try await world.report(change).classes == [.maybeRevoked: 1])
  }

  @Test func `a trust policy is no policy of other calls on the role`() async throws {
    var world = try DiffWorld()
    world.add("iam", "GetRole", parameters: #"{"roleName":"app"}"#)
    let change = try world.change("resource:\(Self.app)", #"{"Effect":"Deny","Principal":"*","Action":"*"}"#)
    #expect(try await world.report(change).classes == [.unchanged: 1])
  }

  @Test func `a call that names no resource may be about the changed bucket`() async throws {
    var world = try DiffWorld()
    world.add("s3", "GetObject", more: ["eventCategory": #""Data""#])
    world.addObject("k", in: "other")
    let change = try world.change("resource:arn:aws:s3:::b", Self.denyEveryone)
    #expect(try await world.report(change).classes == [.maybeRevoked: 1, .unchanged: 1])
  }

  // MARK: Only the target

  @Test func `an SCP that is changed at one node keeps its text at the others`() async throws {
    var world = try listing()
    world.add(
      "s3", "ListBuckets",
      identity: DiffWorld.user.replacing("111111111111", with: "222222222222"),
      more: ["recipientAccountId": #""222222222222""#])
    try world.policies(
      "scps/Lock.json", DiffWorld.document(#"{"Effect":"Deny","Action":"ec2:*","Resource":"*"}"#))
    let unit = { (id: String, account: String) in
      #"{"id":"\#(id)","scps":["FullAWSAccess","Lock"],"accounts":["\#(account)"]}"#
    }
    try world.policies(
      "organization.json",
      #"{"id":"o-1","managementAccount":"999999999999","root":{"id":"r-1","scps":["FullAWSAccess"],"children":["#
        + unit("ou-a", "111111111111") + "," + unit("ou-b", "222222222222") + #"]},"accounts":"#
        + #"{"111111111111":{"scps":["FullAWSAccess"]},"222222222222":{"scps":["FullAWSAccess"]}}}"#)
    let change = try world.change("scp:Lock@ou-a", #"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#)
    #expect(try await world.report(change).classes == [.revoked: 1, .unchanged: 1])
    let everywhere = try world.change("scp:Lock@*", #"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#)
    #expect(try await world.report(everywhere).classes == [.revoked: 2])
  }

  @Test(arguments: [
    ("scp:Lcok@r-1=-", "Lcok is not attached at r-1; did you mean `Lock`?"),
    (
      "scp:Lcok@*=-",
      "Lcok is not attached anywhere; name a root, OU or account instead of *; did you mean `Lock`?"
    ),
    ("scp:Lock@r-2=-", "no root, OU or account `r-2` in organization.json; did you mean `r-1`?"),
    (
      "resource:arn:aws:s3:::nope=-", "`arn:aws:s3:::nope` has no resource-based policy that could be removed"
    ),
    (
      "identity:arn:aws:iam::111111111111:user/alice/q=-",
      "`arn:aws:iam::111111111111:user/alice` has no inline policy q; did you mean `p`?"
    ),
    (
      "boundary:arn:aws:iam::111111111111:user/alice=-",
      "`arn:aws:iam::111111111111:user/alice` has no permissions boundary"
    ),
    (
      "managed:arn:aws:iam::111111111111:policy/Dve=-",
      "no managed policy `arn:aws:iam::111111111111:policy/Dve` in the account's authorization details; "
        + "did you mean `arn:aws:iam::111111111111:policy/Dev`?"
    ),
  ])
  func `removing what is not there is an error`(argument: String, message: String) throws {
    var world = try DiffWorld()
    try world.policies("scps/Lock.json", DiffWorld.document(DiffWorld.denyAll))
    try world.organization(scps: #"["FullAWSAccess","Lock"]"#)
    try world.account(
      alice: DiffWorld.allowAll,
      more: #","Policies":[{"Arn":"arn:aws:iam::111111111111:policy/Dev","PolicyVersionList":"#
        + #"[{"IsDefaultVersion":true,"Document":\#(DiffWorld.document(DiffWorld.allowAll))}]}]"#)
    let snapshot = try world.snapshot()
    let change = try PolicyChange(argument: argument)
    let error = #expect(throws: SnapshotError.self) { try snapshot.applying([change]) }
    #expect(error?.message == "`\(argument)`: \(message)")
  }

  @Test func `removing a resource policy that may exist is no error`() throws {
    let change = try PolicyChange(argument: "resource:arn:aws:s3:::nope=-")
    _ = try PolicySnapshot().applying([change])
  }
}
