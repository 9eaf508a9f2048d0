/// What AWS extends over time and what single services do differently, as data with its date: 2026-10.
enum ServiceRules {
  /// Services whose resources RCPs limit.
  ///
  /// AWS Organizations User Guide, "Resource control policies", list of supported services.
  static let rcpServices: Set<String> = [
    "s3", "sts", "kms", "sqs", "secretsmanager", "cognito-identity", "cognito-idp", "cognito-sync", "logs",
    "dynamodb", "appconfig", "appstream", "autoscaling", "codebuild", "codecommit", "comprehend",
    "comprehendmedical", "dax", "ecr", "health", "kinesisvideo", "aoss", "signin", "support", "textract",
    "transcribe", "translate",
  ]

  /// SQS administration, which no policy can grant across accounts.
  ///
  /// Amazon SQS Developer Guide, "Overview of managing access".
  static let sqsAdministration: Set<String> = [
    "sqs:addpermission", "sqs:canceltask", "sqs:cancelmessagemovetask", "sqs:createqueue", "sqs:deletequeue",
    "sqs:listmessagemovetasks", "sqs:listqueues", "sqs:listqueuetags", "sqs:removepermission",
    "sqs:setqueueattributes", "sqs:startmessagemovetask", "sqs:tagqueue", "sqs:untagqueue",
  ]

  /// Actions that the trust policy of a role answers.
  static let trustActions: Set<String> = [
    "sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity", "sts:tagsession",
    "sts:setsourceidentity", "sts:setcontext",
  ]

  /// Bucket policy actions that the root user of the owner keeps whatever the bucket policy says.
  ///
  /// Amazon S3 User Guide, "Bucket policies": the root user cannot be locked out.
  static let bucketPolicyActions: Set<String> = [
    "s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy",
  ]

  private static let guardedWrites = [
    "add", "attach", "delete", "detach", "put", "remove", "set", "tag", "untag", "update",
  ]

  private static let allowedOnServiceLinkedRoles: Set<String> = [
    "iam:deleteservicelinkedrole", "iam:updateroledescription", "iam:createservicelinkedrole",
  ]

  /// Whether AWS owns the object and refuses to change it, whatever the policies say.
  ///
  /// IAM User Guide: AWS managed policies, roles under `aws-reserved` and service-linked roles; KMS: `alias/aws/…`.
  static func isGuarded(action: String, resource: RequestResource) -> Bool {
    guard case .arn(let arn) = resource else { return false }
    let name = Caller.resource(of: arn)
    if action.hasPrefix("kms:") {
      let isAliasWrite = ["kms:createalias", "kms:deletealias", "kms:updatealias"].contains(action)
      return isAliasWrite && name.hasPrefix("alias/aws/")
    }
    guard action.hasPrefix("iam:") else { return false }
    let verb = action.dropFirst("iam:".count)
    let isWrite = guardedWrites.contains { verb.hasPrefix($0) } || verb.hasPrefix("createpolicyversion")
    if !isWrite || allowedOnServiceLinkedRoles.contains(action) { return false }
    return (Caller.field(4, of: arn) == "aws" && name.hasPrefix("policy/"))
      || name.hasPrefix("role/aws-reserved/") || name.hasPrefix("role/aws-service-role/")
  }
}
