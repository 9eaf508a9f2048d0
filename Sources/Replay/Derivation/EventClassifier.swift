import AuditStore
import JSON

/// Says of what class an event is, before any request is derived.
enum EventClassifier {
  /// The class by the event's own fields.
  static func eventClass(_ event: EventFacts, permissionless: Set<String>) -> EventClass {
    if event.category == "Insight" || event.type.hasPrefix("AwsCloudTrailInsight") { return .insight }
    if event.name.isEmpty || event.source.isEmpty { return .aggregated }
    if event.category == "NetworkActivity" || event.type.hasPrefix("AwsVpceEvent") { return .network }
    if event.type == "AwsServiceEvent" { return .serviceEvent }
    if event.type == "AwsConsoleSignIn" || event.source == "signin.amazonaws.com" { return .signIn }
    if event.type == "AwsConsoleAction" { return .consoleAction }
    if isPermissionless(event, permissionless) { return .permissionless }
    if event.source == "s3.amazonaws.com", event.name == "DeleteObjects" { return .batch }
    return principalClass(event)
  }

  private static func isPermissionless(_ event: EventFacts, _ names: Set<String>) -> Bool {
    let prefix = event.source.prefix { $0 != "." }
    return names.contains("\(prefix):\(event.name)") || event.name == "DescribeEndpoints"
  }

  private static func principalClass(_ event: EventFacts) -> EventClass {
    let type = event.identity?["type"]?.string ?? ""
    switch type {
    case "IAMUser", "FederatedUser": return .principal
    case "AssumedRole", "Role":
      let issuer = event.identity?["sessionContext"]?["sessionIssuer"]?["arn"]?.string ?? ""
      return issuer.contains(":role/aws-service-role/") ? .serviceLinkedRole : .principal
    case "Root": return .root
    case "AWSService": return .servicePrincipal
    case "": return event.identity?["invokedBy"]?.string == nil ? .nonIAMPrincipal : .servicePrincipal
    case "SAMLUser", "WebIdentityUser":
      return event.name.hasPrefix("AssumeRoleWith") ? .federation : .nonIAMPrincipal
    case "AWSAccount":
      return event.identity?["principalId"]?.string == "ANONYMOUS_PRINCIPAL" ? .anonymous : .ownerCopy
    default: return .nonIAMPrincipal
    }
  }
}
