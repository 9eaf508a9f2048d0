/// Which requests have the owner of their resource as `aws:ResourceAccount`, and its organization in the keys beside it.
///
/// IAM User Guide, "AWS global condition context keys": some actions do not have the keys.
public enum ResourceAccountKey {
  /// Whether the account that owns a resource, as far as it is known, is the value of the key for certain.
  public static func isOwner(ofResource arn: String, for action: String) -> Bool {
    !mayLackIt(action) && !imageActions.contains(action) && !isOfAWS(arn, action)
  }

  /// Anybody may own images and snapshots, and their ARNs do not say who does.
  private static let imageActions: Set<String> = [
    "ec2:RunInstances", "ec2:CreateFleet", "ec2:ModifyFleet", "ec2:RequestSpotFleet",
    "ec2:RequestSpotInstances", "ec2:CreateReplaceRootVolumeTask", "ec2:DescribeImageAttribute",
    "ec2:DescribeSnapshotAttribute",
  ]

  /// Public parameters and documents of Systems Manager are AWS's, and their ARNs have no account.
  private static func isOfAWS(_ arn: String, _ action: String) -> Bool {
    guard action.hasPrefix("ssm:"), let service = ARNText.field(2, of: arn) else { return false }
    return service == "ssm" && ARNText.field(4, of: arn)?.isEmpty ?? true
  }

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
