import IAMPolicy

/// Which services have resource-based policies; for the others a resource has none within an account.
///
/// IAM User Guide, "AWS services that work with IAM", column "Resource-based policies", read 2026-10, and the services of
/// the Service Authorization Reference that have an action which sets such a policy. What a service that is missing here
/// grants to other accounts, by AWS RAM or by settings of its own, is not known.
enum ResourcePolicyServices {
  /// The service prefixes, as they stand in ARNs and actions.
  static let names: Set<String> = [
    "acm-pca", "agent-registry", "aiops", "airflow", "aoss", "apigateway", "aps", "backup", "bedrock",
    "bedrock-agentcore", "cassandra", "cleanrooms-ml", "cloudhsm", "cloudsearch", "cloudtrail",
    "codeartifact", "codebuild", "codeguru-profiler", "comprehend", "continuum", "dsql", "dynamodb", "ecr",
    "ecr-public", "elasticfilesystem", "elemental-inference", "elemental-mediastore", "entityresolution",
    "es", "events", "execute-api", "fms", "glacier", "glue", "iam", "imagebuilder", "iot", "kafka",
    "kinesis", "kms", "lakeformation", "lambda", "lex", "license-manager", "logs", "lookoutequipment",
    "mediaconvert", "mediapackagev2", "mediastore", "mediatailor", "network-firewall", "networkmanager",
    "oam", "omics", "organizations", "osis", "outposts", "payment-cryptography", "profile", "proton",
    "qbusiness", "ram", "redshift", "redshift-serverless", "refactor-spaces", "rekognition",
    "resource-groups", "route53-recovery-control-config", "route53resolver", "rum", "s3",
    "s3-object-lambda", "s3-outposts", "s3express", "s3files", "s3tables", "s3vectors", "sagemaker",
    "schemas", "secretsmanager", "serverlessrepo", "servicediscovery", "ses", "signer", "sms-voice", "sns",
    "sqs", "ssm", "ssm-contacts", "ssm-incidents", "states", "sts", "verifiedpermissions", "vpc-lattice",
    "wisdom", "workmail", "xray",
  ]

  /// Those of them whose every resource that calls name may have a policy of its own, and may also have none.
  static let simple: Set<String> = ["dynamodb", "kinesis", "s3", "secretsmanager", "sns", "sqs"]

  /// Whether a resource grants other accounts nothing but what its policy says: it is of a service of the list.
  static func haveOnly(_ resource: RequestResource, of action: String) -> Bool {
    switch resource {
    case .arn(let text), .prefix(let text), .pattern(let text), .unknownPath(let text, _):
      let service = ARNFields(text).service
      if !service.isEmpty, !service.contains(where: { $0 == "*" || $0 == "?" }) {
        return names.contains(service)
      }
    case .star, .unknown: break
    }
    return names.contains(String(action.prefix { $0 != ":" }))
  }

  /// The ARN under which the policy of a resource is stored.
  ///
  /// It is the bucket or access point of an object, the table of an index.
  static func owner(of arn: String) -> String { owner(of: arn, ARNFields(arn)) }

  /// The same for an ARN whose fields are known.
  static func owner(of arn: String, _ fields: ARNFields) -> String {
    let slash = UInt8(ascii: "/")
    switch fields.service {
    case "s3" where fields.account.isEmpty && fields.region.isEmpty:
      return prefix(arn, upTo: fields.resource.utf8.firstIndex(of: slash), in: fields.resource)
    case "s3" where isAccessPoint(fields):
      let name = fields.resource.utf8.dropFirst("accesspoint/".utf8.count)
      return prefix(arn, upTo: name.firstIndex(of: slash), in: fields.resource)
    case "dynamodb":
      return prefix(arn, upTo: fields.resource.utf8.firstIndex(ofASCII: "/index/"), in: fields.resource)
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

  /// An ARN up to a place in its last field.
  private static func prefix(_ arn: String, upTo cut: String.Index?, in resource: String) -> String {
    guard let cut else { return arn }
    return String(arn.utf8.dropLast(resource.utf8[cut...].count)) ?? arn
  }
}

extension String.UTF8View {
  /// Where an ASCII text first stands; nil when it does nowhere.
  func firstIndex(ofASCII text: StaticString) -> Index? {
    let length = text.utf8CodeUnitCount
    return indices.first { start in
      guard let end = index(start, offsetBy: length, limitedBy: endIndex) else { return false }
      return text.withUTF8Buffer { unsafe self[start..<end].elementsEqual($0) }
    }
  }
}
