import AuditStore
import IAMPolicy
import TestSupport
import Testing

@testable import Replay

/// What two snapshots hold otherwise is not taken for unchanged where a request does not tell that it is about something else.
struct SnapshotDifferenceTests {
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
    try old.account(alice: DiffWorld.allowAll)
    try new.account(alice: DiffWorld.allowAll)
    try old.organization()
    try new.organization()
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
    try old.account(alice: DiffWorld.allowAll)
    try new.account(alice: DiffWorld.allowAll)
    try old.organization()
    try new.organization()
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
    try old.account(alice: volumes)
    try new.account(alice: volumes)
    try old.organization()
    try new.organization()
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

  @Test func `what is known to be about something else stays unchanged`() async throws {
    var (old, new) = (try DiffWorld(), try DiffWorld())
    for name in ["b", "c"] {
      old.add("s3", "GetBucketTagging", parameters: #"{"bucketName":"\#(name)"}"#)
    }
    let deny =
      #"{"Effect":"Deny","Principal":"*","Action":"s3:GetBucketTagging","Resource":"arn:aws:s3:::b"}"#
    try new.policies(
      "accounts/111111111111/resource-policies/b.json", Self.policy(of: "arn:aws:s3:::b", deny))
    try old.account(alice: DiffWorld.allowAll)
    try new.account(alice: DiffWorld.allowAll)
    try old.organization()
    try new.organization()
    let report = try await report(old, new)
    #expect(report.classes[.unchanged] == 1 && report.classes.values.reduce(0, +) == 2)
  }
}
