/// A user or role session of which account and unique ID are known, but not the ARN.
///
/// So CloudTrail shows a caller to the owner of a resource in another account: CloudTrail User Guide, "CloudTrail
/// userIdentity element". IAM User Guide, "IAM identifiers": the ID of a user begins with `AIDA`, of a role with `AROA`.
public struct UnnamedCaller: Sendable, Hashable {
  /// The account, 12 digits.
  public let account: String
  /// The unique ID of the user or the role.
  public let uniqueID: String
  /// The name of the role session; nil for a user.
  public let sessionName: String?
  /// The partition; nil when unknown.
  public var partition: String?
  /// Whether it is a session of a service-linked role; nil when unknown.
  public var isServiceLinked: Bool?

  /// Whether it is a role session and not a user.
  public var isSession: Bool { sessionName != nil }

  /// Takes a principal ID apart: `AIDA…` of a user, `AROA…:SESSION` of a role session; nil for any other.
  public init?(account: String, principalID: String) {
    let parts = principalID.utf8.split(
      separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    guard ARNText.isAccountID(account), let id = parts.first, id.count > 4,
      id.allSatisfy({ Self.isOfID($0) })
    else { return nil }
    if id.starts(with: "AIDA".utf8), parts.count == 1 {
      (sessionName, isServiceLinked) = (nil, false)
    } else if id.starts(with: "AROA".utf8), parts.count == 2, !parts[1].isEmpty,
      parts[1].allSatisfy({ Self.isOfSessionName($0) })
    {
      (sessionName, isServiceLinked) = (String(Substring(parts[1])), nil)
    } else {
      return nil
    }
    (self.account, uniqueID) = (account, String(Substring(id)))
  }

  private static func isOfID(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// STS API Reference, `AssumeRole`: letters, digits and `_+=,.@-`.
  private static func isOfSessionName(_ byte: UInt8) -> Bool {
    isOfID(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || "_+=,.@-".utf8.contains(byte)
  }
}
