import AuditStore
import IAMPolicy

/// What policies can see of a resource: its service, its account, the patterns it matches, its own policy.
struct ResourceProjection {
  /// A resource as the policies of a comparison see it.
  enum Projected: Hashable {
    /// It counts by itself: an unknown part, or a service whose rules look at names.
    case itself(text: String, state: ResourceState, account: String?)
    /// Any other resource that matches the same patterns and has the same policy has the same decision.
    case alike(service: String, partition: String, account: String?, policy: String?, patterns: [Int32])
  }

  private struct Key: Hashable {
    var text: String
    var state: ResourceState
    var account: String?
  }

  private let vocabulary: PolicyVocabulary
  private let snapshots: [PolicySnapshot]
  private var known: [Key: Projected] = [:]

  init(_ vocabulary: PolicyVocabulary, _ snapshots: [PolicySnapshot]) {
    self.vocabulary = vocabulary
    self.snapshots = snapshots
  }

  /// What can be seen of a request's resource.
  mutating func project(_ request: DerivedRequest) -> Projected {
    let key = Key(text: request.resource, state: request.state, account: request.resourceAccount)
    if let found = known[key] { return found }
    let projected = projected(key)
    known[key] = projected
    return projected
  }

  private func projected(_ key: Key) -> Projected {
    let itself = Projected.itself(text: key.text, state: key.state, account: key.account)
    switch key.state {
    case .message, .exact, .literal, .wild: break
    case .star, .listwild, .assumed, .ambiguous, .partial, .unknown: return itself
    }
    let fields = ARNFields(key.text)
    // IAM and KMS have rules on names and kinds of resources, see `ServiceRules`.
    guard !fields.service.isEmpty, fields.service != "iam", fields.service != "kms",
      let patterns = vocabulary.patterns(matching: key.text)
    else { return itself }
    let owner = ResourcePolicyServices.owner(of: key.text)
    return .alike(
      service: fields.service, partition: fields.partition, account: key.account,
      policy: policy(of: key.text, owner), patterns: patterns)
  }

  /// The name under which a snapshot says something of the resource's policy; nil where none does.
  private func policy(of arn: String, _ owner: String) -> String? {
    if snapshots.contains(where: { $0.resourcePolicies[arn] != nil }) { return arn }
    let isKnown = snapshots.contains {
      $0.resourcePolicies[owner] != nil || $0.resourcesWithoutPolicy.contains(owner)
    }
    return isKnown ? owner : nil
  }
}
