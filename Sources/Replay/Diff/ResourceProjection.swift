import AuditStore
import IAMPolicy

/// What policies can see of a resource: its service, its account, the patterns it matches, its own policy.
struct ResourceProjection {
  /// A resource as the policies of a comparison see it.
  enum Projected: Hashable {
    /// It counts by itself: an unknown part, or a service whose rules look at names.
    case itself(text: ExactText, state: ResourceState, account: String?)
    /// Any other resource that matches the same patterns and has the same policy has the same decision.
    case alike(
      service: String, kind: String, partition: String, account: String?, policy: ExactText?,
      patterns: [Int32], isNamed: Bool)
  }

  private let vocabulary: PolicyVocabulary
  private let snapshots: [PolicySnapshot]

  init(_ vocabulary: PolicyVocabulary, _ snapshots: [PolicySnapshot]) {
    self.vocabulary = vocabulary
    self.snapshots = snapshots
  }

  /// What can be seen of a resource.
  func project(_ resource: RecordedResources.Resource) -> Projected {
    let text = ExactText(resource.text)
    let itself = Projected.itself(text: text, state: resource.state, account: resource.account)
    switch resource.state {
    case .message, .exact, .literal, .wild: break
    case .star, .listwild, .assumed, .ambiguous, .partial, .unknown: return itself
    }
    let fields = ARNFields(resource.text)
    // IAM has rules on the names of resources, see `ServiceRules`.
    guard !fields.service.isEmpty, fields.service != "iam",
      let patterns = vocabulary.patterns(matching: resource.text)
    else { return itself }
    let owner = ResourcePolicyServices.owner(of: resource.text)
    return .alike(
      service: fields.service, kind: Self.kind(fields), partition: fields.partition,
      account: resource.account,
      policy: policy(of: resource.text, owner).map { ExactText($0) }, patterns: patterns,
      isNamed: resource.state == .message)
  }

  /// What the rules of a service tell its resources apart by: KMS keys, aliases that AWS owns, S3 access points.
  private static func kind(_ fields: ARNFields) -> String {
    let kinds: [String] =
      switch fields.service {
      case "kms": ["key/", "alias/aws/"]
      case "s3": ["accesspoint/"]
      default: []
      }
    return kinds.first { fields.resource.hasPrefix($0) } ?? ""
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
