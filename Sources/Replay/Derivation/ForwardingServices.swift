/// What AWS documents of single services that make calls with the rights of who called them.
///
/// What AWS extends over time is data with its date: 2026-10. A service that is not listed may set a key or not.
enum ForwardingServices {
  /// Services that put themselves into `aws:CalledVia`, by the name that stands there.
  ///
  /// IAM User Guide, "AWS global condition context keys", `aws:CalledVia`.
  static let calledVia: Set<Substring> = [
    "aoss", "athena", "backup", "cloud9", "cloudformation", "databrew", "dataexchange", "dynamodb",
    "imagebuilder", "kms", "mgn", "nimble", "omics", "ram", "robomaker", "servicecatalog-appregistry",
    "sqlworkbench", "ssm-guiconnect",
  ]

  /// Services whose calls of KMS name them in `kms:ViaService` as CloudTrail names them.
  ///
  /// AWS KMS Developer Guide, "AWS KMS condition keys", `kms:ViaService`. The names there that are another name of a
  /// service than its principal's, such as `directoryservice`, and those of which one service has two, are left out.
  static let viaService: Set<Substring> = [
    "airflow", "aoss", "appfabric", "appflow", "apprunner", "athena", "auditmanager", "backup", "bedrock",
    "cassandra", "codeartifact", "codeguru-reviewer", "comprehend", "connect", "dms", "dynamodb", "ec2",
    "ecr", "elasticfilesystem", "entityresolution", "es", "events", "finspace", "firehose", "forecast",
    "fsx", "geo", "glue", "groundstation", "healthlake", "iotsitewise", "kafka", "kendra", "kinesis",
    "kinesisvideo", "lambda", "lex", "license-manager", "lookoutequipment", "lookoutmetrics",
    "lookoutvision", "m2", "macie", "managedblockchain", "mediatailor", "memorydb", "mgn", "monitron", "mq",
    "nimble", "omics", "proton", "qldb", "rds", "redshift", "redshift-serverless", "rekognition", "s3",
    "sagemaker", "secretsmanager", "securitylake", "ses", "sns", "sqlworkbench", "sqs", "ssm",
    "ssm-contacts", "ssm-incidents", "states", "storagegateway", "timestream", "translate", "wisdom",
    "workmail", "workspaces", "workspaces-web", "xray",
  ]

  /// The part of a principal's name before the domain; nil for another name, and for one that names a region.
  static func name(_ principal: String) -> Substring? {
    guard principal.hasSuffix(".amazonaws.com") else { return nil }
    let name = principal.dropLast(".amazonaws.com".count)
    return name.isEmpty || name.contains(".") ? nil : name
  }
}
