import AuditStore
import IAMPolicy
import TestSupport
import Testing

@testable import Replay

/// What two snapshots hold otherwise is not taken for unchanged where a request does not tell that it is about something else.
struct SnapshotDifferenceTests {
  private static let topic = "arn:aws:sns:us-east-1:111111111111:t"
  private static let key = "arn:aws:kms:us-east-1:111111111111:key/k"

  /// The report of a comparison of the policies of two worlds over the events of the first one.
  private func report(_ old: DiffWorld, _ new: DiffWorld) async throws -> DiffReport {
    let differ = try Differ(
      from: ReplayPolicies(snapshot: try old.snapshot(), changes: []),
      to: ReplayPolicies(snapshot: try new.snapshot(), changes: []), options: Differ.Options())
    let database = try AuditDatabase(path: try await old.ingest(), access: .read)
    return try differ.report(on: database, window: TimeWindow())
  }

  private func facts(_ report: DiffReport) -> Set<String> {
    Set(report.causes.flatMap { $0.dependsOn.map { $0.name } })
  }

  /// Exports what both sides have alike: Alice and the organization.
  private func exportAlike(
    _ old: inout DiffWorld, _ new: inout DiffWorld, alice: String = DiffWorld.allowAll
  ) throws {
    try old.account(alice: alice)
    try new.account(alice: alice)
    try old.organization()
    try new.organization()
  }

  private static func policy(of arn: String, _ statements: String) -> String {
    #"{"resource":"\#(arn)","policy":\#(DiffWorld.document(statements))}"#
  }

  @Test func `a resource that is not known may be the one with another policy`() async throws {
    var (old, new) = (try DiffWorld(), try DiffWorld())
    old.add("kms", "Decrypt")
    let whole =
      #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"kms:*","Resource":"*"}"#
    let closed = whole + #",{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#
    for (place, policy) in [whole, closed].enumerated() {
      let text = Self.policy(of: Self.key, policy)
      if place == 0 {
        try old.policies("accounts/111111111111/resource-policies/k.json", text)
      } else {
        try new.policies("accounts/111111111111/resource-policies/k.json", text)
      }
    }
    try exportAlike(&old, &new)
    let report = try await report(old, new)
    #expect(report.classes == [.maybeRevoked: 1])
    #expect(facts(report).contains("resource"))
  }

  @Test func `a bucket of an account that is not known may be of one with other RCPs`() async throws {
    var (old, new) = (try DiffWorld(), try DiffWorld())
    old.add("s3", "GetBucketTagging", parameters: #"{"bucketName":"b"}"#)
    func organization(rcps: String) -> String {
      #"{"id":"o-1","managementAccount":"999999999999","root":{"id":"r-1","scps":["FullAWSAccess"],"rcps":\#(rcps),"#
        + #""accounts":["111111111111"],"children":[]},"accounts":{"111111111111":{"scps":["FullAWSAccess"],"#
        + #""rcps":[]}},"complete":{"resourcePolicies":["s3"]}}"#
    }
    try old.policies("organization.json", organization(rcps: "[]"))
    try new.policies("organization.json", organization(rcps: #"["Net"]"#))
    try new.policies(
      "rcps/Net.json",
      DiffWorld.document(#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#))
    try old.account(alice: DiffWorld.allowAll)
    try new.account(alice: DiffWorld.allowAll)
    let report = try await report(old, new)
    #expect(report.classes == [.maybeRevoked: 1])
    #expect(facts(report).contains("resourceAccount"))
  }

  @Test func `a federated user whose issuer is not known may be of one with other policies`() async throws {
    var (old, new) = (try DiffWorld(), try DiffWorld())
    old.add(
      "ec2", "DescribeVolumes",
      identity: #"{"type":"FederatedUser","principalId":"111111111111:carol","#
        + #""arn":"arn:aws:sts::111111111111:federated-user/carol","accountId":"111111111111","accessKeyId":"ASIA1"}"#
    )
    try old.account(alice: DiffWorld.allowAll)
    try new.account(alice: DiffWorld.allowAll + "," + DiffWorld.denyAll)
    try old.organization()
    try new.organization()
    let report = try await report(old, new)
    #expect(report.classes == [.maybeRevoked: 1])
    #expect(facts(report).contains("principal.arn"))
  }

  @Test(arguments: [
    SnapshotDifferences.mostPlaces, SnapshotDifferences.mostPlaces + 1, 4 * SnapshotDifferences.mostPlaces,
  ])
  func `of very many differing users any may be the caller`(count: Int) async throws {
    var (old, new) = (try DiffWorld(), try DiffWorld())
    old.add(
      "ec2", "DescribeVolumes",
      identity: #"{"type":"FederatedUser","principalId":"111111111111:carol","#
        + #""arn":"arn:aws:sts::111111111111:federated-user/carol","accountId":"111111111111","accessKeyId":"ASIA1"}"#
    )
    func details(_ statements: String) -> String {
      let users = (0..<count).map {
        #"{"UserName":"u\#($0)","Arn":"arn:aws:iam::111111111111:user/u\#($0)","UserPolicyList":"#
          + #"[{"PolicyName":"p","PolicyDocument":\#(DiffWorld.document(statements))}]}"#
      }
      return #"{"UserDetailList":[\#(users.joined(separator: ","))],"RoleDetailList":[]}"#
    }
    let file = "accounts/111111111111/authorization-details.json"
    try old.policies(file, details(DiffWorld.allowAll))
    try new.policies(file, details(DiffWorld.allowAll + "," + DiffWorld.denyAll))
    try old.organization()
    try new.organization()
    let report = try await report(old, new)
    #expect(report.classes == [.maybeRevoked: 1])
    #expect(facts(report).contains("principal.arn"))
    let differences = SnapshotDifferences(from: try old.snapshot(), to: try new.snapshot(), besides: [])
    #expect(differences.before.count == differences.after.count)
    #expect(differences.before.count <= SnapshotDifferences.mostPlaces)
  }

  @Test func `of very many differing buckets any may be the one that is meant`() async throws {
    var (old, new) = (try DiffWorld(), try DiffWorld())
    old.add("s3", "GetBucketTagging")
    for number in 0..<(2 * SnapshotDifferences.mostPlaces) {
      let (file, arn) = ("accounts/111111111111/resource-policies/\(number).json", "arn:aws:s3:::b\(number)")
      try old.policies(file, Self.policy(of: arn, DiffWorld.publicBucket))
      let deny = #"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"\#(arn)"}"#
      try new.policies(file, Self.policy(of: arn, DiffWorld.publicBucket + "," + deny))
    }
    try exportAlike(&old, &new)
    let report = try await report(old, new)
    #expect(report.classes == [.maybeRevoked: 1])
    #expect(facts(report).contains("resource"))
  }

  @Test func `a denied check that no request is may be on the resource with another policy`() async throws {
    var (old, new) = (try DiffWorld(), try DiffWorld())
    old.add(
      "ec2", "DescribeVolumes", error: "AccessDenied",
      message: DiffWorld.denial(
        of: "kms:Decrypt", "because no identity-based policy allows the kms:Decrypt action"))
    let allow =
      #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/alice"},"Action":"kms:*","Resource":"*"}"#
    try old.policies(
      "accounts/111111111111/resource-policies/k.json",
      Self.policy(of: Self.key, allow.replacing("alice", with: "bob")))
    try new.policies("accounts/111111111111/resource-policies/k.json", Self.policy(of: Self.key, allow))
    let volumes = #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#
    try exportAlike(&old, &new, alice: volumes)
    let found = try await report(old, new)
    #expect(found.classes == [.maybeGranted: 1])
  }

  @Test func `what may be attached at an account is not all that binds one in no organization`() async throws
  {
    var (old, new) = (try DiffWorld(), try DiffWorld())
    old.add(
      "ec2", "DescribeVolumes", error: "Client.UnauthorizedOperation",
      message: DiffWorld.denial(
        of: "ec2:DescribeVolumes", "because no service control policy allows the ec2:DescribeVolumes action"))
    func organization(_ accounts: String) -> String {
      #"{"id":"o-1","managementAccount":"999999999999","root":{"id":"r-1","scps":["FullAWSAccess"],"rcps":[],"#
        + #""accounts":\#(accounts),"children":[]}}"#
    }
    try old.policies("organization.json", organization(#"["222222222222"]"#))
    try new.policies("organization.json", organization(#"["222222222222","111111111111"]"#))
    try old.account(alice: DiffWorld.allowAll)
    try new.account(alice: DiffWorld.allowAll)
    #expect(try await report(old, new).classes == [.maybeGranted: 1])
  }

  /// Two worlds with the same policies; the second one tells what is given otherwise.
  private func worlds(
    _ statement: String, details: (String, String), organizations: (String, String)? = nil,
    topic: String? = nil, _ add: (inout DiffWorld) -> Void
  ) async throws -> DiffReport {
    var sides = [try DiffWorld(), try DiffWorld()]
    add(&sides[0])
    for (index, text) in [details.0, details.1].enumerated() {
      try sides[index].policies("accounts/111111111111/authorization-details.json", text)
      try sides[index].policies("scps/Tags.json", DiffWorld.document(statement))
      try sides[index].policies(
        "organization.json",
        [organizations?.0, organizations?.1][index] ?? Self.organization("o-1", "ou-1"))
      if let topic {
        try sides[index].policies(
          "accounts/111111111111/resource-policies/t.json", Self.policy(of: Self.topic, topic))
      }
    }
    return try await report(sides[0], sides[1])
  }

  private static func organization(_ id: String, _ unit: String) -> String {
    #"{"id":"\#(id)","managementAccount":"999999999999","root":{"id":"r-1","scps":["FullAWSAccess","Tags"],"rcps":[],"#
      + #""accounts":[],"children":[{"id":"\#(unit)","scps":["FullAWSAccess"],"rcps":[],"accounts":["111111111111"],"#
      + #""children":[]}]}}"#
  }

  private static func details(user: String = "", role: String = "") -> String {
    let policy = #"[{"PolicyName":"p","PolicyDocument":\#(DiffWorld.document(DiffWorld.allowAll))}]"#
    return #"{"UserDetailList":[{"UserName":"alice","Arn":"arn:aws:iam::111111111111:user/alice","#
      + #""UserPolicyList":\#(policy),"Tags":[\#(user)]}],"RoleDetailList":[{"RoleName":"app","#
      + #""Arn":"arn:aws:iam::111111111111:role/app","RolePolicyList":\#(policy),"Tags":[\#(role)]}]}"#
  }

  private static func deny(_ condition: String) -> String {
    #"{"Sid":"Tags","Effect":"Deny","Action":"*","Resource":"*","Condition":\#(condition)}"#
  }

  private static let blue = #"{"Key":"team","Value":"blue"}"#
  private static let red = #"{"Key":"team","Value":"red"}"#
  private static let deniesRed = deny(#"{"StringEquals":{"aws:PrincipalTag/team":"red"}}"#)

  @Test(arguments: [
    (blue, red, ChangeClass.revoked), ("", red, .revoked), (red, blue, .modelMismatch),
    (blue, "", .unchanged),
    (blue, blue, .unchanged),
  ])
  func `the tags of a user count on their side alone`(old: String, new: String, expected: ChangeClass)
    async throws
  {
    let report = try await worlds(
      Self.deniesRed, details: (Self.details(user: old), Self.details(user: new))
    ) { $0.add("ec2", "DescribeVpcs") }
    #expect(report.classes == [expected: 1])
    guard expected == .revoked else { return }
    #expect(report.summary[.revoked]?.confirmed == 1)
    #expect(report.causes.map { $0.reason.effect } == ["explicit deny"])
    #expect(report.causes.first?.reason.statement == "Tags")
  }

  @Test func `an allow that a user's tag no longer meets is the cause`() async throws {
    let policy = { (tag: String) in
      let allow =
        #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"blue"}}}"#
      return
        #"{"UserDetailList":[{"UserName":"alice","Arn":"arn:aws:iam::111111111111:user/alice","UserPolicyList":"#
        + #"[{"PolicyName":"p","PolicyDocument":\#(DiffWorld.document(allow))}],"Tags":[\#(tag)]}],"RoleDetailList":[]}"#
    }
    let report = try await worlds(
      Self.deny(#"{"Bool":{"aws:SecureTransport":"none"}}"#), details: (policy(Self.blue), policy(Self.red))
    ) { $0.add("ec2", "DescribeVpcs") }
    #expect(report.classes == [.revoked: 1])
    #expect(report.causes.map { $0.reason.effect } == ["allow no longer met"])
    #expect(report.causes.first?.reason.policy == "p")
  }

  @Test func `a session whose tags are not known may have those of its role`() async throws {
    let report = try await worlds(
      Self.deniesRed, details: (Self.details(role: Self.blue), Self.details(role: Self.red))
    ) {
      $0.add("ec2", "DescribeVpcs", identity: DiffWorld.session())
      $0.add("ec2", "DescribeVpcs")
    }
    #expect(report.classes == [.maybeRevoked: 1, .unchanged: 1])
    #expect(facts(report).contains("key:aws:principaltag/team"))
  }

  @Test(arguments: [
    ("aws:ResourceTag/team", true), ("iam:ResourceTag/team", true), ("aws:ResourceTag/cost", false),
  ])
  func `what a role is tagged with may be otherwise where it is the resource`(key: String, isOther: Bool)
    async throws
  {
    let report = try await worlds(
      Self.deny(#"{"StringEquals":{"\#(key)":"red"}}"#),
      details: (Self.details(role: Self.blue), Self.details(role: Self.red))
    ) { $0.add("iam", "GetRole", parameters: #"{"roleName":"app"}"#) }
    #expect(report.classes == [isOther ? .maybeRevoked : .unchanged: 1])
    if isOther { #expect(facts(report).contains("key:\(key.lowercased())")) }
  }

  @Test(arguments: [
    ("ou-1", "ou-2", "o-1", #"{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-1/r-1/ou-2/*"}}"#),
    ("ou-1", "ou-1", "o-2", #"{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}}"#),
  ])
  func `the place of an account counts on its side alone`(
    from: String, to: String, id: String, condition: String
  ) async throws {
    let report = try await worlds(
      Self.deny(condition), details: (Self.details(), Self.details()),
      organizations: (Self.organization("o-1", from), Self.organization(id, to))
    ) { $0.add("ec2", "DescribeVpcs") }
    #expect(report.classes == [.revoked: 1])
  }

  @Test
  func `the owner's organization counts on its side alone, and hangs on the owner where it is not known`()
    async throws
  {
    let condition = #"{"StringNotEqualsIfExists":{"aws:ResourceOrgID":"o-1"}}"#
    let report = try await worlds(
      Self.deny(condition), details: (Self.details(), Self.details()),
      organizations: (Self.organization("o-1", "ou-1"), Self.organization("o-2", "ou-1"))
    ) {
      $0.add("sns", "Publish", parameters: #"{"topicArn":"arn:aws:sns:us-east-1:111111111111:t"}"#)
      $0.add("s3", "GetBucketTagging", parameters: #"{"bucketName":"b"}"#)
    }
    #expect(report.classes == [.revoked: 1, .maybeRevoked: 1])
    #expect(facts(report).contains("key:aws:resourceorgid"))
  }

  @Test(arguments: [("o-1", ChangeClass.unchanged), ("o-2", .maybeRevoked)])
  func `the organization of an endpoint may be another one where any account is`(
    id: String, expected: ChangeClass
  ) async throws {
    let report = try await worlds(
      Self.deny(#"{"StringNotEqualsIfExists":{"aws:VpceOrgID":"o-1"}}"#),
      details: (Self.details(), Self.details()),
      organizations: (Self.organization("o-1", "ou-1"), Self.organization(id, "ou-1"))
    ) { $0.add("ec2", "DescribeVpcs", more: ["vpcEndpointId": #""vpce-1""#]) }
    #expect(report.classes == [expected: 1])
    if expected != .unchanged { #expect(facts(report).contains("key:aws:vpceorgid")) }
  }

  @Test(arguments: [("o-1", ChangeClass.unchanged), ("o-2", .maybeRevoked)])
  func `the organization that a service acts for may be another one where any account is`(
    id: String, expected: ChangeClass
  ) async throws {
    let report = try await worlds(
      Self.deny(#"{"Bool":{"aws:SecureTransport":"none"}}"#), details: (Self.details(), Self.details()),
      organizations: (Self.organization("o-1", "ou-1"), Self.organization(id, "ou-1")),
      topic: DiffWorld.openTopic
        + #",{"Effect":"Deny","Principal":"*","Action":"sns:Publish","Resource":"*","Condition":"#
        + #"{"StringNotEqualsIfExists":{"aws:SourceOrgID":"o-1"}}}"#
    ) {
      $0.add(
        "sns", "Publish", identity: #"{"type":"AWSService","invokedBy":"cloudwatch.amazonaws.com"}"#,
        parameters: #"{"topicArn":"\#(Self.topic)"}"#)
    }
    #expect(report.classes == [expected: 1])
    if expected != .unchanged { #expect(facts(report).contains("key:aws:sourceorgid")) }
  }

  @Test func `what is known to be about something else stays unchanged`() async throws {
    var (old, new) = (try DiffWorld(), try DiffWorld())
    for name in ["b", "c"] {
      old.add("s3", "GetBucketTagging", parameters: #"{"bucketName":"\#(name)"}"#)
    }
    let deny =
      #"{"Effect":"Deny","Principal":"*","Action":"s3:GetBucketTagging","Resource":"arn:aws:s3:::b"}"#
    try new.policies(
      "accounts/111111111111/resource-policies/b.json", Self.policy(of: "arn:aws:s3:::b", deny))
    try exportAlike(&old, &new)
    let report = try await report(old, new)
    #expect(report.classes[.unchanged] == 1 && report.classes.values.reduce(0, +) == 2)
  }
}
