import AuditStore
import CloudTrail

/// What derivation needs of a `userIdentity`, read in one pass over its bytes.
struct CallerSlice {
  private(set) var type = TextSlice("")
  private(set) var arn: TextSlice?
  private(set) var principalID: TextSlice?
  private(set) var invokedBy: TextSlice?
  private(set) var issuer: TextSlice?
  private var provider: TextSlice?

  /// Nobody.
  init() {}

  init(_ raw: RawJSON?, _ strings: inout StringReader) {
    guard let raw, raw.isObject else { return }
    var cursor = RawCursor(raw)
    cursor.members { cursor, name in
      switch name.first {
      case UInt8(ascii: "t"): if name == "type" { type = strings.shown(cursor.next()) ?? TextSlice("") }
      case UInt8(ascii: "a"): if name == "arn" { arn = strings.shown(cursor.next()) }
      case UInt8(ascii: "p"): if name == "principalId" { principalID = strings.shown(cursor.next()) }
      case UInt8(ascii: "i"):
        if name == "invokedBy" { invokedBy = strings.shown(cursor.next()) }
        if name == "identityProvider" { provider = strings.shown(cursor.next()) }
      case UInt8(ascii: "s"): if name == "sessionContext" { readSession(&cursor, &strings) }
      default: break
      }
    }
  }

  private mutating func readSession(_ cursor: inout RawCursor, _ strings: inout StringReader) {
    guard cursor.first == UInt8(ascii: "{") else { return }
    cursor.members { cursor, name in
      guard name == "sessionIssuer", cursor.first == UInt8(ascii: "{") else { return }
      cursor.members { cursor, name in
        if name == "arn" { issuer = strings.shown(cursor.next()) }
      }
    }
  }

  /// The partition of the caller's ARN.
  var partition: TextSlice? {
    guard let partition = arn.flatMap({ ARNSlice($0) })?.partition, !partition.isEmpty else { return nil }
    return partition
  }

  /// Whether the identity provider is named as trust policies name it; CloudTrail gives SAML's as a hash.
  var namesProvider: Bool {
    guard let provider else { return false }
    return provider.hasPrefix("arn:") || provider.firstIndex(of: UInt8(ascii: ".")) != nil
  }

  /// The class of a call that this identity makes.
  func eventClass(_ eventName: TextSlice) -> EventClass {
    if type == "AssumedRole" || type == "Role" {
      if arn == nil, issuer == nil { return .unreadable }
      return issuer?.firstIndex(of: ":role/aws-service-role/") == nil ? .principal : .serviceLinkedRole
    }
    if type == "AWSService" { return invokedBy == nil ? .unreadable : .servicePrincipal }
    if type == "IAMUser" || type == "FederatedUser" { return arn == nil ? .unreadable : .principal }
    if type == "Root" { return .root }
    if type.isEmpty { return invokedBy == nil ? .nonIAMPrincipal : .servicePrincipal }
    if type == "AWSAccount" {
      return principalID == TextSlice("ANONYMOUS_PRINCIPAL") ? .anonymous : .ownerCopy
    }
    guard type == "SAMLUser" || type == "WebIdentityUser" else { return .nonIAMPrincipal }
    return eventName.hasPrefix("AssumeRoleWith") ? .federation : .nonIAMPrincipal
  }
}
