import AuditStore
import IAMPolicy
import Testing

struct ResourceDerivationTests {
  struct Example: Sendable {
    var title: String
    var event: EventText
    var requests: [String]

    init(_ title: String, _ event: EventText, _ requests: String...) {
      self.title = title
      self.event = event
      self.requests = requests
    }
  }

  static let evidence: [Example] = [
    Example(
      "the event's own list",
      EventText(
        parameters: #"{"bucketName":"b","key":"k"}"#,
        resources:
          #"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::b/k"},{"accountId":"444455556666","ARN":"arn:aws:s3:::b"}]"#
      ),
      "s3:GetObject arn:aws:s3:::b/k exact"),
    Example(
      "parameters that fill the pattern", EventText(parameters: #"{"bucketName":"b","key":"a/k"}"#),
      "s3:GetObject arn:aws:s3:::b/a/k exact"),
    Example(
      "a version makes it another action",
      EventText(parameters: #"{"bucketName":"b","key":"k","versionId":"v"}"#),
      "s3:GetObjectVersion arn:aws:s3:::b/k exact"),
    Example(
      "an action without resource types",
      EventText(source: "ec2.amazonaws.com", name: "DescribeInstances"), "ec2:DescribeInstances * star"),
    Example(
      "an ARN among the parameters",
      EventText(
        source: "secretsmanager.amazonaws.com", name: "GetSecretValue",
        parameters: #"{"secretId":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"}"#),
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf exact"),
    Example(
      "a secret's name leaves its suffix open",
      EventText(
        source: "secretsmanager.amazonaws.com", name: "GetSecretValue", parameters: #"{"secretId":"db"}"#),
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-?????? assumed"),
    Example(
      "a queue's URL",
      EventText(
        source: "sqs.amazonaws.com", name: "SendMessage",
        parameters: #"{"queueUrl":"https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"}"#),
      "sqs:SendMessage arn:aws:sqs:eu-west-1:111122223333:jobs exact"),
    Example(
      "a database's name is held in lower case",
      EventText(
        source: "rds.amazonaws.com", name: "StopDBInstance",
        parameters: #"{"dBInstanceIdentifier":"Main-DB"}"#),
      "rds:StopDBInstance arn:aws:rds:eu-west-1:111122223333:db:main-db exact"),
    Example(
      "a key's alias is not the key",
      EventText(source: "kms.amazonaws.com", name: "Encrypt", parameters: #"{"keyId":"alias/app"}"#),
      "kms:Encrypt  unknown"),
    Example(
      "a role's path is not known",
      EventText(source: "iam.amazonaws.com", name: "GetRole", parameters: #"{"roleName":"app"}"#),
      "iam:GetRole arn:aws:iam::111122223333:role/app assumed"),
    Example(
      "a new role's path is sent",
      EventText(
        source: "iam.amazonaws.com", name: "CreateRole", parameters: #"{"roleName":"app","path":"/teams/a/"}"#
      ),
      "iam:CreateRole arn:aws:iam::111122223333:role/teams/a/app exact"),
    Example(
      "the caller's own user with its path",
      EventText(source: "iam.amazonaws.com", name: "GetUser", parameters: "null"),
      "iam:GetUser arn:aws:iam::111122223333:user/ops/ann exact"),
    Example(
      "a function by a name with a qualifier, without which it may have been checked",
      EventText(
        source: "lambda.amazonaws.com", name: "GetFunction20150331v2",
        parameters: #"{"functionName":"111122223333:function:job:live"}"#),
      "lambda:GetFunction arn:aws:lambda:eu-west-1:111122223333:function:job* partial"),
    Example(
      "a list without a name",
      EventText(source: "ecr.amazonaws.com", name: "DescribeRepositories", parameters: "null"),
      "ecr:DescribeRepositories arn:aws:ecr:eu-west-1:111122223333:repository/* listwild"),
    Example(
      "parameters that an error hides",
      EventText(
        source: "ssm.amazonaws.com", name: "DeleteParameter", errorCode: "ThrottlingException",
        errorMessage: "Rate exceeded"),
      "ssm:DeleteParameter  unknown"),
  ]

  @Test(arguments: evidence)
  func `a resource is found by the strongest evidence`(example: Example) {
    #expect(example.event.requests() == example.requests, "\(example.title)")
  }

  static let several: [Example] = [
    Example(
      "each instance is a request",
      EventText(
        source: "ec2.amazonaws.com", name: "StopInstances",
        parameters: #"{"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"i-2"}]}}"#),
      "ec2:StopInstances arn:aws:ec2:eu-west-1:111122223333:instance/i-1 exact",
      "ec2:StopInstances arn:aws:ec2:eu-west-1:111122223333:instance/i-2 exact"),
    Example(
      "what EC2 makes has no id yet",
      EventText(
        source: "ec2.amazonaws.com", name: "CreateSubnet",
        parameters: #"{"vpcId":"vpc-1","cidrBlock":"10.0.0.0/24"}"#),
      "ec2:CreateSubnet arn:aws:ec2:eu-west-1:111122223333:subnet/* wild",
      "ec2:CreateSubnet arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1 exact"),
    Example(
      "an id that does not exist was evaluated as a wildcard",
      EventText(
        source: "ec2.amazonaws.com", name: "StopInstances",
        parameters: #"{"instancesSet":{"items":[{"instanceId":"i-1"}]}}"#,
        errorCode: "Client.InvalidInstanceID.NotFound", errorMessage: "no"),
      "ec2:StopInstances arn:aws:ec2:eu-west-1:111122223333:instance/* wild"),
    Example(
      "a copy reads its source",
      EventText(
        name: "CopyObject",
        parameters: #"{"bucketName":"b","key":"k","x-amz-copy-source":"/from/a%20b?versionId=7"}"#),
      "s3:GetObjectVersion arn:aws:s3:::from/a b exact", "s3:PutObject arn:aws:s3:::b/k exact"),
    Example(
      "a re-encryption uses two keys",
      EventText(
        source: "kms.amazonaws.com", name: "ReEncrypt",
        parameters:
          #"{"sourceKeyId":"11111111-aaaa","destinationKeyId":"arn:aws:kms:eu-west-1:444455556666:key/2222"}"#
      ),
      "kms:ReEncryptFrom arn:aws:kms:eu-west-1:111122223333:key/11111111-aaaa exact",
      "kms:ReEncryptTo arn:aws:kms:eu-west-1:444455556666:key/2222 exact"),
    Example(
      "a statement says by its first word what it does",
      EventText(
        source: "dynamodb.amazonaws.com", name: "ExecuteStatement",
        parameters: #"{"statement":"  update t set a = 1"}"#,
        resources: #"[{"accountId":"111122223333","ARN":"arn:aws:dynamodb:eu-west-1:111122223333:table/t"}]"#),
      "dynamodb:PartiQLUpdate arn:aws:dynamodb:eu-west-1:111122223333:table/t exact"),
    Example(
      "API Gateway checks the verb on the path",
      EventText(
        source: "apigateway.amazonaws.com", name: "GetStages", parameters: #"{"apiId":"abc"}"#),
      "apigateway:GET arn:aws:apigateway:eu-west-1::/apis/abc/stages exact"),
    Example(
      "tags passed to a session are a check of their own",
      EventText(
        source: "sts.amazonaws.com", name: "AssumeRole",
        parameters:
          #"{"roleArn":"arn:aws:iam::111122223333:role/app","tags":[{"key":"team","value":"a"}],"sourceIdentity":"x"}"#
      ),
      "sts:AssumeRole arn:aws:iam::111122223333:role/app exact",
      "sts:TagSession arn:aws:iam::111122223333:role/app exact",
      "sts:SetSourceIdentity arn:aws:iam::111122223333:role/app exact"),
  ]

  @Test(arguments: several)
  func `a call is checked once for each action and resource`(example: Example) {
    #expect(example.event.requests().sorted() == example.requests.sorted(), "\(example.title)")
  }

  @Test func `an instance is checked with everything that it is made of`() {
    let event = EventText(
      source: "ec2.amazonaws.com", name: "RunInstances",
      parameters: #"{"instancesSet":{"items":[{"imageId":"ami-1","keyName":"ops"}]},"subnetId":"subnet-1"}"#)
    let arn = "arn:aws:ec2:eu-west-1:111122223333:"
    let found = Set(event.requests())
    #expect(found.contains("ec2:RunInstances \(arn)instance/* wild"))
    #expect(found.contains("ec2:RunInstances \(arn)volume/* wild"))
    #expect(found.contains("ec2:RunInstances \(arn)network-interface/* wild"))
    #expect(found.contains("ec2:RunInstances \(arn)subnet/subnet-1 exact"))
    #expect(found.contains("ec2:RunInstances arn:aws:ec2:eu-west-1::image/ami-1 exact"))
    #expect(found.contains("ec2:RunInstances \(arn)key-pair/ops exact"))
    #expect(found.contains("ec2:RunInstances arn:aws:ec2:eu-west-1:*:security-group/* partial"))
    #expect(!event.derived().requests.contains { $0.state == .unknown })
  }

  private static let stopped = "arn:aws:ec2:eu-west-1:111122223333:instance/"

  private func stopping(_ count: Int) -> EventText {
    let items = (0..<count).map { #"{"instanceId":"i-\#($0)"}"# }.joined(separator: ",")
    return EventText(
      source: "ec2.amazonaws.com", name: "StopInstances",
      parameters: #"{"instancesSet":{"items":[\#(items)]}}"#)
  }

  @Test func `what is cut of many resources leaves the event open`() {
    #expect(stopping(50).derived().requests.map(\.state) == Array(repeating: .exact, count: 50))
    let requests = stopping(51).derived().requests
    #expect(requests.count == 51)
    #expect(requests.last?.resource == "\(Self.stopped)*")
    #expect(requests.last?.state == .partial)
    #expect(requests.last?.certainty == .certain)
  }

  @Test(arguments: [
    (#""x-amz-copy-source":"from/a","X-Amz-Copy-Source":"other/a""#, ["certain s3:GetObject"]),
    (#""x-amz-copy-source":["from/a","other/a"]"#, ["certain s3:GetObject"]),
    (
      #""x-amz-copy-source":["from/a","from/a?versionId=7"]"#,
      ["possible s3:GetObject", "possible s3:GetObjectVersion"]
    ),
    (
      #""x-amz-copy-source":"HIDDEN_DUE_TO_SECURITY_REASONS""#,
      ["possible s3:GetObject", "possible s3:GetObjectVersion"]
    ),
  ])
  func `a copy of which the record names several sources, or hides it, reads an unknown one`(
    header: String, reads: [String]
  ) {
    let event = EventText(
      name: "CopyObject", parameters: #"{"bucketName":"b","key":"k",\#(header)}"#)
    let sources = event.derived().requests.filter {
      ["s3:GetObject", "s3:GetObjectVersion"].contains($0.action)
    }
    #expect(sources.map { "\($0.certainty) \($0.action)" } == reads)
    #expect(sources.allSatisfy { $0.state == .unknown && $0.resource.isEmpty })
    for request in event.derived().requests where request.action == "s3:PutObject" {
      for fact in request.context where fact.key == "s3:x-amz-copy-source" {
        #expect(fact.value != .value("from/a") && fact.value != .absent)
      }
    }
    let twice = Self.copying(#"from/a","X-Amz-Copy-Source":"from/a"#).derived().requests
    #expect(twice.contains { $0.action == "s3:GetObject" && $0.resource == "arn:aws:s3:::from/a" })
  }

  private static func copying(_ source: String) -> EventText {
    EventText(
      name: "CopyObject", parameters: #"{"bucketName":"b","key":"k","x-amz-copy-source":"\#(source)"}"#)
  }

  static let inexact: [Example] = [
    Example(
      "a secret's ARN without the suffix that the service adds",
      EventText(
        source: "secretsmanager.amazonaws.com", name: "GetSecretValue",
        parameters: #"{"secretId":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db"}"#),
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-?????? assumed"
    ),
    Example(
      "a secret's whole ARN",
      EventText(
        source: "secretsmanager.amazonaws.com", name: "GetSecretValue",
        parameters: #"{"secretId":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdE1"}"#),
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdE1 exact"
    ),
    Example(
      "an access point's ARN, which hides the bucket",
      EventText(
        parameters: #"{"bucketName":"arn:aws:s3:eu-west-1:111122223333:accesspoint/ap","key":"k"}"#),
      "s3:GetObject  unknown",
      "s3:GetObject arn:aws:s3:eu-west-1:111122223333:accesspoint/ap/object/k exact"),
    Example(
      "an access point's alias",
      EventText(parameters: #"{"bucketName":"ap-abc123-s3alias","key":"k"}"#), "s3:GetObject  unknown",
      "s3:GetObject arn:aws:s3:*:*:accesspoint/* partial"),
    Example(
      "an access point's alias beside a list with the bucket alone",
      EventText(
        parameters: #"{"bucketName":"ap-abc123-s3alias","key":"k"}"#,
        resources: #"[{"ARN":"arn:aws:s3:::b/k"},{"ARN":"arn:aws:s3:::b"}]"#),
      "s3:GetObject arn:aws:s3:*:*:accesspoint/* partial", "s3:GetObject arn:aws:s3:::b/k exact"),
    Example(
      "an access point's ARN as the source of a copy",
      copying("arn%3Aaws%3As3%3Aeu-west-1%3A111122223333%3Aaccesspoint/ap/object/a%20b"),
      "s3:GetObject arn:aws:s3:eu-west-1:111122223333:accesspoint/ap/object/a b exact",
      "s3:GetObject  unknown", "s3:PutObject arn:aws:s3:::b/k exact"),
    Example(
      "an access point's alias as the source of a copy", copying("ap-abc123-s3alias/k"),
      "s3:GetObject arn:aws:s3:*:*:accesspoint/* partial", "s3:GetObject  unknown",
      "s3:PutObject arn:aws:s3:::b/k exact"),
    Example(
      "an alias of Object Lambda",
      EventText(
        parameters: #"{"bucketName":"ap-abc123--ol-s3","key":"k"}"#,
        resources: #"[{"ARN":"arn:aws:s3:::b/k"}]"#),
      "s3:GetObject  unknown", "s3:GetObject arn:aws:s3:::b/k exact"),
    Example(
      "an access point's alias beside the event's own list",
      EventText(
        parameters: #"{"bucketName":"ap-abc123-s3alias","key":"k"}"#,
        resources:
          #"[{"ARN":"arn:aws:s3:::b/k"},{"ARN":"arn:aws:s3:eu-west-1:111122223333:accesspoint/ap"}]"#),
      "s3:GetObject arn:aws:s3:::b/k exact",
      "s3:GetObject arn:aws:s3:eu-west-1:111122223333:accesspoint/ap/object/k exact"),
    Example(
      "an access point's alias beside a list without the bucket",
      EventText(
        name: "ListObjects", parameters: #"{"bucketName":"ap-abc123-s3alias"}"#,
        resources:
          #"[{"ARN":"arn:aws:s3:::ap-abc123-s3alias"},{"ARN":"arn:aws:s3:eu-west-1:111122223333:accesspoint/ap"}]"#
      ),
      "s3:ListBucket  unknown", "s3:ListBucket arn:aws:s3:eu-west-1:111122223333:accesspoint/ap exact"),
    Example(
      "a parameter's ARN with a version",
      EventText(
        source: "ssm.amazonaws.com", name: "GetParameter",
        parameters: #"{"name":"arn:aws:ssm:eu-west-1:444455556666:parameter/a/shared:3"}"#),
      "ssm:GetParameter arn:aws:ssm:eu-west-1:444455556666:parameter/a/shared exact"),
    Example(
      "a table of another account's catalog",
      EventText(
        source: "glue.amazonaws.com", name: "GetTable",
        parameters: #"{"catalogId":"444455556666","databaseName":"d","name":"t"}"#),
      "glue:GetTable arn:aws:glue:eu-west-1:444455556666:catalog exact",
      "glue:GetTable arn:aws:glue:eu-west-1:444455556666:database/d exact",
      "glue:GetTable arn:aws:glue:eu-west-1:444455556666:table/d/t exact"),
    Example(
      "a table of a catalog within a catalog",
      EventText(
        source: "glue.amazonaws.com", name: "GetDatabase",
        parameters: #"{"catalogId":"s3tables/b","name":"d"}"#),
      "glue:GetDatabase  unknown", "glue:GetDatabase  unknown"),
    Example(
      "a queue of another account",
      EventText(
        source: "sqs.amazonaws.com", name: "SendMessage",
        parameters: #"{"queueUrl":"https://sqs.eu-west-1.amazonaws.com/444455556666/jobs"}"#),
      "sqs:SendMessage arn:aws:sqs:eu-west-1:444455556666:jobs exact"),
    Example(
      "a function of another account",
      EventText(
        source: "lambda.amazonaws.com", name: "GetFunction20150331v2",
        parameters: #"{"functionName":"444455556666:function:job:live"}"#),
      "lambda:GetFunction arn:aws:lambda:eu-west-1:444455556666:function:job* partial"),
    Example(
      "a package without namespace",
      EventText(
        source: "codeartifact.amazonaws.com", name: "DescribePackage",
        parameters: #"{"domain":"d","repository":"r","format":"npm","package":"p"}"#),
      "codeartifact:DescribePackage arn:aws:codeartifact:eu-west-1:111122223333:package/d/r/npm/*/p assumed"),
  ]

  @Test(arguments: inexact)
  func `an ARN is exact only where the event gives all of it`(example: Example) {
    #expect(example.event.requests().sorted() == example.requests.sorted(), "\(example.title)")
  }
}
