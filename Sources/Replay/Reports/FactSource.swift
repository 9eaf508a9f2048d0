/// Where a fact that a decision hinges on could be learned: a field of the log, or something to export.
enum FactSource {
  private static let keys: [(prefix: String, source: String)] = [
    ("aws:sourceip", "`sourceIPAddress` of the event, which here names a service"),
    ("aws:sourcevpce", "`vpcEndpointId` of the event"), ("aws:useragent", "`userAgent` of the event"),
    ("aws:sourcevpc", "the VPC of the endpoint (aws ec2 describe-vpc-endpoints)"),
    (
      "aws:principaltag/",
      "the tags of the role (aws iam list-role-tags), and the events that issued the session and those behind it, back to a "
        + "user"
    ),
    ("aws:resourcetag/", "the tags of the resource (aws resourcegroupstaggingapi get-resources)"),
    ("aws:securetransport", "`tlsDetails` of the event"),
    ("aws:requesttag/", "`requestParameters` of the event"),
    ("aws:tagkeys", "`requestParameters` of the event"),
    ("aws:principalorg", "organization.json of the snapshot"),
    ("aws:resourceorg", "organization.json of the snapshot and the owner of the resource"),
    ("aws:multifactorauth", "`sessionContext.attributes` of the event"),
    ("aws:userid", "`userIdentity.principalId` of the event"),
    ("aws:referer", "the server access log of the bucket"),
    ("s3:", "`requestParameters` of the event"),
    ("ec2:", "`requestParameters` of the event, and the resource itself"),
  ]

  private static let facts: [(prefix: String, source: String)] = [
    (PolicyDependency.unreadable, "the policy's text without the errors that `retrial policies check` names"),
    (
      "policy:session",
      "the event that issued the credentials, in the log of the account that assumed the role"
    ),
    ("policy:identity", "accounts/ID/authorization-details.json of the caller's account"),
    ("policy:boundary", "accounts/ID/authorization-details.json of the caller's account"),
    ("policy:managed", "accounts/ID/authorization-details.json of the caller's account"),
    ("policy:group", "accounts/ID/authorization-details.json of the caller's account"),
    ("policy:scp", "organization.json and scps/ of the snapshot"),
    ("policy:rcp", "organization.json and rcps/ of the snapshot"),
    ("policy:trust", "accounts/ID/authorization-details.json of the role's account"),
    ("policy:resource", "accounts/ID/resource-policies/ of the resource's account"),
    ("policy:vpcEndpoint", "accounts/ID/vpc-endpoints/ of the endpoint's account"),
    ("principalInOrganization", "organization.json of the snapshot"),
    ("principalInManagementAccount", "organization.json, or --management-account"),
    ("resourceInManagementAccount", "organization.json, or --management-account"),
    ("principal.roleArn", "`userIdentity.sessionContext.sessionIssuer.arn` of the event"),
    ("principal.arn", "the record of the call in the log of the caller's account"),
    ("principal.", "`userIdentity` of the event"),
    (
      "resource:sharing",
      "aws ram list-resources in the owner's account, and what the service itself shares: of snapshots and images "
        + "their attributes"
    ),
    ("resourceAccount", "`resources[].accountId` of the event"),
    ("resource", "`resources` and `requestParameters` of the event"),
    ("vpcEndpointType", "aws ec2 describe-vpc-endpoints"), ("kms:grants", "aws kms list-grants"),
    ("iam:password-policy", "aws iam get-account-password-policy"),
    (
      "organizations:delegation",
      "aws organizations list-delegated-administrators and describe-resource-policy in the management account"
    ),
    ("kms:aws-managed-key", "aws kms describe-key"), ("s3:acl", "aws s3api get-object-acl"),
    ("s3:block-public-access", "aws s3api get-public-access-block"),
    ("credentials", "`userIdentity` of the event: which credentials signed it"),
    ("semantics:other-layers", "the record of the call in the log of the caller's account"),
    ("semantics:", "nothing that can be exported"),
  ]

  /// Where a fact could be learned.
  static func source(of fact: String) -> String {
    if fact.hasPrefix("key:") {
      let key = String(fact.dropFirst("key:".count))
      return keys.first { key.hasPrefix($0.prefix) }?.source
        ?? "nothing in the log: CloudTrail does not record the key"
    }
    return facts.first { fact.hasPrefix($0.prefix) }?.source ?? "nothing in the log"
  }
}
