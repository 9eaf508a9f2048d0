/// Which requests have the owner of their resource as `aws:ResourceAccount`, and its organization in the keys beside it.
///
/// IAM User Guide, "AWS global condition context keys": some actions do not have the keys.
public enum ResourceAccountKey {
  /// Whether the account that owns a resource, as far as it is known, is the value of the key for certain.
  public static func isOwner(ofResource arn: String, for action: String) -> Bool {
    isCarried(by: action) && !mayBeOthers(arn, for: action)
  }

  /// Whether requests for an action have the keys.
  public static func isCarried(by action: String) -> Bool { !mayLackIt(action) }

  /// Whether a resource that goes by the caller's account may be AWS's own or anybody's, as far as its ARN tells.
  static func mayBeOthers(_ arn: String, for action: String) -> Bool {
    guard let service = ARNText.field(2, of: arn), let account = ARNText.field(4, of: arn) else {
      return imageActions.contains(action)
    }
    return !namesOwner(account)
      && (imageActions.contains(action) || isOfAWS(service: service, account: account))
  }

  /// Whether the account in an ARN is one that owns the resource: it may be empty, or stand for AWS.
  public static func namesOwner(_ account: some StringProtocol) -> Bool {
    !account.isEmpty && account != "aws"
  }

  /// The actions that use images and snapshots: anybody may own one, and the ARN does not say who does.
  private static let imageActions: Set<String> = [
    "ec2:RunInstances", "ec2:CreateFleet", "ec2:ModifyFleet", "ec2:RequestSpotFleet",
    "ec2:RequestSpotInstances", "ec2:CreateReplaceRootVolumeTask", "ec2:DescribeImageAttribute",
    "ec2:DescribeSnapshotAttribute",
  ]

  /// Whether it may be AWS's own: its ARN names `aws` in the place of an account, or none though those of the service's
  /// customers do, as those of public parameters, foundation models and controls.
  private static func isOfAWS(service: Substring, account: Substring) -> Bool {
    !account.isEmpty || (!service.isEmpty && !servicesWithoutAccounts.contains(String(service)))
  }

  /// Services in whose ARNs the customers' own resources have no account either.
  private static let servicesWithoutAccounts: Set<String> = ["apigateway", "ec2", "route53", "s3"]

  private static func mayLackIt(_ action: String) -> Bool {
    let service = action.prefix { $0 != ":" }
    let name = action.dropFirst(service.count + 1)
    switch service {
    case "ebs", "route53", "workspaces": return true
    case "events": return name == "PutEvents"
    case "ec2":
      let isCopyOrAnswer = ["Accept", "Copy", "Reject"].contains { name.hasPrefix($0) }
      return isCopyOrAnswer || name.contains("Peering")
        || ["CreateVolume", "CreateVpcEndpoint"].contains(String(name))
    default: return name.hasPrefix("Accept")
    }
  }
}
