/// The names of what is unknown of the policies of a caller that was not exported.
enum PolicyDependency {
  private static let identity = "policy:identity"
  private static let boundary = "policy:boundary"

  /// Its identity-based policies; without a name those of whoever calls.
  static func identity(of arn: String?) -> String { named(identity, arn) }

  /// Its boundary; without a name that of whoever calls.
  static func boundary(of arn: String?) -> String { named(boundary, arn) }

  /// The name with the caller that is meant; any other name as it is.
  static func named(_ name: String, caller arn: String?) -> String {
    name == identity || name == boundary ? named(name, arn) : name
  }

  private static func named(_ name: String, _ arn: String?) -> String { arn.map { "\(name):\($0)" } ?? name }
}
