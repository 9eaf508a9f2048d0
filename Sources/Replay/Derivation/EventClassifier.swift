import AuditStore
import JSON

/// Says of what class an event is, before any request is derived.
enum EventClassifier {
  /// The class by the event's own fields.
  static func eventClass(
    _ event: EventFacts, _ identity: IdentityClass, permissionless: Set<String>
  ) -> EventClass {
    if event.category == "Insight" || event.type.hasPrefix("AwsCloudTrailInsight") { return .insight }
    if event.name.isEmpty || event.source.isEmpty { return .aggregated }
    if event.category == "NetworkActivity" || event.type.hasPrefix("AwsVpceEvent") { return .network }
    if event.type == "AwsServiceEvent" { return .serviceEvent }
    if event.type == "AwsConsoleSignIn" || event.source == "signin.amazonaws.com" { return .signIn }
    if event.type == "AwsConsoleAction" { return .consoleAction }
    if isPermissionless(event, permissionless) { return .permissionless }
    if event.source == "s3.amazonaws.com", event.name == "DeleteObjects" { return .batch }
    return identity.eventClass(event.name)
  }

  private static func isPermissionless(_ event: EventFacts, _ names: Set<String>) -> Bool {
    if event.name == "DescribeEndpoints" { return true }
    guard event.name == "GetCallerIdentity" || !event.source.hasPrefix("sts.") else { return false }
    return names.contains("\(event.source.prefix { $0 != "." }):\(event.name)")
  }
}

/// What an identity alone says of the class of its events; identities repeat, so it is read once for each.
struct IdentityClass {
  private let kind: EventClass
  private let isWebIdentity: Bool
  /// Whether the identity provider is named as trust policies name it; CloudTrail gives SAML's as a hash.
  let namesProvider: Bool
  /// The partition of the caller's ARN.
  let partition: String?

  init(_ json: JSONValue?) {
    let type = json?["type"]?.string ?? ""
    isWebIdentity = type == "SAMLUser" || type == "WebIdentityUser"
    kind = Self.kind(type, json)
    let provider = json?["identityProvider"]?.string ?? ""
    namesProvider = provider.hasPrefix("arn:") || provider.contains(".")
    let name = ARNFields(json?["arn"]?.string ?? "").partition
    partition = name.isEmpty ? nil : name
  }

  /// The class of an event with this name.
  func eventClass(_ name: String) -> EventClass {
    isWebIdentity ? (name.hasPrefix("AssumeRoleWith") ? .federation : .nonIAMPrincipal) : kind
  }

  private static func kind(_ type: String, _ json: JSONValue?) -> EventClass {
    switch type {
    case "IAMUser", "FederatedUser": return .principal
    case "AssumedRole", "Role":
      let issuer = json?["sessionContext"]?["sessionIssuer"]?["arn"]?.string ?? ""
      return issuer.contains(":role/aws-service-role/") ? .serviceLinkedRole : .principal
    case "Root": return .root
    case "AWSService": return .servicePrincipal
    case "": return json?["invokedBy"]?.string == nil ? .nonIAMPrincipal : .servicePrincipal
    case "AWSAccount":
      return json?["principalId"]?.string == "ANONYMOUS_PRINCIPAL" ? .anonymous : .ownerCopy
    default: return .nonIAMPrincipal
    }
  }
}
