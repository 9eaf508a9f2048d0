import AuditStore
import IAMPolicy

/// Whether the owner of a request's resource is what `aws:ResourceAccount` and the like hold.
///
/// IAM User Guide, "AWS global condition context keys", `aws:ResourceAccount`: some actions do not carry these keys.
/// Others act on images and snapshots that anybody may own and whose ARNs do not say whose they are.
enum ResourceOwner {
  private static let services: Set<String> = ["ebs", "route53", "workspaces"]
  private static let actions: Set<String> = [
    "auditmanager:UpdateAssessmentFrameworkShare", "events:PutEvents", "ec2:CreateFleet", "ec2:CopyImage",
    "ec2:CopySnapshot", "ec2:CreateReplaceRootVolumeTask", "ec2:CreateTransitGatewayPeeringAttachment",
    "ec2:CreateVolume", "ec2:CreateVpcEndpoint", "ec2:CreateVpcPeeringConnection",
    "ec2:DeleteTransitGatewayPeeringAttachment", "ec2:DeleteVpcPeeringConnection",
    "ec2:DescribeImageAttribute", "ec2:DescribeSnapshotAttribute", "ec2:ModifyFleet",
    "ec2:RequestSpotFleet", "ec2:RequestSpotInstances", "ec2:RunInstances",
  ]

  /// The owner that the keys hold; nil when the record does not settle it.
  ///
  /// For an action that takes no resource, or an unknown one, the documentation does not say what they hold.
  static func account(of request: DerivedRequest) -> String? {
    switch request.state {
    case .message, .exact, .wild, .assumed: break
    case .star, .listwild, .literal, .ambiguous, .partial, .unknown: return nil
    }
    let parts = request.action.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, !services.contains(String(parts[0])), !actions.contains(request.action),
      !parts[1].hasPrefix("Accept"), !parts[1].hasPrefix("Reject")
    else { return nil }
    return request.resourceAccount
  }

  /// `aws:ResourceAccount`, when the record settles it.
  static func context(of request: DerivedRequest) -> [ContextFact] {
    [ContextFact.known("aws:resourceaccount", account(of: request))].compactMap { $0 }
  }
}
