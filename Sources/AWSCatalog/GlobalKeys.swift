/// The condition keys of every service, which the Service Authorization Reference does not list; kept by hand.
///
/// IAM User Guide, "AWS global condition context keys" and "Available keys for AWS web identity federation", read
/// 2026-10. They win over the reference.
enum GlobalKeys {
  static let types: [(name: String, type: ConditionKeyType)] =
    of(.string, strings) + of(.arn, arns) + of(.bool, bools) + of(.date, dates) + of(.ipAddress, addresses)
    + [("aws:MultiFactorAuthAge", ConditionKeyType(.numeric))]
    + multivalued.map { ($0, ConditionKeyType(.string, isMultivalued: true)) }

  private static func of(_ value: ConditionKeyType.Value, _ names: [String]) -> [(String, ConditionKeyType)] {
    names.map { ($0, ConditionKeyType(value)) }
  }

  private static let strings = [
    "aws:CalledViaAWSMCP", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:Ec2InstanceSourceVpc",
    "aws:FederatedProvider", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalServiceName",
    "aws:PrincipalTag/${TagKey}", "aws:PrincipalType", "aws:Referer", "aws:RequestedRegion",
    "aws:RequestTag/${TagKey}", "aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceTag/${TagKey}",
    "aws:SourceAccount", "aws:SourceIdentity", "aws:SourceOrgID", "aws:SourceOwner", "aws:SourceVpc",
    "aws:SourceVpce", "aws:UserAgent", "aws:UserId", "aws:Username", "aws:VpceAccount", "aws:VpceOrgID",
  ]
  private static let arns = [
    "aws:ChatbotSourceArn", "aws:PrincipalArn", "aws:SignInSessionArn", "aws:SourceArn", "aws:SourceVpcArn",
  ]
  private static let bools = [
    "aws:AssumedRoot", "aws:IsMcpServiceAction", "aws:MultiFactorAuthPresent", "aws:PrincipalIsAWSService",
    "aws:SecureTransport", "aws:ViaAWSMCPService", "aws:ViaAWSService",
  ]
  private static let dates = ["aws:CurrentTime", "aws:EpochTime", "aws:TokenIssueTime"]
  private static let addresses = ["aws:Ec2InstanceSourcePrivateIPv4", "aws:SourceIp", "aws:VpcSourceIp"]
  private static let multivalued = [
    "aws:CalledVia", "aws:PrincipalOrgPaths", "aws:PrincipalServiceNamesList", "aws:ResourceOrgPaths",
    "aws:SourceOrgPaths", "aws:TagKeys", "aws:VpceOrgPaths", "cognito-identity.amazonaws.com:amr",
  ]
}
