/// The ARNs of the IAM entities in a snapshot by their type and name.
///
/// IAM User Guide, "IAM identifiers": the name of a user, group, role or policy is unique in its account, whatever the path.
struct EntityARNs: Sendable {
  /// By the ARN as it were without a path; nil where a snapshot has several of one name.
  private var arns: [String: String?] = [:]

  init(_ snapshot: PolicySnapshot) {
    for account in snapshot.accounts.values {
      for identities in [account.users, account.groups, account.roles] {
        for identity in identities.values { add(identity.arn) }
      }
      for arn in account.managedPolicies.keys where ARNFields(arn).account != "aws" { add(arn) }
    }
  }

  /// The ARN of an entity, path included; nil where it is not known.
  ///
  /// - Parameter start: what stands before the path.
  func arn(_ start: String, _ name: String) -> String? { (arns[start + name] ?? nil) }

  private mutating func add(_ arn: String) {
    guard let start = arn.firstIndex(of: "/"), let end = arn.lastIndex(of: "/") else { return }
    let bare = arn[...start] + arn[end...].dropFirst()
    let known = arns.updateValue(arn, forKey: String(bare))
    if let known, known != arn { arns.updateValue(nil, forKey: String(bare)) }
  }
}
