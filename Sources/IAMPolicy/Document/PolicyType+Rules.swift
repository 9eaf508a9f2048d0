/// What the documents of each type may hold.
///
/// IAM User Guide, "Grammar of the IAM JSON policy language", and the page of each type; AWS Organizations
/// User Guide, "SCP syntax" and "RCP syntax".
extension PolicyType {
  /// The type in words, for messages.
  var phrase: String {
    switch self {
    case .identity: "an identity-based policy"
    case .boundary: "a permissions boundary"
    case .session: "a session policy"
    case .trust: "a role trust policy"
    case .resource: "a resource-based policy"
    case .kms: "a key policy"
    case .scp: "a service control policy"
    case .rcp: "a resource control policy"
    case .vpce: "a VPC endpoint policy"
    }
  }

  /// Whether it is attached to a principal, or handed over with a session.
  var isIdentityBased: Bool {
    switch self {
    case .identity, .boundary, .session: true
    case .trust, .resource, .kms, .scp, .rcp, .vpce: false
    }
  }

  /// Whether Sids may be letters and digits only; then they are unique as well.
  var hasPlainSids: Bool { isIdentityBased || self == .scp || self == .rcp }

  /// Whether a statement names principals.
  var hasPrincipals: Bool { !isIdentityBased && self != .scp }

  /// Whether IAM or STS stores it, and with it only the characters up to U+00FF.
  var isStoredByIAM: Bool { isIdentityBased || self == .trust }

  /// Whether a statement must name its resources.
  var needsResource: Bool { self != .trust && self != .resource }

  /// The longest text that AWS stores by default; nil when no quota holds for every service.
  var sizeQuota: (characters: Int, whitespace: WhitespaceRule)? {
    switch self {
    case .identity, .boundary: (6144, .isFree)
    case .session: (2048, .counts)
    case .trust: (2048, .isFree)
    case .scp, .rcp: (5120, .isStrippedByConsole)
    case .vpce: (20_480, .counts)
    case .resource, .kms: nil
    }
  }

  /// What white space means for a quota.
  enum WhitespaceRule {
    /// No white space counts.
    case isFree
    /// All white space counts.
    case counts
    /// The console takes white space between the elements out; the AWS CLI and SDKs save it as it is given.
    case isStrippedByConsole
  }
}
