import AuditStore
import CloudTrail
import IAMPolicy

/// What policies can see of a resource: its service, its account, the patterns it matches, its own policy.
struct ResourceProjection: Sendable {
  /// A resource as the policies of a comparison see it.
  enum Projected: Hashable {
    /// Of which not all of the ARN is known, or nothing.
    case partial(form: Form, account: String?)
    /// An ARN that counts by itself: a pattern with a variable may match it.
    case itself(text: ExactText, account: String?, isNamed: Bool = false)
    /// Any other resource that matches the same patterns and has the same policy has the same decision.
    case alike(
      service: String, kind: String, partition: String, account: String?, policy: ExactText?,
      patterns: [Int32], isNamed: Bool)
  }

  /// How much of an ARN is known.
  enum Form: Hashable {
    case star
    /// The same for all resources of a type.
    case list
    case beginning(ExactText)
    /// With `*` and `?` for what is not known.
    case pattern(ExactText)
    case unknownPath(ExactText, name: ExactText)
    case unknown
  }

  private var matcher: ResourceMatcher
  /// The resources of which a snapshot holds the policy.
  private let named: Set<String>
  /// The resources whose policy a snapshot knows, or knows not to be there.
  private let known: Set<String>
  private let entities: EntityARNs
  private var looks: ResourceLooks

  init(_ vocabulary: PolicyVocabulary, _ snapshots: [PolicySnapshot], _ entities: EntityARNs) {
    self.entities = entities
    matcher = vocabulary.resourceMatcher
    named = Set(snapshots.flatMap { $0.resourcePolicies.keys })
    let roles = snapshots.flatMap { $0.accounts.values }.flatMap { account in
      account.roles.filter { $0.value.trust != nil }.keys
    }
    known = named.union(snapshots.flatMap { $0.resourcesWithoutPolicy }).union(roles)
    looks = ResourceLooks(servicesWithPolicies: Set(known.map { ARNFields($0).service }))
  }

  /// What can be seen of a resource.
  mutating func project(_ resource: RecordedResources.Resource) -> Projected {
    switch resource.state {
    case .message, .exact, .literal, .wild: known(resource)
    case .star: .partial(form: .star, account: resource.account)
    case .listwild: .partial(form: .list, account: resource.account)
    case .unknown: .partial(form: .unknown, account: resource.account)
    case .assumed, .ambiguous, .partial: incomplete(resource)
    }
  }

  /// A number that a row shares with none but rows of equal projections; nil where each is to be projected.
  mutating func look(_ row: Int, _ resources: RecordedResources) -> Int32? {
    switch resources.state(row) {
    case .message, .exact, .literal, .wild: break
    case .star, .listwild, .unknown, .assumed, .ambiguous, .partial: return nil
    }
    let arn = resources.bytes(row)
    let patterns = matcher.number(of: arn.span)
    guard matcher.patterns(patterns) != nil, let place = looks.place(of: arn) else { return nil }
    let text = place.mayHavePolicy ? String(decoding: arn, as: UTF8.self) : nil
    return looks.number(
      place, resources.accountNumber(row), patterns, isNamed: resources.state(row) == .message,
      policy: text.flatMap { policy(of: $0, ResourcePolicyServices.owner(of: $0)) })
  }

  private mutating func incomplete(_ resource: RecordedResources.Resource) -> Projected {
    let request = DerivedRequest(
      action: "", resource: resource.text, state: resource.state, certainty: .certain,
      resourceAccount: resource.account, context: [])
    switch request.requestResource(entities) {
    case .prefix(let text): return .partial(form: .beginning(ExactText(text)), account: resource.account)
    case .pattern(let text) where text.contains { $0 == "*" || $0 == "?" }:
      return .partial(form: .pattern(ExactText(text)), account: resource.account)
    case .unknownPath(let text, let name):
      return .partial(
        form: .unknownPath(ExactText(text), name: ExactText(name)), account: resource.account)
    case .arn(let arn):
      return known(RecordedResources.Resource(text: arn, account: resource.account, state: .exact))
    case .pattern, .star, .unknown:
      return .itself(text: ExactText(resource.text), account: resource.account)
    }
  }

  private mutating func known(_ resource: RecordedResources.Resource) -> Projected {
    let fields = ARNFields(resource.text)
    let matched = matcher.number(of: resource.text.utf8.span)
    // A KMS alias stands for some key of its region and account.
    let isAlias = fields.service == "kms" && fields.resource.hasPrefix("alias/")
    guard !fields.service.isEmpty, !isAlias, let patterns = matcher.patterns(matched) else {
      return .itself(
        text: ExactText(resource.text), account: resource.account, isNamed: resource.state == .message)
    }
    let owner = ResourcePolicyServices.owner(of: resource.text, fields)
    return .alike(
      service: fields.service, kind: Self.kind(fields), partition: fields.partition,
      account: resource.account,
      policy: policy(of: resource.text, owner).map { ExactText($0) }, patterns: patterns,
      isNamed: resource.state == .message)
  }

  /// What the rules of a service tell its resources apart by.
  private static func kind(_ fields: ARNFields) -> String {
    let kind = ResourceLooks.kinds(fields).first { fields.resource.hasPrefix($0) } ?? ""
    // What may be AWS's own has no known owner.
    return ResourceAccountKey.namesOwner(fields.account) ? kind : "\(fields.account):\(kind)"
  }

  /// The name under which a snapshot says something of the resource's policy; nil where none does.
  private func policy(of arn: String, _ owner: String) -> String? {
    named.contains(arn) ? arn : known.contains(owner) ? owner : nil
  }
}

extension ResourceProjection {
  /// What some patterns make of a resource, and whether AWS's message names it.
  enum Match: Hashable {
    case patterns([Int32], isNamed: Bool)
    /// Nobody looked which of them match.
    case itself(Projected)
  }
}

extension ResourceProjection.Projected {
  /// The resource as patterns see it, whatever else it is.
  func match(with held: Set<Int32>) -> ResourceProjection.Match {
    switch self {
    case .alike(_, _, _, _, _, let patterns, let isNamed):
      .patterns(patterns.filter { held.contains($0) }, isNamed: isNamed)
    case .itself(_, _, let isNamed) where held.isEmpty: .patterns([], isNamed: isNamed)
    case .partial where held.isEmpty: .patterns([], isNamed: false)
    case .itself, .partial: .itself(self)
    }
  }

  /// The resource as statements see it that hold some of the patterns.
  func seen(through held: Set<Int32>) -> Self {
    guard
      case .alike(
        let service, let kind, let partition, let account, let policy, let patterns, let isNamed) = self
    else { return self }
    return .alike(
      service: service, kind: kind, partition: partition, account: account,
      policy: policy, patterns: patterns.filter { held.contains($0) }, isNamed: isNamed)
  }
}
