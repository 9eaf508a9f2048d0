/// The names of what is unknown of the policies of a caller, or of a VPC endpoint, that was not exported, and of policies
/// that were exported and cannot be read.
enum PolicyDependency {
  private static let policy = "policy:"
  /// What the names of policies begin with that stand in a snapshot and cannot be read.
  static let unreadable = "policy:unreadable:"
  private static let identity = "policy:identity"
  private static let boundary = "policy:boundary"
  private static let endpoint = "policy:vpcEndpoint"

  /// Its identity-based policies; without a name those of whoever calls.
  static func identity(of arn: String?) -> String { named(identity, arn) }

  /// Its boundary; without a name that of whoever calls.
  static func boundary(of arn: String?) -> String { named(boundary, arn) }

  /// The policy of an endpoint; without an id that of the one that the call used.
  static func endpoint(_ id: String?) -> String { named(endpoint, id) }

  /// The name with the caller or the endpoint that is meant; any other name as it is.
  static func named(_ name: String, caller arn: String?, endpoint id: String?) -> String {
    switch name {
    case identity, boundary: named(name, arn)
    case endpoint: named(name, id)
    default: name
    }
  }

  /// The name of a policy that cannot be read, from the one that it has where its text is not there.
  static func unreadable(_ name: String) -> String {
    name.hasPrefix(policy) ? unreadable + name.dropFirst(policy.count) : name
  }

  /// A name without the identity or policy that it is about, such as `policy:identity`; any other fact as it is.
  static func kind(of fact: String) -> String {
    guard fact.hasPrefix(policy) else { return fact }
    let fields = fact.split(separator: ":").prefix(fact.hasPrefix(unreadable) ? 3 : 2)
    return fields.joined(separator: ":")
  }

  private static func named(_ name: String, _ owner: String?) -> String {
    owner.map { "\(name):\($0)" } ?? name
  }
}
