import AuditStore
import IAMPolicy

extension Caller {
  /// The context keys that evaluation takes from the caller alone.
  ///
  /// IAM User Guide, "AWS global condition context keys", properties of the principal.
  var impliedContext: [ContextFact] {
    let request = AuthorizationRequest(
      caller: self, action: "sts:GetCallerIdentity", resource: .star, resourceAccount: nil,
      context: RequestContext(isOpenWorld: true))
    return Self.impliedKeys.map { ContextFact(key: $0, value: Evaluator.value(of: $0, in: request)) }
  }
}

extension DerivedRequest {
  /// `aws:ResourceAccount`, when the record settles it; nil, which is unknown, otherwise.
  var resourceAccountContext: ContextFact? { .known("aws:resourceaccount", settledOwner) }

  /// The account that `aws:ResourceAccount` and the keys of its organization are of; nil when that is not settled.
  ///
  /// IAM User Guide, "AWS global condition context keys": some actions do not have the keys.
  var settledOwner: String? {
    switch state {
    case .star, .listwild, .unknown: nil
    case .message, .exact, .wild, .assumed, .literal, .ambiguous, .partial:
      mayLackResourceAccount || maySeeImagesOfOthers || isOfAWS ? nil : resourceAccount
    }
  }

  /// Anybody may own images and snapshots, and their ARNs do not say who does.
  private var maySeeImagesOfOthers: Bool {
    [
      "ec2:RunInstances", "ec2:CreateFleet", "ec2:ModifyFleet", "ec2:RequestSpotFleet",
      "ec2:RequestSpotInstances", "ec2:CreateReplaceRootVolumeTask", "ec2:DescribeImageAttribute",
      "ec2:DescribeSnapshotAttribute",
    ].contains(action)
  }

  /// Public parameters and documents of Systems Manager are AWS's, and their ARNs have no account.
  private var isOfAWS: Bool {
    guard action.hasPrefix("ssm:") else { return false }
    let arn = ARNFields(resource)
    return arn.service == "ssm" && arn.account.isEmpty
  }

  private var mayLackResourceAccount: Bool {
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
