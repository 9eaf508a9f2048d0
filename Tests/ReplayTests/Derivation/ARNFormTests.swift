import AuditStore
import Testing

/// Parameters whose values stand in an ARN in another form.
struct ARNFormTests {
  typealias Example = ResourceDerivationTests.Example

  private static let account = "eu-west-1:111122223333"

  static let forms: [Example] = [
    Example(
      "the service of a database in small letters",
      EventText(
        source: "pi.amazonaws.com", name: "GetResourceMetrics",
        parameters: #"{"serviceType":"RDS","identifier":"db-ABC"}"#),
      "pi:GetResourceMetrics arn:aws:pi:\(account):metrics/rds/db-ABC exact"),
    Example(
      "of another one it is not documented",
      EventText(
        source: "pi.amazonaws.com", name: "GetResourceMetrics",
        parameters: #"{"serviceType":"DOCDB","identifier":"db-ABC"}"#),
      "pi:GetResourceMetrics arn:aws:pi:\(account):metrics/*/db-ABC partial"),
    Example(
      "a pipeline's name in small letters without blanks",
      EventText(
        source: "imagebuilder.amazonaws.com", name: "CreateImagePipeline",
        parameters: #"{"name":"My-Golden Image"}"#),
      "imagebuilder:CreateImagePipeline arn:aws:imagebuilder:\(account):image-pipeline/my-golden-image exact"),
    Example(
      "a component's name and version",
      EventText(
        source: "imagebuilder.amazonaws.com", name: "CreateComponent",
        parameters: #"{"name":"Comp A","semanticVersion":"1.0.0"}"#),
      "imagebuilder:CreateComponent arn:aws:imagebuilder:\(account):component/comp-a/1.0.0/* partial"),
    Example(
      "a stream's ARN before the shard",
      EventText(
        source: "dynamodb.amazonaws.com", name: "GetRecords",
        parameters:
          #"{"shardIterator":"arn:aws:dynamodb:\#(account):table/t/stream/2026-01-01T00:00:00.000|1|AAA"}"#),
      "dynamodb:GetRecords arn:aws:dynamodb:\(account):table/t/stream/2026-01-01T00:00:00.000 exact"),
    Example(
      "another account of the organization",
      EventText(
        source: "account.amazonaws.com", name: "PutAlternateContact",
        parameters: #"{"accountId":"444455556666","alternateContactType":"SECURITY"}"#),
      "account:PutAlternateContact arn:aws:account::*:account/o-*/444455556666 partial"),
    Example(
      "the caller's own account",
      EventText(
        source: "account.amazonaws.com", name: "PutAlternateContact",
        parameters: #"{"alternateContactType":"SECURITY"}"#),
      "account:PutAlternateContact arn:aws:account::111122223333:account exact"),
    Example(
      "the default bus",
      EventText(source: "events.amazonaws.com", name: "DescribeEventBus"),
      "events:DescribeEventBus arn:aws:events:\(account):event-bus/default exact"),
    Example(
      "a bus by its name",
      EventText(source: "events.amazonaws.com", name: "DescribeEventBus", parameters: #"{"name":"b"}"#),
      "events:DescribeEventBus arn:aws:events:\(account):event-bus/b exact"),
    Example(
      "a list of directory buckets",
      EventText(source: "s3express.amazonaws.com", name: "ListDirectoryBuckets"),
      "s3express:ListAllMyDirectoryBuckets * star"),
    Example(
      "the groups that tags are for",
      EventText(
        source: "autoscaling.amazonaws.com", name: "CreateOrUpdateTags",
        parameters:
          #"{"tags":[{"key":"a","value":"1","resourceId":"g"},{"key":"b","value":"1","resourceId":"g"},{"key":"a","value":"1","resourceId":"h"}]}"#
      ),
      "autoscaling:CreateOrUpdateTags "
        + "arn:aws:autoscaling:\(account):autoScalingGroup:*:autoScalingGroupName/g assumed",
      "autoscaling:CreateOrUpdateTags "
        + "arn:aws:autoscaling:\(account):autoScalingGroup:*:autoScalingGroupName/h assumed"),
    Example(
      "groups that are not all told",
      EventText(
        source: "autoscaling.amazonaws.com", name: "CreateOrUpdateTags",
        parameters: #"{"tags":[{"key":"a","value":"1","resourceId":"g"},{"key":"b","value":"1"}]}"#),
      "autoscaling:CreateOrUpdateTags  unknown"),
  ]

  @Test(arguments: forms)
  func `a value stands in the ARN as the service writes it`(example: Example) {
    #expect(example.event.requests() == example.requests, "\(example.title)")
  }

  struct Call: Sendable {
    var source: String
    var name: String
    var parameters: String
    var certain: [String]
    var possible: [String]
  }

  static let optional = [
    Call(
      source: "ec2", name: "CreateVpc", parameters: #"{"ipv4IpamPoolId":"ipam-pool-0abc"}"#,
      certain: ["ec2::*:ipam-pool/ipam-pool-0abc partial", "ec2:\(account):vpc/* wild"], possible: []),
    Call(
      source: "ec2", name: "AssociateAddress", parameters: #"{"publicIp":"203.0.113.9","instanceId":"i-1"}"#,
      certain: ["ec2:\(account):instance/i-1 exact", "ec2:\(account):elastic-ip/* partial"], possible: []),
    Call(
      source: "ec2", name: "AssociateAddress",
      parameters: #"{"publicIp":"203.0.113.9","allocationId":"eipalloc-1"}"#,
      certain: ["ec2:\(account):elastic-ip/eipalloc-1 exact"], possible: []),
    Call(
      source: "elasticache", name: "ModifyReplicationGroup",
      parameters: #"{"replicationGroupId":"g","userGroupIdsToAdd":["a"],"userGroupIdsToRemove":["b"]}"#,
      certain: ["elasticache:\(account):replicationgroup:g exact"],
      possible: ["elasticache:\(account):usergroup:a exact", "elasticache:\(account):usergroup:b exact"]),
    Call(
      source: "elasticache", name: "DeleteCacheCluster",
      parameters: #"{"cacheClusterId":"c","finalSnapshotIdentifier":"s"}"#,
      certain: ["elasticache:\(account):cluster:c exact"],
      possible: ["elasticache:\(account):snapshot:s exact"]),
    Call(
      source: "rds", name: "FailoverDBCluster",
      parameters: #"{"dBClusterIdentifier":"c","targetDBInstanceIdentifier":"i2"}"#,
      certain: ["rds:\(account):cluster:c exact"], possible: ["rds:\(account):db:i2 exact"]),
    Call(
      source: "fsx", name: "CreateVolume",
      parameters:
        #"{"volumeType":"ONTAP","name":"v","ontapConfiguration":{"storageVirtualMachineId":"svm-1"}}"#,
      certain: ["fsx:\(account):volume/*/* partial"],
      possible: ["fsx:\(account):storage-virtual-machine/*/svm-1 partial"]),
  ]

  @Test(arguments: optional)
  func `what need not be there is checked, or perhaps, where the call names it`(call: Call) {
    let event = EventText(
      source: "\(call.source).amazonaws.com", name: call.name, parameters: call.parameters)
    let own = event.derived().requests.filter { $0.action == "\(call.source):\(call.name)" }
    func requests(_ certainty: Certainty) -> [String] {
      own.filter { $0.certainty == certainty }.map { "\($0.resource.dropFirst(8)) \($0.state)" }
    }
    #expect(requests(.certain) == call.certain)
    #expect(requests(.possible) == call.possible)
  }
}
