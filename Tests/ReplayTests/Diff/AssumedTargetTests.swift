import Replay
import TestSupport
import Testing

/// What is said of a target against a snapshot that shows the opposite.
struct AssumedTargetTests {
  private static let user = "arn:aws:iam::111111111111:user/alice"
  private static let bucketPolicy = #"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}"#

  private func world() throws -> DiffWorld {
    var world = try DiffWorld()
    try world.account(alice: DiffWorld.allowAll)
    try world.policies("scps/Guardrail.json", DiffWorld.document(DiffWorld.allowAll))
    try world.policies(
      "accounts/111111111111/resource-policies/s3.json",
      #"{"resource":"arn:aws:s3:::b","policy":\#(DiffWorld.document(Self.bucketPolicy))}"#)
    try world.organization(scps: #"["FullAWSAccess","Guardrail"]"#)
    return world
  }

  private func differ(
    _ world: DiffWorld, _ target: String, _ statement: String, isNew: Bool
  ) throws -> Differ {
    var options = Differ.Options()
    if isNew { options.newTargets = [target] } else { options.replacedTargets = [target] }
    let change = try PolicyChange(argument: try world.change(target, statement))
    return try Differ(baseline: try world.snapshot(), changes: [change], options: options)
  }

  @Test func `a first boundary only takes, and a first policy of a resource only gives`() async throws {
    let boundary = "boundary:\(Self.user)"
    var options = Differ.Options()
    options.newTargets = [boundary, "resource:arn:aws:s3:::b"]
    var denied = try DiffWorld()
    denied.addObject("k", error: "AccessDenied")
    let limited = try await denied.report(
      try denied.change(boundary, #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#), options: options)
    #expect(limited.classes == [.unchanged: 1])
    var allowed = try DiffWorld()
    allowed.addObject("k", identity: DiffWorld.session())
    let opened = try await allowed.report(
      try allowed.change("resource:arn:aws:s3:::b", DiffWorld.publicBucket), options: options)
    #expect(opened.classes == [.unchanged: 1])
  }

  @Test(arguments: [
    ("scp:Guardrail@*", "scps/Guardrail.json:1:38", "Guardrail is attached at r-1"),
    ("scp:Guardrail@r-1", "scps/Guardrail.json:1:38", "Guardrail is attached at r-1"),
    ("identity:\(user)/p", "accounts/111111111111/authorization-details.json:1:175", "p stands there"),
    (
      "resource:arn:aws:s3:::b", "accounts/111111111111/resource-policies/s3.json:1:76",
      "arn:aws:s3:::b has a policy"
    ),
  ])
  func `a policy that the snapshot shows cannot be assumed away`(
    target: String, place: String, what: String
  ) throws {
    let world = try world()
    let statement = target.hasPrefix("resource") ? Self.bucketPolicy : DiffWorld.allowAll
    let error = #expect(throws: SnapshotError.self) {
      try differ(world, target, statement, isNew: true)
    }
    #expect(
      error?.description == "\(world.folder.path)/policies/\(place): --assume 'policy:\(target)=none' "
        + "contradicts the snapshot, in which \(what)")
    #expect(throws: Never.self) { try differ(world, target, statement, isNew: false) }
  }

  @Test(arguments: [
    ("rcp:Fence@r-1", "Fence is attached at r-1"),
    ("boundary:\(user)", "\(user) has the boundary arn:aws:iam::111111111111:policy/edge"),
    (
      "managed:arn:aws:iam::111111111111:policy/edge",
      "arn:aws:iam::111111111111:policy/edge stands there"
    ),
    ("vpce:vpce-1", "vpce-1 has a policy"),
  ])
  func `each kind of policy that the snapshot shows is named as what it is`(
    target: String, what: String
  ) throws {
    var world = try DiffWorld()
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[{"UserName":"alice","Arn":"\#(Self.user)","#
        + #""PermissionsBoundary":{"PermissionsBoundaryArn":"arn:aws:iam::111111111111:policy/edge"}}],"#
        + #""Policies":[{"Arn":"arn:aws:iam::111111111111:policy/edge","PolicyVersionList":"#
        + #"[{"IsDefaultVersion":true,"Document":\#(DiffWorld.document(DiffWorld.allowAll))}]}]}"#)
    let fence = #"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#
    try world.policies("rcps/Fence.json", DiffWorld.document(fence))
    try world.policies(
      "organization.json",
      #"{"id":"o-1","root":{"id":"r-1","scps":["FullAWSAccess"],"rcps":["RCPFullAWSAccess","Fence"],"#
        + #""accounts":["111111111111"],"children":[]},"accounts":{}}"#)
    try world.policies(
      "accounts/111111111111/vpc-endpoints/one.json",
      #"{"vpcEndpoint":"vpce-1","policy":\#(DiffWorld.document(Self.bucketPolicy))}"#)
    let statement =
      target.hasPrefix("rcp") ? fence : target.hasPrefix("vpce") ? Self.bucketPolicy : DiffWorld.allowAll
    let error = #expect(throws: SnapshotError.self) {
      try differ(world, target, statement, isNew: true)
    }
    #expect(
      error?.message
        == "--assume 'policy:\(target)=none' contradicts the snapshot, in which \(what)")
    #expect(error?.position != nil)
  }

  @Test(arguments: [
    "scp:Guardrail@111111111111", "identity:\(user)/q", "boundary:\(user)", "resource:arn:aws:s3:::c",
  ])
  func `a policy of which the snapshot shows that there is none cannot be assumed to be replaced`(
    target: String
  ) throws {
    let world = try world()
    let statement = target.hasPrefix("resource") ? Self.bucketPolicy : DiffWorld.allowAll
    let error = #expect(throws: SnapshotError.self) {
      try differ(world, target, statement, isNew: false)
    }
    #expect(
      error?.description
        == "--assume 'policy:\(target)=replaced' contradicts the snapshot, in which nothing stands there")
    #expect(throws: Never.self) { try differ(world, target, statement, isNew: true) }
  }

  @Test(arguments: [true, false])
  func `of what the snapshot does not say either may be assumed`(isNew: Bool) throws {
    var world = try DiffWorld()
    try world.account(alice: DiffWorld.allowAll)
    for target in [
      "scp:Guardrail@*", "resource:arn:aws:s3:::c", "identity:arn:aws:iam::222222222222:user/bob/p",
    ] {
      let statement = target.hasPrefix("resource") ? Self.bucketPolicy : DiffWorld.allowAll
      #expect(throws: Never.self) { try differ(world, target, statement, isNew: isNew) }
    }
  }
}
