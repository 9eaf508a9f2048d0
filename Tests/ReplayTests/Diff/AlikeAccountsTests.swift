import TestSupport
import Testing

@testable import Replay

/// Groups whose callers or resources are of different accounts, and whose resources are known in part, come to what each of
/// their events comes to by itself.
struct AlikeAccountsTests {
  private static let accounts = [
    "111111111111", "222222222222", "333333333333", "444444444444", "999999999999",
  ]

  private static func user(_ account: String) -> String {
    #"{"type":"IAMUser","principalId":"AIDA\#(account)","arn":"arn:aws:iam::\#(account):user/alice","#
      + #""accountId":"\#(account)","accessKeyId":"AKIA\#(account)","userName":"alice"}"#
  }

  private static func root(_ account: String) -> String {
    #"{"type":"Root","principalId":"\#(account)","arn":"arn:aws:iam::\#(account):root","accountId":"\#(account)"}"#
  }

  private static func session(_ account: String, role: String, invokedBy: String? = nil) -> String {
    let service = invokedBy.map { #","invokedBy":"\#($0)""# } ?? ""
    return #"{"type":"AssumedRole","principalId":"AROA\#(account):s","#
      + #""arn":"arn:aws:sts::\#(account):assumed-role/\#(role)/s","accountId":"\#(account)","#
      + #""accessKeyId":"ASIA\#(account)"\#(service),"sessionContext":{"attributes":"#
      + #"{"creationDate":"2026-09-01T09:00:00Z","mfaAuthenticated":"true"},"sessionIssuer":{"type":"Role","#
      + #""principalId":"AROA\#(account)","arn":"arn:aws:iam::\#(account):role/\#(role)","accountId":"\#(account)"}}}"#
  }

  /// A caller that the record of another account names by its account alone.
  private static func foreign(_ account: String) -> String {
    #"{"type":"AWSAccount","principalId":"AIDAFOREIGN\#(account)","accountId":"\#(account)"}"#
  }

  private static let callers =
    accounts.map { user($0) } + accounts.map { session($0, role: "app") }
    + accounts.prefix(3).map { root($0) }
    + [foreign("222222222222"), foreign("444444444444"), session("222222222222", role: "gone")]
    + [session("222222222222", role: "app", invokedBy: "cloudformation.amazonaws.com")]

  private static func calls(_ other: String) -> [(service: String, name: String, parameters: String)] {
    [
      ("ec2", "DescribeVolumes", "null"), ("rds", "DescribeDBInstances", "{}"), ("s3", "ListBuckets", "null"),
      ("sqs", "SetQueueAttributes", #"{"queueUrl":"https://sqs.us-east-1.amazonaws.com/\#(other)/jobs"}"#),
      ("sqs", "PurgeQueue", #"{"queueUrl":"https://sqs.us-east-1.amazonaws.com/\#(other)/jobs"}"#),
      ("sts", "AssumeRole", #"{"roleArn":"arn:aws:iam::\#(other):role/app","roleSessionName":"s"}"#),
      ("sts", "AssumeRole", #"{"roleArn":"arn:aws:iam::\#(other):role/lost","roleSessionName":"s"}"#),
      (
        "sts", "AssumeRole",
        #"{"roleArn":"arn:aws:iam::\#(other):role/aws-service-role/x/AWSServiceRoleForX","roleSessionName":"s"}"#
      ),
      ("iam", "GetRole", #"{"roleName":"app"}"#), ("iam", "GetRole", #"{"roleName":"lost"}"#),
      ("iam", "UpdateRole", #"{"roleName":"admin"}"#), ("iam", "UpdateRole", #"{"roleName":"lost"}"#),
      ("iam", "PutRolePolicy", #"{"roleName":"AWSServiceRoleForX","policyName":"p","policyDocument":"{}"}"#),
      ("kms", "DescribeKey", #"{"keyId":"arn:aws:kms:us-east-1:\#(other):key/k"}"#),
      ("kms", "DescribeKey", #"{"keyId":"alias/mine"}"#),
      ("kms", "Decrypt", #"{"keyId":"arn:aws:kms:us-east-1:\#(other):alias/mine"}"#),
      ("kms", "DeleteAlias", #"{"aliasName":"alias/aws/x"}"#),
      ("kms", "DeleteAlias", #"{"aliasName":"alias/mine"}"#),
      ("secretsmanager", "GetSecretValue", #"{"secretId":"db"}"#),
      ("secretsmanager", "GetSecretValue", #"{"secretId":"key"}"#),
      ("dynamodb", "DescribeTable", #"{"tableName":"t"}"#),
      ("dynamodb", "DescribeTable", #"{"tableName":"arn:aws:dynamodb:us-east-1:\#(other):table/t"}"#),
      ("s3", "GetBucketPolicy", #"{"bucketName":"b"}"#), ("s3", "GetBucketAcl", #"{"bucketName":"c"}"#),
    ]
  }

  private static func events(_ world: inout DiffWorld) {
    for (place, caller) in callers.enumerated() {
      for index in calls("").indices {
        // Callers share calls in all but their accounts.
        let call = calls(accounts[(place + index) % 3])[index]
        var more: [String: String?] = [
          "recipientAccountId": "\"\(accounts[place % 5])\"",
          "awsRegion": index % 3 == 0 ? #""eu-west-1""# : #""us-east-1""#,
          "sourceIPAddress": index % 5 == 0 ? #""10.0.0.1""# : #""203.0.113.5""#,
        ]
        if index % 7 == 0 { more["vpcEndpointId"] = "\"vpce-\(place % 2)\"" }
        world.add(
          call.service, call.name, identity: caller, parameters: call.parameters,
          error: index % 11 == 0 ? "AccessDenied" : nil, more: more)
      }
    }
  }

  private static func duties(_ account: String) -> String {
    DiffWorld.document(
      #"{"Effect":"Allow","Action":["*:Describe*","*:Get*","*:List*"],"Resource":"*"},"#
        + #"{"Effect":"Allow","Action":["sqs:*","kms:*"],"Resource":"*","#
        + #""Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}},"#
        + #"{"Effect":"Allow","Action":["sts:AssumeRole","iam:*"],"#
        + #""Resource":["arn:aws:iam::\#(account):role/l*","arn:aws:iam::*:role/app"]},"#
        + #"{"Effect":"Deny","Action":"secretsmanager:*","Resource":"arn:aws:secretsmanager:*:*:secret:db-*"},"#
        + #"{"Effect":"Deny","Action":"sqs:Purge*","Resource":"*","#
        + #""Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}}"#)
  }

  private static func export(_ account: String) -> String {
    let trust = DiffWorld.document(
      #"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111111111111:root","333333333333"]},"Action":"sts:AssumeRole"}"#
    )
    let policies = #"[{"PolicyName":"p","PolicyDocument":\#(duties(account))}]"#
    return #"{"UserDetailList":[{"UserName":"alice","Arn":"arn:aws:iam::\#(account):user/alice","#
      + #""UserPolicyList":\#(policies)}],"RoleDetailList":[{"RoleName":"app","#
      + #""Arn":"arn:aws:iam::\#(account):role/app","RolePolicyList":\#(policies),"#
      + #""AssumeRolePolicyDocument":\#(trust)}]}"#
  }

  private static func policies(_ world: inout DiffWorld, hasOrganization: Bool) throws {
    for account in accounts.prefix(3) {
      try world.policies("accounts/\(account)/authorization-details.json", export(account))
    }
    try world.policies(
      "accounts/111111111111/resource-policies/b.json",
      #"{"resource":"arn:aws:s3:::b","policy":"#
        + DiffWorld.document(
          #"{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"s3:*","Resource":"arn:aws:s3:::b"}"#
        )
        + "}")
    guard hasOrganization else { return }
    try world.policies(
      "scps/Guard.json",
      DiffWorld.document(#"{"Effect":"Deny","Action":["rds:*","kms:Delete*"],"Resource":"*"}"#))
    try world.policies(
      "organization.json",
      #"{"id":"o-1","managementAccount":"999999999999","root":{"id":"r-1","scps":["FullAWSAccess"],"#
        + #""rcps":["RCPFullAWSAccess"],"accounts":["333333333333","999999999999"],"children":[{"id":"ou-a","name":"A","#
        + #""scps":["FullAWSAccess","Guard"],"rcps":[],"accounts":["111111111111","222222222222"],"children":[]}]},"#
        + #""accounts":{"111111111111":{"scps":["FullAWSAccess"],"rcps":[]},"#
        + #""222222222222":{"scps":["FullAWSAccess"],"rcps":[]},"#
        + #""333333333333":{"scps":["FullAWSAccess","Lost"],"rcps":[]}}}"#)
  }

  private static let changes: [(target: String, statements: String?)] = [
    (
      "scp:Lock@r-1",
      #"{"Effect":"Deny","NotAction":"iam:*","Resource":"*","#
        + #""Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}}"#
    ),
    ("scp:Lock@ou-a", #"{"Effect":"Deny","Action":["sts:*","iam:*"],"Resource":"arn:aws:iam::*:role/lost"}"#),
    ("scp:Lock@333333333333", #"{"Effect":"Deny","Action":["ec2:*","s3:*","sqs:*"],"Resource":"*"}"#),
    (
      "scp:Lock@r-1",
      #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEqualsIfExists":"#
        + #"{"aws:ResourceOrgID":"o-1"},"StringEquals":{"aws:PrincipalAccount":"222222222222"}}}"#
    ),
    (
      "scp:Lock@r-1",
      #"{"Effect":"Deny","Action":["sqs:*","kms:*","sts:*"],"#
        + #""Resource":["arn:aws:sqs:*:222222222222:*","arn:aws:kms:*:*:key/*","arn:aws:iam::*:role/a*"]}"#
    ),
    ("scp:Guard@ou-a", nil),
    (
      "rcp:Net@r-1",
      #"{"Effect":"Deny","Principal":"*","Action":["s3:*","sqs:*","kms:*","sts:*"],"Resource":"*","Condition":"#
        + #"{"StringNotEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}}"#
    ),
    ("rcp:Net@ou-a", #"{"Effect":"Deny","Principal":"*","Action":["s3:*","sqs:*","sts:*"],"Resource":"*"}"#),
    (
      "resource:arn:aws:s3:::b",
      #"{"Effect":"Allow","Principal":{"AWS":"333333333333"},"Action":"s3:*","Resource":"arn:aws:s3:::b"}"#
    ),
    ("identity:arn:aws:iam::222222222222:user/alice/p", DiffWorld.denyAll),
    ("vpce:vpce-1", #"{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"*","Resource":"*"}"#),
  ]

  private static let cases = changes.indices.map { ($0, true) } + [0, 2, 6, 9].map { ($0, false) }

  @Test(arguments: cases)
  func `groups of many accounts come to what each of them comes to alone`(
    index: Int, hasOrganization: Bool
  ) async throws {
    var (target, statements) = Self.changes[index]
    if !hasOrganization {
      target = target.replacing("@r-1", with: "@*").replacing("@ou-a", with: "@222222222222")
    }
    var world = try DiffWorld()
    try Self.policies(&world, hasOrganization: hasOrganization)
    Self.events(&world)
    let argument = try statements.map { try world.change(target, $0) } ?? "\(target)=-"
    let differ = try Differ(
      baseline: try world.snapshot(), changes: [try PolicyChange(argument: argument)])
    let log = try AskedLog(try await world.ingest(), differ)
    #expect(log.expectSame(every: 4, from: index) > 10 && log.repetitions > (hasOrganization ? 9 : 1))
  }

  @Test func `accounts that move in their organization come to what each of them comes to alone`()
    async throws
  {
    func organization(_ first: [String], _ second: [String]) -> String {
      func unit(_ id: String, _ accounts: [String]) -> String {
        #"{"id":"\#(id)","name":"U","scps":["FullAWSAccess"],"rcps":[],"accounts":\#(accounts),"children":[]}"#
      }
      return
        #"{"id":"o-1","managementAccount":"999999999999","root":{"id":"r-1","scps":["FullAWSAccess"],"rcps":[],"#
        + #""accounts":["111111111111"],"children":[\#(unit("ou-a", first)),\#(unit("ou-b", second))]}}"#
    }
    var (world, moved) = (try DiffWorld(), try DiffWorld())
    for account in Self.accounts[1...2] {
      let topic = "arn:aws:sns:us-east-1:\(account):t"
      for message in [nil, DiffWorld.denial(of: "sns:Other", "because no resource-based policy allows it")] {
        world.add(
          "sns", "Publish", identity: Self.user("111111111111"),
          parameters: #"{"topicArn":"\#(topic)"}"#, error: message.map { _ in "AccessDenied" },
          message: message)
      }
    }
    for (place, accounts) in [
      (0, [["222222222222", "333333333333"], []]), (1, [["333333333333"], ["222222222222"]]),
    ] {
      let text = organization(accounts[0], accounts[1])
      if place == 0 {
        try world.policies("organization.json", text)
      } else {
        try moved.policies("organization.json", text)
      }
    }
    let differ = try Differ(
      from: ReplayPolicies(snapshot: try world.snapshot(), changes: []),
      to: ReplayPolicies(snapshot: try moved.snapshot(), changes: []), options: Differ.Options())
    let log = try AskedLog(try await world.ingest(), differ)
    #expect(log.expectSame() > 1)
  }

  @Test func `accounts with policies that say the same share decisions, those with others do not`()
    async throws
  {
    var world = try DiffWorld()
    try Self.policies(&world, hasOrganization: true)
    for account in Self.accounts.prefix(3) {
      world.add(
        "ec2", "DescribeVolumes", identity: Self.user(account),
        more: ["recipientAccountId": "\"\(account)\""])
      for other in Self.accounts.prefix(2) {
        world.add(
          "sqs", "GetQueueAttributes", identity: Self.user(account),
          parameters: #"{"queueUrl":"https://sqs.us-east-1.amazonaws.com/\#(other)/jobs"}"#)
      }
    }
    let change = try world.change("scp:Lock@r-1", DiffWorld.denyAll)
    let differ = try Differ(baseline: try world.snapshot(), changes: [try PolicyChange(argument: change)])
    let same = try AskedLog(try await world.ingest(), differ).sharesDecision
    // Two accounts of one unit, each on its own and on the other's queue; the third has a policy of unknown text.
    #expect(same(0, 3) && same(1, 5) && same(2, 4))
    #expect(same(7, 8) && !same(0, 6) && !same(1, 2))
  }
}
