/// Parts of the policies that take part in a decision, each evaluated by itself.
public struct PolicyParts: OptionSet, Sendable, Hashable {
  /// A bit for each part.
  public let rawValue: UInt8

  /// Parts by their bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The identity-based and session policies, where the boundary is the same.
  public static let caller = PolicyParts(rawValue: 1)
  /// The SCPs and RCPs.
  public static let organization = PolicyParts(rawValue: 2)
  /// The resource-based policy.
  public static let resource = PolicyParts(rawValue: 4)
  /// The policy of the VPC endpoint.
  public static let endpoint = PolicyParts(rawValue: 8)
  /// All of them; a boundary has a part in what the others mean.
  public static let all: PolicyParts = [.caller, .organization, .resource, .endpoint]
}
