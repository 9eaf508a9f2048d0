/// Which services have resource-based policies; for the others a resource has none for certain.
///
/// IAM User Guide, "AWS services that work with IAM", column "Resource-based policies", read 2026-10.
/// A service that is missing here makes a cross-account answer too certain, so the list is generous.
enum ResourcePolicyServices {
  /// The service prefixes, as they stand in ARNs and actions.
  static let names: Set<String> = [
    "acm-pca", "airflow", "aoss", "apigateway", "aps", "backup", "bedrock", "bedrock-agentcore", "cassandra",
    "cloudtrail",
    "codeartifact", "codebuild", "dsql", "dynamodb", "ecr", "ecr-public", "elasticfilesystem",
    "elemental-mediastore",
    "entityresolution", "es", "events", "execute-api", "fms", "glacier", "glue", "iam", "iot", "kafka",
    "kinesis", "kms", "lakeformation", "lambda", "lex", "license-manager", "logs", "mediaconvert",
    "mediastore", "network-firewall", "oam", "organizations", "outposts", "payment-cryptography", "profile",
    "proton", "ram", "redshift", "redshift-serverless", "refactor-spaces", "rekognition", "resource-groups",
    "route53resolver", "s3", "s3-object-lambda", "s3-outposts", "s3express", "s3tables", "s3vectors",
    "sagemaker", "schemas", "secretsmanager", "serverlessrepo", "servicediscovery", "ses", "signer",
    "sns", "sqs", "ssm", "ssm-contacts", "ssm-incidents", "states", "sts", "verifiedpermissions",
    "vpc-lattice", "wisdom", "workmail", "xray",
  ]

  /// Those of them whose every resource that calls name may have a policy of its own, and may also have none.
  static let simple: Set<String> = ["dynamodb", "kinesis", "s3", "secretsmanager", "sns", "sqs"]

  /// The ARN under which the policy of a resource is stored.
  ///
  /// It is the bucket or access point of an object, the table of an index.
  static func owner(of arn: String) -> String {
    let fields = ARNFields(arn)
    switch fields.service {
    case "s3" where fields.account.isEmpty && fields.region.isEmpty:
      return prefix(arn, upTo: "/", from: fields.resource)
    case "s3" where isAccessPoint(fields):
      let name = fields.resource.split(separator: "/", omittingEmptySubsequences: false).prefix(2)
      return String(arn.dropLast(fields.resource.count - name.joined(separator: "/").count))
    case "dynamodb":
      guard let index = fields.resource.range(ofASCII: "/index/") else { return arn }
      return String(arn.prefix(arn.count - fields.resource.count + index))
    case "glue" where isInCatalog(fields.resource):
      return "arn:\(fields.partition):glue:\(fields.region):\(fields.account):catalog"
    default: return arn
    }
  }

  /// Whether an ARN is that of an S3 access point or an object behind one: its bucket has a policy as well.
  ///
  /// Amazon S3 User Guide, "Configuring IAM policies for using access points".
  static func isAccessPoint(_ fields: ARNFields) -> Bool {
    fields.service == "s3" && fields.resource.hasPrefix("accesspoint/")
  }

  /// Whether the policy of the account's Data Catalog is that of the resource.
  ///
  /// AWS Glue Developer Guide, "Resource-based policies": one policy for the catalog and all that is in it.
  private static func isInCatalog(_ resource: String) -> Bool {
    ["catalog", "database/", "table/", "tableVersion/", "userDefinedFunction/", "connection/"].contains {
      resource.hasPrefix($0)
    }
  }

  /// The same for an ARN of which only the beginning is known; nil when that does not tell.
  static func owner(beginning start: String) -> String? {
    let owner = owner(of: start)
    if ARNFields(start).service == "glue" { return owner == start ? nil : owner }
    return owner.utf8.count < start.utf8.count ? owner : nil
  }

  private static func prefix(_ arn: String, upTo separator: Character, from resource: String) -> String {
    guard let cut = resource.firstIndex(of: separator) else { return arn }
    return String(arn.dropLast(resource.distance(from: cut, to: resource.endIndex)))
  }
}

extension String {
  /// The character offset of the first occurrence of an ASCII text; nil when there is none.
  func range(ofASCII text: String) -> Int? {
    let haystack = Array(self)
    let needle = Array(text)
    guard !needle.isEmpty, haystack.count >= needle.count else { return nil }
    return (0...(haystack.count - needle.count)).first { start in
      haystack[start..<(start + needle.count)].elementsEqual(needle)
    }
  }
}
