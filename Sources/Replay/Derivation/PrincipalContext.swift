import AuditStore
import IAMPolicy

extension Caller {
  private static let impliedKeys = [
    "aws:principalaccount", "aws:principalarn", "aws:principalisawsservice", "aws:principalservicename",
    "aws:principalservicenameslist", "aws:principaltype", "aws:sourceaccount", "aws:sourcearn",
    "aws:sourceorgid", "aws:sourceorgpaths", "aws:userid", "aws:username",
  ]

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
  /// `aws:ResourceAccount`: the owner of a resource that the request names; nil, which is unknown, for others.
  ///
  /// IAM User Guide, "AWS global condition context keys": some actions do not have the key.
  var resourceAccountContext: ContextFact? {
    switch state {
    case .star, .listwild, .unknown: return nil
    case .message, .exact, .wild, .assumed, .literal, .ambiguous, .partial: break
    }
    guard let resourceAccount, !mayLackResourceAccount else { return nil }
    return ContextFact(key: "aws:resourceaccount", value: .value(resourceAccount))
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
