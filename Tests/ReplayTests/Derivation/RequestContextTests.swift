import AuditStore
import IAMPolicy
import Testing

struct RequestContextTests {
  /// What the first certain request of an action says of a key; nil when it says nothing.
  private static func value(_ key: String, _ action: String, _ event: EventText) -> ContextValue? {
    let request = event.derived().requests.first { $0.action == action && $0.certainty == .certain }
    return request?.context.first { $0.key == key }?.value
  }

  struct Parameter: Sendable {
    var action: String
    var key: String
    var event: EventText
    var value: ContextValue?

    init(_ action: String, _ key: String, _ parameters: String, _ value: ContextValue?) {
      self.action = action
      self.key = key
      let parts = action.split(separator: ":").map(String.init)
      event = EventText(source: "\(parts[0]).amazonaws.com", name: parts[1], parameters: parameters)
      self.value = value
    }
  }

  static let parameters: [Parameter] = [
    Parameter(
      "kms:Decrypt", "kms:encryptionalgorithm", #"{"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}"#,
      .value("SYMMETRIC_DEFAULT")),
    Parameter("kms:Decrypt", "kms:encryptionalgorithm", "{}", nil),
    Parameter(
      "s3:PutObject", "s3:x-amz-acl", #"{"bucketName":"b","key":"k","x-amz-acl":["private","private"]}"#,
      .value("private")),
    Parameter(
      "s3:PutObject", "s3:x-amz-acl", #"{"bucketName":"b","key":"k","x-amz-acl":["private","public-read"]}"#,
      nil),
    Parameter(
      "kms:Encrypt", "kms:requestalias", #"{"keyId":"arn:aws:kms:eu-west-1:111122223333:alias/app"}"#,
      .value("alias/app")),
    Parameter("kms:Encrypt", "kms:requestalias", #"{"keyId":"1111-2222"}"#, .absent),
    Parameter(
      "kms:Decrypt", "kms:encryptioncontext:team", #"{"encryptionContext":{"team":"a","b":"x"}}"#, .value("a")
    ),
    Parameter(
      "kms:Decrypt", "kms:encryptioncontextkeys", #"{"encryptionContext":{"team":"a","b":"x"}}"#,
      .known(["b", "team"])),
    Parameter("kms:Decrypt", "kms:encryptioncontext:*", "{}", .absent),
    Parameter(
      "kms:Decrypt", "kms:encryptioncontext:*", #"{"encryptionContext":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#,
      nil),
    Parameter(
      "kms:CreateGrant", "kms:grantoperations", #"{"operations":["Encrypt","Decrypt"]}"#,
      .known(["Encrypt", "Decrypt"])),
    Parameter("kms:CreateGrant", "kms:granteeprincipal", #"{"granteePrincipal":"arn:x"}"#, .value("arn:x")),
    Parameter(
      "kms:ScheduleKeyDeletion", "kms:schedulekeydeletionpendingwindowindays", #"{"pendingWindowInDays":7}"#,
      .value("7")),
    Parameter("kms:ScheduleKeyDeletion", "kms:schedulekeydeletionpendingwindowindays", "{}", nil),
    Parameter(
      "iam:AttachUserPolicy", "iam:policyarn", #"{"userName":"u","policyArn":"arn:aws:iam::aws:policy/P"}"#,
      .value("arn:aws:iam::aws:policy/P")),
    Parameter(
      "iam:CreateRole", "iam:permissionsboundary",
      #"{"roleName":"r","permissionsBoundary":"arn:aws:iam::1:policy/b"}"#, .value("arn:aws:iam::1:policy/b")),
    Parameter("iam:CreateRole", "iam:permissionsboundary", #"{"roleName":"r"}"#, .absent),
    Parameter(
      "iam:CreateServiceLinkedRole", "iam:awsservicename", #"{"aWSServiceName":"x.amazonaws.com"}"#,
      .value("x.amazonaws.com")),
    Parameter("sts:AssumeRole", "sts:externalid", #"{"roleArn":"r","externalId":"e"}"#, .value("e")),
    Parameter("sts:AssumeRole", "sts:externalid", #"{"roleArn":"r"}"#, .absent),
    Parameter(
      "sts:AssumeRole", "sts:rolesessionname", #"{"roleArn":"r","roleSessionName":"s"}"#, .value("s")),
    Parameter("sts:AssumeRole", "sts:sourceidentity", #"{"roleArn":"r","sourceIdentity":"i"}"#, .value("i")),
    Parameter(
      "secretsmanager:GetSecretValue", "secretsmanager:versionstage",
      #"{"secretId":"s","versionStage":"AWSCURRENT"}"#, .value("AWSCURRENT")),
    Parameter("secretsmanager:GetSecretValue", "secretsmanager:versionid", #"{"secretId":"s"}"#, .absent),
    Parameter(
      "secretsmanager:DeleteSecret", "secretsmanager:recoverywindowindays",
      #"{"secretId":"s","recoveryWindowInDays":7}"#, .value("7")),
    Parameter(
      "secretsmanager:DeleteSecret", "secretsmanager:forcedeletewithoutrecovery",
      #"{"secretId":"s","forceDeleteWithoutRecovery":true}"#, .value("true")),
    Parameter(
      "lambda:CreateEventSourceMapping", "lambda:functionarn", #"{"functionName":"f"}"#,
      .value("arn:aws:lambda:eu-west-1:111122223333:function:f")),
    Parameter(
      "lambda:CreateEventSourceMapping", "lambda:functionarn",
      #"{"functionName":"arn:aws:lambda:eu-west-1:444455556666:function:f"}"#,
      .value("arn:aws:lambda:eu-west-1:444455556666:function:f")),
    Parameter("lambda:CreateEventSourceMapping", "lambda:functionarn", #"{"functionName":"f:live"}"#, nil),
    Parameter("ssm:PutParameter", "ssm:overwrite", #"{"name":"p","overwrite":false}"#, .value("false")),
    Parameter("ssm:GetParametersByPath", "ssm:recursive", #"{"path":"/p","recursive":true}"#, .value("true")),
    Parameter(
      "lambda:AddPermission", "lambda:principal", #"{"functionName":"f","principal":"*"}"#, .value("*")),
    Parameter("sns:Subscribe", "sns:protocol", #"{"topicArn":"t","protocol":"email"}"#, .value("email")),
    Parameter(
      "sns:Subscribe", "sns:endpoint", #"{"topicArn":"t","endpoint":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#, nil),
    Parameter(
      "rds:CreateDBInstance", "rds:databaseclass",
      #"{"dBInstanceIdentifier":"d","dBInstanceClass":"db.t3.micro"}"#, .value("db.t3.micro")),
    Parameter("rds:CreateDBInstance", "rds:databaseclass", #"{"dBInstanceIdentifier":"d"}"#, nil),
    Parameter("dynamodb:Query", "dynamodb:select", #"{"tableName":"t","select":"COUNT"}"#, .value("COUNT")),
    Parameter(
      "cloudformation:CreateStack", "cloudformation:rolearn", #"{"stackName":"s","roleARN":"arn:r"}"#,
      .value("arn:r")),
    Parameter("cloudformation:CreateStack", "cloudformation:resourcetypes", #"{"stackName":"s"}"#, .absent),
    Parameter(
      "cloudformation:CreateStack", "cloudformation:resourcetypes",
      #"{"stackName":"s","resourceTypes":[{"x":1}]}"#, nil),
  ]

  @Test(arguments: parameters)
  func `a parameter tells the key of its name, or that it is absent`(parameter: Parameter) {
    #expect(
      Self.value(parameter.key, parameter.action, parameter.event) == parameter.value, "\(parameter.key)")
  }

  static let s3: [(name: String, action: String, key: String, parameters: String, value: ContextValue?)] = [
    ("ListObjects", "s3:ListBucket", "s3:prefix", #"{"bucketName":"b","prefix":"a/"}"#, .value("a/")),
    ("ListObjects", "s3:ListBucket", "s3:prefix", #"{"bucketName":"b","prefix":""}"#, .value("")),
    ("ListObjects", "s3:ListBucket", "s3:prefix", #"{"bucketName":"b"}"#, .absent),
    ("ListObjects", "s3:ListBucket", "s3:delimiter", #"{"bucketName":"b","delimiter":"/"}"#, .value("/")),
    ("ListObjects", "s3:ListBucket", "s3:max-keys", #"{"bucketName":"b","max-keys":"10"}"#, .value("10")),
    (
      "GetObject", "s3:GetObjectVersion", "s3:versionid", #"{"bucketName":"b","key":"k","versionId":"7"}"#,
      .value("7")
    ),
    (
      "PutObject", "s3:PutObject", "s3:x-amz-acl", #"{"bucketName":"b","key":"k","x-amz-acl":"private"}"#,
      .value("private")
    ),
    (
      "PutObject", "s3:PutObject", "s3:x-amz-server-side-encryption",
      #"{"bucketName":"b","key":"k","x-amz-server-side-encryption":"aws:kms"}"#, .value("aws:kms")
    ),
    ("PutObject", "s3:PutObject", "s3:x-amz-storage-class", #"{"bucketName":"b","key":"k"}"#, .absent),
  ]

  @Test(arguments: s3)
  func `S3 shows headers and query among its parameters`(
    example: (name: String, action: String, key: String, parameters: String, value: ContextValue?)
  ) {
    let event = EventText(name: example.name, parameters: example.parameters)
    #expect(Self.value(example.key, example.action, event) == example.value)
  }

  @Test func `parameters that an error hides leave every key unknown`() {
    let hidden = EventText(name: "ListObjects", errorCode: "AccessDenied", errorMessage: "x").derived()
    #expect(hidden.requests.map { $0.context.allSatisfy { $0.value == .unknown } } == [true])
    let shown = EventText(name: "ListObjects", parameters: #"{"bucketName":"b"}"#, errorCode: "AccessDenied")
      .derived()
    #expect(shown.requests[0].context.contains(ContextFact(key: "s3:prefix", value: .absent)))
  }

  static let shapes = [
    #""tags":[{"key":"Team","value":"a"}]"#, #""tags":[{"tagKey":"Team","tagValue":"a"}]"#,
    #""tags":[{"Key":"Team","Value":"a"}]"#, #""tags":{"Team":"a"}"#,
    #""tagSet":{"items":[{"key":"Team","value":"a"}]}"#,
    #""tagSpecificationSet":{"items":[{"resourceType":"instance","tags":[{"key":"Team","value":"a"}]}]}"#,
    #""CreateXRequest":{"TagSpecification":{"ResourceType":"instance","Tag":{"Key":"Team","Value":"a"}}}"#,
    #""tagsList":[{"Key":"Team","Value":"a"}]"#,
    #""Tagging":{"TagSet":{"Tag":[{"Key":"Team","Value":"a"}]}}"#,
  ]

  @Test(arguments: shapes)
  func `tags are found in every shape that services give them`(shape: String) {
    let event = EventText(source: "ec2.amazonaws.com", name: "RunInstances", parameters: "{\(shape)}")
    #expect(Self.value("aws:requesttag/team", "ec2:RunInstances", event) == .value("a"))
    #expect(Self.value("aws:tagkeys", "ec2:RunInstances", event) == .value("Team"))
    #expect(Self.value("aws:requesttag/*", "ec2:RunInstances", event) == .absent)
  }

  @Test func `tags that are taken away have keys alone`() {
    let event = EventText(
      source: "sqs.amazonaws.com", name: "UntagQueue", parameters: #"{"queueUrl":"q","tagKeys":["a","b"]}"#)
    #expect(Self.value("aws:tagkeys", "sqs:UntagQueue", event) == .known(["a", "b"]))
    #expect(Self.value("aws:requesttag/a", "sqs:UntagQueue", event) == nil)
    #expect(Self.value("aws:requesttag/*", "sqs:UntagQueue", event) == .absent)
  }

  @Test(arguments: [
    #"{"tags":[{"key":"HIDDEN_DUE_TO_SECURITY_REASONS","value":"HIDDEN_DUE_TO_SECURITY_REASONS"}]}"#,
    #"{"tags":7}"#, #"{"tags":[{"key":"a","value":{"b":"c"}}]}"#,
  ])
  func `a hidden or strange tag leaves all tags unknown`(parameters: String) {
    let event = EventText(source: "sqs.amazonaws.com", name: "TagQueue", parameters: parameters)
    for key in ["aws:tagkeys", "aws:requesttag/*", "aws:requesttag/a"] {
      #expect(Self.value(key, "sqs:TagQueue", event) == nil)
    }
  }

  @Test func `a call without tags has no tag keys`() {
    let event = EventText(parameters: #"{"bucketName":"b","key":"k"}"#)
    #expect(Self.value("aws:tagkeys", "s3:GetObject", event) == .absent)
    #expect(Self.value("aws:requesttag/*", "s3:GetObject", event) == .absent)
  }
}
