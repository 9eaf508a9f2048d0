import AuditStore
import Testing

/// Resources that parameters name by ARNs, and which of several ARNs is of the resource.
struct NamedResourceTests {
  typealias Example = ResourceDerivationTests.Example

  private static let account = "eu-west-1:111122223333"

  static let own: [Example] = [
    Example(
      "where a failed call is sent is no function that is configured",
      EventText(
        source: "lambda.amazonaws.com", name: "PutFunctionEventInvokeConfig",
        parameters:
          #"{"functionName":"f","destinationConfig":{"onFailure":{"destination":"arn:aws:lambda:\#(account):function:dlq"}}}"#
      ),
      "lambda:PutFunctionEventInvokeConfig arn:aws:lambda:\(account):function:f exact"),
    Example(
      "a description speaks of another role",
      EventText(
        source: "iam.amazonaws.com", name: "UpdateRole",
        parameters: #"{"roleName":"admin","description":"as arn:aws:iam::111122223333:role/zz"}"#),
      "iam:UpdateRole arn:aws:iam::111122223333:role/admin assumed"),
    Example(
      "an alarm that suppresses another one",
      EventText(
        source: "monitoring.amazonaws.com", name: "PutCompositeAlarm",
        parameters:
          #"{"alarmName":"both","alarmRule":"ALARM(x)","actionsSuppressor":"arn:aws:cloudwatch:\#(account):alarm:quiet"}"#
      ),
      "cloudwatch:PutCompositeAlarm arn:aws:cloudwatch:\(account):alarm:both exact"),
    Example(
      "a file system that is replicated, and the one that it is replicated to",
      EventText(
        source: "elasticfilesystem.amazonaws.com", name: "CreateReplicationConfiguration",
        parameters:
          #"{"sourceFileSystemId":"fs-1","destinations":[{"fileSystemId":"arn:aws:elasticfilesystem:eu-central-1:111122223333:file-system/fs-2"}]}"#
      ),
      "elasticfilesystem:CreateReplicationConfiguration "
        + "arn:aws:elasticfilesystem:\(account):file-system/fs-1 exact"),
    Example(
      "a new name beside the ARN",
      EventText(
        source: "globalaccelerator.amazonaws.com", name: "UpdateAccelerator",
        parameters:
          #"{"acceleratorArn":"arn:aws:globalaccelerator::111122223333:accelerator/1-2","name":"new"}"#),
      "globalaccelerator:UpdateAccelerator arn:aws:globalaccelerator::111122223333:accelerator/1-2 exact"),
    Example(
      "what a command holds is no resource of the call",
      EventText(
        source: "ecs.amazonaws.com", name: "StopTask",
        parameters: #"{"reason":"arn:aws:ecs:\#(account):task/prod/t2","cluster":"prod","task":"t1"}"#),
      "ecs:StopTask arn:aws:ecs:\(account):task/prod/t1 exact"),
    Example(
      "a queue that gets the messages of another",
      EventText(
        source: "sqs.amazonaws.com", name: "StartMessageMoveTask",
        parameters:
          #"{"sourceArn":"arn:aws:sqs:\#(account):dead","destinationArn":"arn:aws:sqs:\#(account):jobs"}"#),
      "sqs:StartMessageMoveTask arn:aws:sqs:\(account):dead exact",
      "sqs:SendMessage arn:aws:sqs:\(account):jobs exact"),
    Example(
      "a web ACL, and an IP set that one of its rules names",
      EventText(
        source: "wafv2.amazonaws.com", name: "UpdateWebACL",
        parameters:
          #"{"name":"acl","scope":"REGIONAL","id":"12","rules":[{"statement":{"iPSetReferenceStatement":{"aRN":"arn:aws:wafv2:\#(account):regional/ipset/office/34"}}}]}"#
      ),
      "wafv2:UpdateWebACL arn:aws:wafv2:\(account):regional/webacl/acl/12 exact",
      "wafv2:UpdateWebACL arn:aws:wafv2:\(account):regional/ipset/office/34 exact"),
  ]

  @Test(arguments: own)
  func `the parameter that is named for a resource tells it, not an ARN elsewhere`(example: Example) {
    #expect(example.event.requests() == example.requests, "\(example.title)")
  }

  @Test func `a catalog of another account has its tables there`() {
    let event = EventText(
      source: "glue.amazonaws.com", name: "GetTables",
      parameters: #"{"catalogId":"999988887777","databaseName":"db"}"#)
    #expect(
      event.requests().contains("glue:GetTables arn:aws:glue:eu-west-1:999988887777:table/db/* partial"))
  }

  @Test(arguments: ["arn:aws:s3:::x/y", "arn%3Aaws%3As3%3A%3A%3Ax%2Fy"])
  func `the key of an object may look like an ARN`(key: String) {
    let event = EventText(name: "PutObject", parameters: #"{"bucketName":"b","key":"\#(key)"}"#)
    #expect(event.requests().contains("s3:PutObject arn:aws:s3:::b/\(key) exact"))
  }

  @Test func `a snapshot is asked for, also where its cluster is not named`() {
    let event = EventText(
      source: "redshift.amazonaws.com", name: "RestoreFromClusterSnapshot",
      parameters: #"{"clusterIdentifier":"n","snapshotIdentifier":"s"}"#)
    let snapshot = event.derived().requests.first { $0.resource.hasSuffix("snapshot:*/s") }
    #expect(snapshot?.certainty == .certain)
  }

  @Test func `an empty list asks for nothing`() {
    let event = EventText(
      source: "redshift.amazonaws.com", name: "GetClusterCredentials",
      parameters: #"{"dbUser":"u","clusterIdentifier":"c","dbGroups":[]}"#)
    #expect(!event.derived().requests.contains { $0.action == "redshift:JoinGroup" })
  }

  @Test func `free text names no resource`() {
    let event = EventText(
      source: "athena.amazonaws.com", name: "CreatePreparedStatement",
      parameters: #"{"description":"arn:aws:athena:eu-west-1:111122223333:workgroup/w","statementName":"q"}"#)
    #expect(event.requests() == ["athena:CreatePreparedStatement  unknown"])
  }

  static let all: [Example] = [
    Example(
      "under two names",
      EventText(
        source: "dms.amazonaws.com", name: "CreateReplicationTask",
        parameters:
          #"{"sourceEndpointArn":"arn:aws:dms:\#(account):endpoint:E1","targetEndpointArn":"arn:aws:dms:\#(account):endpoint:E2","replicationInstanceArn":"arn:aws:dms:\#(account):rep:R1"}"#
      ),
      "dms:CreateReplicationTask arn:aws:dms:\(account):endpoint:E1 exact",
      "dms:CreateReplicationTask arn:aws:dms:\(account):endpoint:E2 exact",
      "dms:CreateReplicationTask arn:aws:dms:\(account):rep:R1 exact"),
    Example(
      "names and ARNs in one list",
      EventText(
        source: "ecs.amazonaws.com", name: "DescribeTasks",
        parameters: #"{"cluster":"prod","tasks":["t1","arn:aws:ecs:\#(account):task/prod/t2"]}"#),
      "ecs:DescribeTasks arn:aws:ecs:\(account):task/prod/t1 exact",
      "ecs:DescribeTasks arn:aws:ecs:\(account):task/prod/t2 exact"),
  ]

  @Test(arguments: all)
  func `every ARN and every name of a type counts`(example: Example) {
    #expect(example.event.requests() == example.requests, "\(example.title)")
  }

  static let encoded: [Example] = [
    Example(
      "an ARN of a cluster",
      EventText(
        source: "kafka.amazonaws.com", name: "DeleteCluster",
        parameters:
          #"{"clusterArn":"arn%3Aaws%3Akafka%3Aeu-west-1%3A111122223333%3Acluster%2Fprod%2F0a1b"}"#),
      "kafka:DeleteCluster arn:aws:kafka:\(account):cluster/prod/0a1b exact"),
    Example(
      "of what is tagged",
      EventText(
        source: "eks.amazonaws.com", name: "ListTagsForResource",
        parameters: #"{"resourceArn":"arn%3aaws%3aeks%3aeu-west-1%3a111122223333%3acluster%2fk"}"#),
      "eks:ListTagsForResource arn:aws:eks:\(account):cluster/k exact"),
    Example(
      "of a function",
      EventText(
        source: "lambda.amazonaws.com", name: "GetPolicy20150331v2",
        parameters:
          #"{"functionName":"arn%3Aaws%3Alambda%3Aeu-west-1%3A111122223333%3Afunction%3Af"}"#),
      "lambda:GetPolicy arn:aws:lambda:\(account):function:f exact"),
    Example(
      "a path of API Gateway keeps it as it was",
      EventText(
        source: "apigateway.amazonaws.com", name: "GetTags",
        parameters: #"{"resourceArn":"arn%3Aaws%3Aapigateway%3Aeu-west-1%3A%3A%2Frestapis%2Fr1"}"#),
      "apigateway:GET arn:aws:apigateway:eu-west-1::/tags/"
        + "arn%3Aaws%3Aapigateway%3Aeu-west-1%3A%3A%2Frestapis%2Fr1 exact"),
    Example(
      "a broken one is no ARN",
      EventText(
        source: "secretsmanager.amazonaws.com", name: "DescribeSecret",
        parameters: #"{"secretId":"arn%3Aaws%"}"#),
      "secretsmanager:DescribeSecret arn:aws:secretsmanager:\(account):secret:arn%3Aaws%-?????? assumed"),
  ]

  @Test(arguments: encoded)
  func `an ARN with percent signs is read as the ARN that it was`(example: Example) {
    #expect(example.event.requests() == example.requests, "\(example.title)")
  }

  static let types: [Example] = [
    Example(
      "a zone by the parameter that says so",
      EventText(
        source: "route53.amazonaws.com", name: "ListTagsForResource",
        parameters: #"{"resourceType":"hostedzone","resourceId":"Z1"}"#),
      "route53:ListTagsForResource arn:aws:route53:::hostedzone/Z1 exact"),
    Example(
      "what is in no region and of no account has neither where its type is open",
      EventText(
        source: "route53.amazonaws.com", name: "ListTagsForResource", parameters: #"{"resourceId":"Z1"}"#),
      "route53:ListTagsForResource arn:aws:route53:::* ambiguous"),
    Example(
      "a cluster's name is no cluster of many regions",
      EventText(
        source: "memory-db.amazonaws.com", name: "CreateCluster",
        parameters:
          #"{"clusterName":"c","aCLName":"open","subnetGroupName":"s","parameterGroupName":"p"}"#),
      "memorydb:CreateCluster arn:aws:memorydb:\(account):acl/open exact",
      "memorydb:CreateCluster arn:aws:memorydb:\(account):cluster/c exact",
      "memorydb:CreateCluster arn:aws:memorydb:\(account):parametergroup/p exact",
      "memorydb:CreateCluster arn:aws:memorydb:\(account):subnetgroup/s exact"),
    Example(
      "a subscription is a topic's, with its id or without",
      EventText(
        source: "sns.amazonaws.com", name: "Unsubscribe",
        parameters: #"{"subscriptionArn":"arn:aws:sns:\#(account):alarms:0a1b"}"#),
      "sns:Unsubscribe arn:aws:sns:\(account):alarms* partial"),
    Example(
      "a query goes by its id, and its workgroup is not named",
      EventText(
        source: "athena.amazonaws.com", name: "GetQueryExecution", parameters: #"{"queryExecutionId":"q"}"#),
      "athena:GetQueryExecution arn:aws:athena:\(account):workgroup/* partial"),
    Example(
      "a policy of AWS, and an account that gets it",
      EventText(
        source: "organizations.amazonaws.com", name: "AttachPolicy",
        parameters: #"{"policyId":"p-FullAWSAccess","targetId":"444455556666"}"#),
      "organizations:AttachPolicy arn:aws:organizations::*:account/o-*/444455556666 partial",
      "organizations:AttachPolicy arn:aws:organizations::aws:policy/*/p-FullAWSAccess assumed"),
    Example(
      "a policy, and a unit that gets it",
      EventText(
        source: "organizations.amazonaws.com", name: "AttachPolicy",
        parameters: #"{"policyId":"p-0123abcd","targetId":"ou-ab12-01234567"}"#),
      "organizations:AttachPolicy arn:aws:organizations::*:ou/o-*/ou-ab12-01234567 partial",
      "organizations:AttachPolicy arn:aws:organizations::*:policy/o-*/*/p-0123abcd partial"),
  ]

  @Test(arguments: types)
  func `a value is of the type that the call tells`(example: Example) {
    #expect(example.event.requests().sorted() == example.requests.sorted(), "\(example.title)")
  }

  @Test func `the name of an alias is not its state machine's`() {
    let machine = "arn:aws:states:eu-west-1:111122223333:stateMachine:m"
    let event = EventText(
      source: "states.amazonaws.com", name: "CreateStateMachineAlias",
      parameters: #"{"name":"live","routingConfiguration":[{"stateMachineVersionArn":"\#(machine)"}]}"#)
    #expect(event.requests() == ["states:CreateStateMachineAlias \(machine) exact"])
  }

  @Test func `a name without what stands before it in the ARN tells a part`() {
    let event = EventText(
      source: "braket.amazonaws.com", name: "CreateJob",
      parameters: #"{"jobName":"j","deviceConfig":{"device":"d"}}"#)
    #expect(
      event.derived().requests.contains {
        $0.resource == "arn:aws:braket:*:*:device/*/*/d" && $0.certainty == .certain
      })
  }

  static let snapshots: [Example] = [
    Example(
      "by its name a snapshot of a cluster",
      EventText(
        source: "rds.amazonaws.com", name: "RestoreDBClusterFromSnapshot",
        parameters: #"{"dBClusterIdentifier":"c","snapshotIdentifier":"s"}"#),
      "rds:RestoreDBClusterFromSnapshot arn:aws:rds:\(account):cluster-snapshot:s exact"),
    Example(
      "by its ARN perhaps one of an instance",
      EventText(
        source: "rds.amazonaws.com", name: "RestoreDBClusterFromSnapshot",
        parameters: #"{"dBClusterIdentifier":"c","snapshotIdentifier":"arn:aws:rds:\#(account):snapshot:s"}"#),
      "rds:RestoreDBClusterFromSnapshot arn:aws:rds:\(account):snapshot:s exact"),
  ]

  @Test(arguments: snapshots)
  func `a cluster is restored from a snapshot of either kind`(example: Example) {
    let requests = example.event.requests().filter { $0.contains("snapshot:s ") }
    #expect(requests == example.requests, "\(example.title)")
  }

  @Test(arguments: ["app", "net", "gwy"], ["DeleteLoadBalancer", "ModifyLoadBalancerAttributes"])
  func `a load balancer of a newer kind is no classic one`(kind: String, name: String) {
    let arn = "arn:aws:elasticloadbalancing:\(Self.account):loadbalancer/\(kind)/lb/50dc6c495c0c9188"
    let event = EventText(
      source: "elasticloadbalancing.amazonaws.com", name: name, parameters: #"{"loadBalancerArn":"\#(arn)"}"#)
    #expect(event.derived().requests.map(\.resource) == [arn])
  }

  @Test(arguments: ["PutVectors", "QueryVectors", "CreateIndex", "DeleteIndex"])
  func `an index of vectors is in its bucket`(name: String) {
    let arn = "arn:aws:s3vectors:\(Self.account):bucket/vb/index/i"
    for parameters in [#"{"vectorBucketName":"vb","indexName":"i"}"#, #"{"indexArn":"\#(arn)"}"#] {
      let event = EventText(source: "s3vectors.amazonaws.com", name: name, parameters: parameters)
      #expect(event.requests() == ["s3vectors:\(name) \(arn) exact"])
    }
  }

  @Test(arguments: ["CreateRuleGroup", "UpdateRuleGroup", "DescribeRuleGroup", "DeleteRuleGroup"])
  func `the type of a rule group tells what its name stands behind`(name: String) {
    func resources(_ parameters: String) -> [String] {
      EventText(source: "network-firewall.amazonaws.com", name: name, parameters: parameters).derived()
        .requests.map { "\($0.certainty) \($0.resource)" }
    }
    let head = "arn:aws:network-firewall:\(Self.account):"
    for (type, kind) in [("STATEFUL", "stateful"), ("STATELESS", "stateless")] {
      let arn = "\(head)\(kind)-rulegroup/g"
      #expect(resources(#"{"ruleGroupName":"g","type":"\#(type)"}"#) == ["certain \(arn)"])
      #expect(resources(#"{"ruleGroupArn":"\#(arn)"}"#) == ["certain \(arn)"])
    }
    #expect(!resources(#"{"ruleGroupName":"g","type":"OTHER"}"#).contains { $0.hasSuffix("/g") })
  }
}
