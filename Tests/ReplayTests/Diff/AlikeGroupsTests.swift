import AuditStore
import IAMPolicy
import TestSupport
import Testing

@testable import Replay

/// Groups that are decided once for all that are like them come to what each of their events comes to by itself.
struct AlikeGroupsTests {
  private static let start: Int64 = 1_788_256_800

  @Test func `of calls that differ in their actions alone a statement meets the one that it covers`()
    async throws
  {
    var world = try DiffWorld()
    for name in ["DescribeInstances", "DescribeVolumes", "DescribeInstances"] { world.add("ec2", name) }
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    let lock = try world.change(
      "scp:Lock@r-1", #"{"Effect":"Deny","Action":"ec2:DescribeVolumes","Resource":"*"}"#)
    #expect(try await world.report(lock).classes == [.revoked: 1, .unchanged: 2])
  }

  @Test func `of calls to different services only those of a key's own service carry it`() async throws {
    var world = try DiffWorld()
    for (service, name) in [("ec2", "DescribeVolumes"), ("sns", "ListTopics"), ("kms", "ListKeys")] {
      world.add(service, name)
    }
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    let lock = try world.change(
      "scp:Lock@r-1",
      #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"ec2:Region":"us-east-1"}}}"#
    )
    #expect(try await world.report(lock).classes == [.revoked: 2, .unchanged: 1])
  }

  @Test(arguments: [["alice", "bob"], ["bob", "alice"]])
  func `a statement meets the caller that it names, whoever else other statements name`(names: [String])
    async throws
  {
    var world = try DiffWorld()
    let calls = ["alice": "GetBucketTagging", "bob": "GetBucketVersioning"]
    for name in names {
      world.add(
        "s3", calls[name] ?? "", identity: DiffWorld.user.replacing("alice", with: name),
        parameters: #"{"bucketName":"b"}"#)
    }
    try world.users("alice", "bob", "carol")
    try world.organization()
    func allow(_ name: String, _ action: String) -> String {
      #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/\#(name)"},"#
        + #""Action":"s3:\#(action)","Resource":"arn:aws:s3:::c"}"#
    }
    let others = [("bob", "GetBucketVersioning"), ("alice", "PutObject"), ("carol", "GetBucketTagging")]
    let other = DiffWorld.document(others.map { allow($0, $1) }.joined(separator: ","))
    let own = DiffWorld.document(allow("carol", "PutObject").replacing(":::c", with: ":::b"))
    try world.policies(
      "accounts/111111111111/resource-policies/s3.json",
      #"[{"resource":"arn:aws:s3:::c","policy":\#(other)},{"resource":"arn:aws:s3:::b","policy":\#(own)}]"#)
    let lock = try world.change(
      "resource:arn:aws:s3:::b",
      #"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111111111111:user/alice"},"#
        + #""Action":["s3:GetBucketTagging","s3:GetBucketVersioning"],"Resource":"arn:aws:s3:::b"}"#)
    let report = try await world.report(lock)
    #expect(report.classes == [.revoked: 1, .unchanged: 1])
    #expect(report.causes.flatMap { $0.actions.map { $0.name } } == ["s3:GetBucketTagging"])
  }

  @Test(arguments: [[0, 1, 2, 3], [0, 1, 3, 2]])
  func `what patterns make of no resource is not taken from calls on one`(order: [Int]) async throws {
    var world = try DiffWorld()
    let calls = [
      ("rds", "DescribeDBInstances", #"{"dBInstanceIdentifier":"dev"}"#),
      ("monitoring", "DescribeAlarms", #"{"alarmNames":["a"]}"#),
      ("rds", "DescribeDBInstances", "{}"), ("monitoring", "DescribeAlarms", "{}"),
    ]
    for (service, name, parameters) in order.map({ calls[$0] }) {
      world.add(service, name, parameters: parameters)
    }
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    let lock = try world.change(
      "scp:Lock@r-1",
      #"{"Effect":"Deny","Action":["rds:DescribeDBInstances","cloudwatch:DescribeAlarms"],"#
        + #""Resource":"arn:aws:rds:*:*:db:prod"}"#)
    let report = try await world.report(lock)
    #expect(report.classes == [.maybeRevoked: 1, .unchanged: 3])
    #expect(report.causes.flatMap { $0.actions.map { $0.name } } == ["rds:DescribeDBInstances"])
  }

  @Test func `an instance type is none of the image that a launch is checked on as well`() async throws {
    var world = try DiffWorld()
    world.add(
      "ec2", "RunInstances",
      parameters: #"{"instancesSet":{"items":[{"imageId":"ami-1"}]},"instanceType":"t3.micro","#
        + #""subnetId":"subnet-1","groupSet":{"items":[{"groupId":"sg-1"}]}}"#)
    try world.account(alice: DiffWorld.allowAll)
    try world.organization()
    func lock(_ resource: String) throws -> String {
      try world.change(
        "scp:Lock@r-1",
        #"{"Effect":"Deny","Action":"ec2:RunInstances","Resource":"\#(resource)","#
          + #""Condition":{"StringNotEquals":{"ec2:InstanceType":"t3.micro"}}}"#)
    }
    #expect(try await world.report(lock("*")).classes == [.revoked: 1])
    #expect(try await world.report(lock("arn:aws:ec2:*:*:instance/*")).classes == [.unchanged: 1])
  }

  private static let reading =
    #"{"Effect":"Allow","Action":["*:Describe*","*:List*","*:Get*"],"Resource":"*"}"#
  private static let guarded =
    #"{"Effect":"Deny","Action":"*","Resource":"arn:aws:rds:*:*:db:prod"},"#
    + #"{"Effect":"Allow","Action":["events:*","sns:*","dynamodb:*","kms:*","iam:*","sts:*","route53:*"],"#
    + #""Resource":"*","Condition":{"StringEquals":{"aws:ResourceAccount":"111111111111"}}}"#

  private static func objects(in bucket: String) -> String {
    #"{"Effect":"Allow","Action":["s3:*Object","sqs:*"],"#
      + #""Resource":["arn:aws:s3:::\#(bucket)/*","arn:aws:sqs:*:*:jobs"]}"#
  }

  private static func duties(_ bucket: String) -> String {
    #"[{"PolicyName":"p","PolicyDocument":"#
      + DiffWorld.document([reading, objects(in: bucket), guarded].joined(separator: ",")) + "}]"
  }

  private static func user(_ name: String, _ bucket: String, more: String = "") -> String {
    #"{"UserName":"\#(name)","Arn":"arn:aws:iam::111111111111:user/\#(name)","#
      + #""UserPolicyList":\#(duties(bucket))\#(more)}"#
  }

  private static func role(_ name: String, trust: String) -> String {
    #"{"RoleName":"\#(name)","Arn":"arn:aws:iam::111111111111:role/\#(name)","RolePolicyList":\#(duties("b")),"#
      + #""AssumeRolePolicyDocument":\#(DiffWorld.document(trust))}"#
  }

  private static func policies(_ world: inout DiffWorld) throws {
    let open = #"{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}"#
    let narrow =
      #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/carol"},"Action":"sts:*"}"#
    let boundary =
      #","PermissionsBoundary":{"PermissionsBoundaryArn":"arn:aws:iam::aws:policy/ReadOnlyAccess","#
      + #""PermissionsBoundaryType":"Policy"}"#
    let users = [user("alice", "b"), user("bob", "c"), user("carol", "b", more: boundary)]
    let roles = [role("app", trust: open), role("twin", trust: open), role("odd", trust: narrow)]
    try world.organization()
    try world.policies(
      "accounts/111111111111/authorization-details.json",
      #"{"UserDetailList":[\#(users.joined(separator: ","))],"#
        + #""RoleDetailList":[\#(roles.joined(separator: ","))]}"#)
  }

  private static let callers = [
    DiffWorld.user, DiffWorld.user.replacing("alice", with: "bob"),
    DiffWorld.user.replacing("alice", with: "carol"), DiffWorld.session(),
    DiffWorld.session(role: "twin", issuer: "arn:aws:iam::111111111111:role/twin"),
    DiffWorld.session(role: "gone", issuer: "arn:aws:iam::111111111111:role/gone"),
    DiffWorld.session(role: "lost", issuer: nil),
  ]

  /// Calls whose actions the engine, the resolver or the derivation tells apart in some way, beside plain ones.
  private static let calls: [(service: String, name: String, parameters: String)] = [
    ("ec2", "DescribeVolumes", "null"), ("ec2", "DescribeSnapshots", "null"),
    ("rds", "DescribeDBInstances", "{}"), ("rds", "DescribeDBSnapshots", "{}"),
    ("s3", "ListBuckets", "null"), ("s3", "GetBucketPolicy", #"{"bucketName":"b"}"#),
    ("s3", "PutBucketPolicy", #"{"bucketName":"b"}"#), ("s3", "GetBucketAcl", #"{"bucketName":"c"}"#),
    ("dynamodb", "GetItem", #"{"tableName":"t"}"#), ("dynamodb", "ListTables", "{}"),
    ("sqs", "AddPermission", #"{"queueUrl":"https://sqs.us-east-1.amazonaws.com/111111111111/jobs"}"#),
    ("sqs", "SetQueueAttributes", #"{"queueUrl":"https://sqs.us-east-1.amazonaws.com/222222222222/jobs"}"#),
    ("kms", "CreateAlias", #"{"aliasName":"alias/aws/x","targetKeyId":"k"}"#),
    ("kms", "DeleteAlias", #"{"aliasName":"alias/mine"}"#), ("kms", "RetireGrant", "{}"),
    ("kms", "ListKeys", "{}"), ("events", "PutEvents", "{}"), ("events", "ListRules", "{}"),
    ("sns", "ListTopics", "{}"), ("route53", "GetHostedZone", #"{"id":"Z1"}"#),
    ("iam", "UpdateRole", #"{"roleName":"AWSServiceRoleForX"}"#),
    ("iam", "UpdateRole", #"{"roleName":"app"}"#),
    ("iam", "DeleteRole", #"{"roleName":"AWSServiceRoleForX"}"#), ("iam", "GetRole", #"{"roleName":"app"}"#),
    ("iam", "ListRoles", "{}"), ("sts", "GetCallerIdentity", "null"), ("sts", "GetSessionToken", "null"),
    ("sts", "GetFederationToken", #"{"name":"n"}"#), ("secretsmanager", "ListSecrets", "{}"),
    ("lambda", "ListFunctions20150331", "{}"),
  ]

  private static func events(_ world: inout DiffWorld) {
    var time = start
    func more(_ other: [String: String?] = [:]) -> [String: String?] {
      defer { time += 1 }
      let clock = time - start
      let (minute, second) = (clock / 60, clock % 60)
      let text = "2026-09-01T10:\(minute < 10 ? "0" : "")\(minute):\(second < 10 ? "0" : "")\(second)Z"
      return other.merging(["eventTime": "\"\(text)\""]) { $1 }
    }
    for caller in callers {
      for call in calls {
        world.add(
          call.service, call.name, identity: caller, parameters: call.parameters, more: more())
      }
      for role in ["app", "twin", "odd", "unknown"] {
        world.add(
          "sts", "AssumeRole", identity: caller,
          parameters: #"{"roleArn":"arn:aws:iam::111111111111:role/\#(role)","roleSessionName":"s"}"#,
          more: more())
      }
      for bucket in ["b", "c"] {
        world.add(
          "s3", "GetObject", identity: caller, parameters: #"{"bucketName":"\#(bucket)","key":"k"}"#,
          error: bucket == "c" ? "AccessDenied" : nil,
          more: more([
            "vpcEndpointId": #""vpce-1""#, "eventCategory": #""Data""#,
            "resources": #"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::\#(bucket)/k"}]"#,
          ]))
      }
    }
    for reason in [
      "because no identity-based policy allows it", "with an explicit deny in an identity-based policy",
    ] {
      for (service, name) in [("ec2", "DescribeImages"), ("rds", "DescribeDBClusters")] {
        world.add(
          service, name, error: "AccessDenied",
          message: DiffWorld.denial(of: "\(service):\(name)", reason), more: more())
      }
    }
  }

  private static let changes: [[(target: String, statements: String)]] = [
    [
      (
        "scp:Lock@r-1",
        #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":"#
          + #"{"aws:RequestedRegion":"eu-west-1"},"ArnNotLike":{"aws:PrincipalArn":"*role/app"}}}"#
      )
    ],
    [
      (
        "scp:Lock@r-1",
        #"{"Effect":"Deny","Action":["*:Describe*","s3:Get*","sts:*"],"#
          + #""Resource":["arn:aws:s3:::b/*","arn:aws:rds:*:*:db:*","arn:aws:iam::*:role/app"]}"#
      )
    ],
    [
      (
        "rcp:Net@r-1",
        #"{"Effect":"Deny","Principal":"*","Action":["s3:*","sqs:*","kms:*","sts:*"],"Resource":"*","Condition":"#
          + #"{"StringNotEqualsIfExists":{"aws:ResourceAccount":"222222222222"}}}"#
      )
    ],
    [("resource:arn:aws:s3:::c", DiffWorld.publicBucket.replacing(":::b", with: ":::c"))],
    [
      (
        "resource:arn:aws:iam::111111111111:role/twin",
        #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/bob"},"Action":"sts:AssumeRole"}"#
      )
    ],
    [("vpce:vpce-1", #"{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"*","Resource":"*"}"#)],
    [("identity:arn:aws:iam::111111111111:user/bob/p", DiffWorld.denyAll)],
    [
      ("scp:Lock@r-1", #"{"Effect":"Deny","Action":["sts:*","ec2:*"],"Resource":"*"}"#),
      ("identity:arn:aws:iam::111111111111:role/app/p", reading),
    ],
  ]

  @Test(arguments: changes.indices)
  func `groups come to what each of them comes to alone`(index: Int) async throws {
    var world = try DiffWorld()
    try Self.policies(&world)
    Self.events(&world)
    let differ = try Differ(
      baseline: try world.snapshot(),
      changes: try Self.changes[index].map {
        try PolicyChange(argument: try world.change($0.target, $0.statements))
      })
    let log = try AskedLog(try await world.ingest(), differ)
    #expect(log.expectSame(every: 4, from: index) > 10 && log.repetitions > log.groups.indices.count / 8)
  }

  @Test func `callers and actions that policies do not tell apart share a decision`() async throws {
    var world = try DiffWorld()
    try Self.policies(&world)
    for caller in Self.callers {
      for name in ["DescribeVolumes", "DescribeImages"] { world.add("ec2", name, identity: caller) }
      world.add("rds", "DescribeDBInstances", identity: caller)
    }
    let change = try world.change("scp:Lock@r-1", Self.reading)
    let differ = try Differ(baseline: try world.snapshot(), changes: [try PolicyChange(argument: change)])
    let same = try AskedLog(try await world.ingest(), differ).sharesDecision
    // Two actions of one caller, two users and two roles of other duties.
    #expect(same(0, 1) && same(0, 3) && same(9, 12))
    // A pattern for databases, a boundary, a user and a role, a role that is not known.
    #expect(!same(0, 2) && !same(0, 6) && !same(0, 9) && !same(9, 15))
  }
}
