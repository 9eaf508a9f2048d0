import IAMPolicy
import TestSupport
import Testing

@testable import Replay

/// What a snapshot says to be absent, and what it merely does not say.
struct SnapshotCompletenessTests {
  private static let stranger =
    #"{"type":"IAMUser","principalId":"AIDAEVE","arn":"arn:aws:iam::222222222222:user/eve","accountId":"222222222222"}"#

  /// A denial of another account's caller on a queue that no policy is given for.
  private func fidelity(_ build: (inout DiffWorld) throws -> Void) async throws -> Fidelity {
    var world = try DiffWorld()
    world.add(
      "sqs", "SendMessage",
      identity: Self.stranger,
      parameters: #"{"queueUrl":"https://sqs.us-east-1.amazonaws.com/111111111111/jobs"}"#,
      error: "AccessDenied",
      message: DiffWorld.denial(
        of: "sqs:sendmessage", on: "arn:aws:sqs:us-east-1:111111111111:jobs",
        "because no resource-based policy allows the sqs:sendmessage action"),
      more: [
        "resources":
          #"[{"accountId":"111111111111","type":"AWS::SQS::Queue","ARN":"arn:aws:sqs:us-east-1:111111111111:jobs"}]"#
      ])
    try build(&world)
    let change = try world.change("resource:arn:aws:sns:us-east-1:111111111111:t", DiffWorld.openTopic)
    return try await world.report(change).fidelity
  }

  @Test func `a queue of which nothing is said may have a policy`() async throws {
    let fidelity = try await fidelity { try $0.account() }
    #expect(fidelity.determinate == 0)
  }

  @Test func `a queue whose policy is null has none`() async throws {
    let fidelity = try await fidelity { world in
      try world.account()
      try world.policies(
        "accounts/111111111111/resource-policies/sqs.json",
        #"[{"resource": "arn:aws:sqs:us-east-1:111111111111:jobs", "policy": null}]"#)
    }
    #expect(fidelity.determinate == 1)
    #expect(fidelity.agreeing == 1)
  }

  @Test func `a bucket without a policy may still have an access control list`() async throws {
    var world = try DiffWorld()
    world.add(
      "s3", "GetObject", identity: Self.stranger, parameters: #"{"bucketName":"b","key":"k"}"#,
      error: "AccessDenied", message: "Access Denied",
      more: [
        "eventCategory": #""Data""#,
        "resources": #"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::b/k"},"#
          + #"{"accountId":"111111111111","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::b"}]"#,
      ])
    try world.account()
    try world.policies(
      "accounts/111111111111/resource-policies/s3.json", #"{"resource": "arn:aws:s3:::b", "policy": null}"#)
    let change = try world.change("resource:arn:aws:sns:us-east-1:111111111111:t", DiffWorld.openTopic)
    let fidelity = try await world.report(change).fidelity
    #expect(fidelity.determinate == 0)
    #expect(fidelity.undecided.contains { $0.name == "s3:acl" })
  }

  @Test func `a recorded allow through a public bucket's policy settles what is not known of the bucket`()
    async throws
  {
    var world = try DiffWorld()
    world.addObject("k", identity: Self.stranger)
    try world.account()
    try world.policies(
      "accounts/111111111111/resource-policies/s3.json",
      #"{"resource": "arn:aws:s3:::b", "policy": \#(DiffWorld.document(DiffWorld.publicBucket))}"#)
    let report = try await world.report(try world.change("scp:Lock@222222222222", DiffWorld.denyAll))
    #expect(report.classes == [.revoked: 1])
    #expect(report.summary[.revoked]?.confirmed == 1)
  }

  @Test(arguments: [("111111111111", 1), ("222222222222", 0)])
  func `a service that is complete in one account says nothing of another`(
    account: String, determinate: Int
  ) async throws {
    let fidelity = try await fidelity { world in
      try world.account()
      try world.policies("organization.json", #"{"complete": {"accounts": {"\#(account)": ["sqs"]}}}"#)
    }
    #expect(fidelity.determinate == determinate)
  }

  @Test(arguments: ["key/1234", "alias/data"])
  func `a key without a policy in the snapshot has one that is unknown`(name: String) throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write("organization.json", #"{"complete": {"accounts": {"111111111111": ["kms"]}}}"#)
    _ = try folder.write("accounts/111111111111/authorization-details.json", #"{"UserDetailList": []}"#)
    let policies = PolicyResolver(snapshot: try SnapshotReader.read(folder: folder.path)).policies(
      for: AuthorizationRequest(
        caller: .anonymous, action: "kms:Decrypt",
        resource: .arn("arn:aws:kms:us-east-1:111111111111:" + name), resourceAccount: "111111111111",
        context: RequestContext(isOpenWorld: true)),
      session: nil, endpoint: nil)
    #expect(
      policies.resource?.policies.map { $0.content } == [AttachedPolicy.Content.unknown("policy:resource")])
  }

  @Test func `behind an access point a bucket's policy is unknown though all policies are there`() throws {
    let folder = try TemporaryDirectory()
    let point = "arn:aws:s3:us-east-1:111111111111:accesspoint/p"
    _ = try folder.write(
      "accounts/111111111111/resource-policies/s3.json",
      #"{"resource": "\#(point)", "policy": \#(DiffWorld.document(DiffWorld.openTopic))}"#)
    _ = try folder.write("organization.json", #"{"complete": {"accounts": {"111111111111": ["s3"]}}}"#)
    let snapshot = try SnapshotReader.read(folder: folder.path)
    let policies = PolicyResolver(snapshot: snapshot).policies(
      for: AuthorizationRequest(
        caller: .anonymous, action: "s3:GetObject", resource: .arn(point + "/object/k"),
        resourceAccount: "111111111111", context: RequestContext(isOpenWorld: true)),
      session: nil, endpoint: nil)
    #expect(policies.resource?.policies.map { $0.name } == [point, ""])
    #expect(policies.resource?.policies.last?.content == AttachedPolicy.Content.unknown("policy:resource"))
  }

  /// Whether the policy of the secret `prod/db`, named so, is settled, and what it is.
  private func secretPolicy(_ build: (inout DiffWorld) throws -> Void) throws -> PolicySet? {
    var world = try DiffWorld()
    try build(&world)
    let resolver = PolicyResolver(snapshot: try world.snapshot(), comparing: [], namesCallers: false)
    let arn = "arn:aws:secretsmanager:us-east-1:111111111111:secret:prod/db-??????"
    return resolver.resourcePolicy(
      for: Self.request("secretsmanager:GetSecretValue", .pattern(arn)), coversMany: false)
  }

  private static func request(_ action: String, _ resource: RequestResource) -> AuthorizationRequest {
    AuthorizationRequest(
      caller: .user(arn: "arn:aws:iam::111111111111:user/alice", uniqueID: nil), action: action,
      resource: resource, resourceAccount: "111111111111", context: RequestContext(isOpenWorld: true))
  }

  @Test func `a secret that is named by its name has no policy where a complete service has none for it`()
    throws
  {
    #expect(try secretPolicy { try $0.account() } != nil)
    #expect(try secretPolicy { try $0.organization(complete: #"["secretsmanager"]"#) } == nil)
  }

  @Test func `a secret that is named by its name has the policy of the one of that name`() throws {
    let policy = try secretPolicy { world in
      let deny = DiffWorld.document(#"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#)
      let list = [("prod/db-AbCdEf", deny), ("prod/dbx-AbCdEf", "null"), ("prod/db-x-AbCdEf", "null")].map {
        #"{"resource":"arn:aws:secretsmanager:us-east-1:111111111111:secret:\#($0)","policy":\#($1)}"#
      }
      try world.policies(
        "accounts/111111111111/resource-policies/secretsmanager.json", "[\(list.joined(separator: ","))]")
    }
    #expect(policy?.policies.count == 1)
    guard case .document? = policy?.policies.first?.content else {
      Issue.record("the policy is not that of the secret")
      return
    }
  }

  @Test func `an alias of a key has no policy`() throws {
    let resolver = PolicyResolver(snapshot: PolicySnapshot(), comparing: [], namesCallers: false)
    let alias = RequestResource.arn("arn:aws:kms:us-east-1:111111111111:alias/x")
    #expect(resolver.resourcePolicy(for: Self.request("kms:CreateAlias", alias), coversMany: false) == nil)
  }
}

/// Authorization details as the CLI writes them.
struct AuthorizationDetailsTests {
  private static let folder = "accounts/111122223333/"
  private static let first = #"""
    {"UserDetailList": [{"Path": "/staff/", "UserName": "ada", "UserId": "AIDAADA",
      "Arn": "arn:aws:iam::111122223333:user/staff/ada", "GroupList": ["ops"],
      "AttachedManagedPolicies": [{"PolicyName": "ReadOnlyAccess",
        "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}], "Tags": [{"Key": "team", "Value": "core"}]}],
     "GroupDetailList": [], "RoleDetailList": [], "Policies": [], "IsTruncated": true, "Marker": "x"}
    """#
  private static let second = #"""
    {"UserDetailList": [],
     "GroupDetailList": [{"Path": "/", "GroupName": "ops", "GroupId": "AGPAOPS",
       "Arn": "arn:aws:iam::111122223333:group/ops", "GroupPolicyList": [], "AttachedManagedPolicies": []}],
     "RoleDetailList": [{"Path": "/ci/", "RoleName": "deploy", "RoleId": "AROADEPLOY",
       "Arn": "arn:aws:iam::111122223333:role/ci/deploy", "RolePolicyList": [], "AttachedManagedPolicies": []}],
     "Policies": [{"PolicyName": "Own", "Arn": "arn:aws:iam::111122223333:policy/team/Own",
       "DefaultVersionId": "v2", "PolicyVersionList": [
         {"VersionId": "v3", "IsDefaultVersion": false,
          "Document": "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D"},
         {"VersionId": "v2", "IsDefaultVersion": true, "Document": {"Version": "2012-10-17",
          "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}}]}], "IsTruncated": false}
    """#

  @Test func `pages in several files are one answer`() throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write(Self.folder + "authorization-details-1.json", Self.first)
    _ = try folder.write(Self.folder + "authorization-details-2.json", Self.second)
    let snapshot = try SnapshotReader.inspect(folder: folder.path)
    let account = try #require(snapshot.accounts["111122223333"])
    #expect(account.users["arn:aws:iam::111122223333:user/staff/ada"]?.tags == ["team": "core"])
    #expect(account.groups["ops"]?.uniqueID == "AGPAOPS")
    #expect(account.roleARNs["deploy"] == "arn:aws:iam::111122223333:role/ci/deploy")
    let own = try #require(account.managedPolicies["arn:aws:iam::111122223333:policy/team/Own"])
    guard case .document(let policy) = own.content else {
      Issue.record("the default version has a text")
      return
    }
    #expect(policy.document.statements.map { $0.effect } == [.deny])
    #expect(snapshot.findings.isEmpty)
  }

  @Test func `a managed policy of AWS that is attached but not exported is unknown, not empty`() throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write(Self.folder + "authorization-details.json", Self.first)
    let snapshot = try SnapshotReader.read(folder: folder.path)
    let caller = Caller.user(arn: "arn:aws:iam::111122223333:user/staff/ada", uniqueID: nil)
    let policies = PolicyResolver(snapshot: snapshot).policies(
      for: AuthorizationRequest(
        caller: caller, action: "ec2:DescribeVpcs", resource: .star, resourceAccount: "111122223333",
        context: RequestContext(isOpenWorld: true)),
      session: nil, endpoint: nil)
    #expect(
      policies.identity.policies.map { $0.content } == [
        AttachedPolicy.Content.unknown("policy:managed:arn:aws:iam::aws:policy/ReadOnlyAccess"),
        AttachedPolicy.Content.unknown("policy:group:ops"),
      ])
    #expect(snapshot.findings.contains { $0.finding.message.hasPrefix("the answer goes on") })
  }

  @Test func `what the CLI cut off with a token goes on`() throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write(
      Self.folder + "authorization-details.json", #"{"UserDetailList": [], "NextToken": "x"}"#)
    let findings = try SnapshotReader.read(folder: folder.path).findings
    #expect(findings.map { $0.finding.message.hasPrefix("the answer goes on") } == [true])
  }

  @Test func `an identity that stands on two pages is refused`() throws {
    let folder = try TemporaryDirectory()
    _ = try folder.write(Self.folder + "authorization-details.json", Self.second)
    _ = try folder.write(Self.folder + "authorization-details-2.json", Self.second)
    let error = #expect(throws: SnapshotError.self) { try SnapshotReader.read(folder: folder.path) }
    #expect(error?.message.hasSuffix("stands twice in the account's authorization details") == true)
  }
}
