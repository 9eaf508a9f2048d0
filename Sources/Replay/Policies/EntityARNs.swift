import IAMPolicy

/// The ARNs of the IAM entities in a snapshot by their type and name.
///
/// IAM User Guide, "IAM identifiers": the name of a user, group, role or policy is unique in its account, whatever the path.
struct EntityARNs: Sendable {
  /// By the ARN as it were without a path, in small letters; nil where a snapshot has several of one name.
  private var arns: [String: String?] = [:]

  init(_ snapshot: PolicySnapshot) {
    for account in snapshot.accounts.values {
      for identities in [account.users, account.groups, account.roles] {
        for identity in identities.values { add(identity.arn) }
      }
      for arn in account.managedPolicies.keys where ARNFields(arn).account != "aws" { add(arn) }
    }
  }

  /// An entity as the engine takes it: by its ARN, path included, where that is known.
  ///
  /// Which spelling of a name IAM looks at where a call has it in other capitals is not known.
  ///
  /// - Parameter start: what stands before the path.
  func resource(_ start: String, _ name: String) -> RequestResource {
    guard let arn = arns[(start + name).lowercased()] ?? nil else {
      return .unknownPath(start, name: name)
    }
    return arn.hasPrefix(start) && arn.hasSuffix("/" + name) ? .arn(arn) : .prefix(start)
  }

  private mutating func add(_ arn: String) {
    guard let start = arn.firstIndex(of: "/"), let end = arn.lastIndex(of: "/") else { return }
    let bare = (arn[...start] + arn[end...].dropFirst()).lowercased()
    let known = arns.updateValue(arn, forKey: bare)
    if let known, known != arn { arns.updateValue(nil, forKey: bare) }
  }
}
