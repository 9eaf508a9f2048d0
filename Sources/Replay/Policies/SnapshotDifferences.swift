import IAMPolicy

/// What two snapshots hold otherwise, as targets that a request may reach which does not tell all of itself.
///
/// A request whose resource, owner, endpoint or caller is not known meets an unknown policy that is the same on both sides.
/// It may be one of those that differ, though.
struct SnapshotDifferences {
  /// What the old side has there, each only if the request is about it.
  private(set) var before: [PolicyResolver.Target] = []
  /// What the new side has there.
  private(set) var after: [PolicyResolver.Target] = []
  /// What a request is perhaps about at each place.
  private var parts: [PolicyFact.Part] = []
  private var changed: [PolicyChange.Target] = []
  /// The managed policies that have other texts: who has them on both sides differs by no more.
  private var rewritten: [String: [(before: AttachedPolicy, after: AttachedPolicy)]] = [:]

  /// Whether what stands otherwise where resources stand may allow what was denied.
  var givesAtResources: Bool {
    zip(before, after).contains { old, new in
      old.target.isOfResources && old.policies.mayBeLifted(by: new.policies)
    }
  }

  /// No difference.
  init() {}

  /// Finds what stands otherwise on the new side.
  ///
  /// - Parameter compared: changes whose targets stand by themselves.
  init(from old: PolicySnapshot, to new: PolicySnapshot, besides compared: [PolicyChange]) {
    changed = compared.map { $0.target }
    find(
      PolicyResolver(snapshot: old, comparing: []), PolicyResolver(snapshot: new, comparing: []))
    for part in PolicyFact.Part.allCases where parts.count(where: { $0 == part }) > Self.mostPlaces {
      merge(part)
    }
  }

  private mutating func find(_ old: PolicyResolver, _ new: PolicyResolver) {
    let (left, right) = (old.snapshot, new.snapshot)
    for arn in Self.keys(left.trusts, right.trusts) + Self.keys(left.resourcePolicies, right.resourcePolicies)
    {
      add(
        .resource(arn: arn), .resource, left.resourcePolicies[arn] ?? left.trusts[arn],
        right.resourcePolicies[arn] ?? right.trusts[arn])
    }
    for id in Self.keys(left.vpcEndpoints, right.vpcEndpoints) {
      add(.vpcEndpoint(id: id), .endpoint, left.vpcEndpoints[id], right.vpcEndpoints[id])
    }
    for (arn, sides) in Self.managed(left, right) {
      add(.managed(arn: arn), .caller, sides.0, sides.1)
      if let before = sides.0, let after = sides.1 {
        rewritten[before.name, default: []].append((before, after))
      }
    }
    addRCPs(old, new)
    addIdentities(old, new)
  }

  /// The RCPs that some account has on one side alone.
  private mutating func addRCPs(_ old: PolicyResolver, _ new: PolicyResolver) {
    let accounts = [old, new].compactMap { $0.snapshot.organization }.flatMap { $0.allIDs }
    var (lost, gained): ([AttachedPolicy], [AttachedPolicy]) = ([], [])
    for account in Set(accounts).sorted() where ARNText.isAccountID(account) {
      let (left, right) = (old.rcps(of: account), new.rcps(of: account))
      lost += left.filter { !right.contains($0) && !lost.contains($0) }
      gained += right.filter { !left.contains($0) && !gained.contains($0) }
    }
    for policy in lost { add(.rcp(name: policy.name, node: policy.attachment ?? ""), .account, policy, nil) }
    for policy in gained {
      add(.rcp(name: policy.name, node: policy.attachment ?? ""), .account, nil, policy)
    }
  }

  /// The policies that users, roles and groups have on one side alone.
  private mutating func addIdentities(_ old: PolicyResolver, _ new: PolicyResolver) {
    let groups = [old, new].map { side in
      side.snapshot.accounts.values.reduce(into: [:]) { groups, account in
        groups.merge(side.groupPolicies(in: account)) { first, _ in first }
      }
    }
    for arn in Set(groups[0].keys).union(groups[1].keys).sorted() {
      addIdentity(arn, groups[0][arn] ?? [], groups[1][arn] ?? [])
    }
    for arn in Set(old.snapshot.identityARNs + new.snapshot.identityARNs).sorted() {
      let (left, right) = (old.exportedIdentity(arn), new.exportedIdentity(arn))
      addIdentity(arn, left?.policies.policies ?? [], right?.policies.policies ?? [])
      guard left?.boundary != right?.boundary else { continue }
      add(
        .boundary(arn: arn), .caller, left?.boundary?.policies.first ?? .openBoundary,
        right?.boundary?.policies.first ?? .openBoundary)
    }
  }

  private mutating func addIdentity(_ arn: String, _ old: [AttachedPolicy], _ new: [AttachedPolicy]) {
    let kept = old.compactMap { rewriting(of: $0) }.filter { new.contains($0) }
    for policy in old
    where !new.contains(policy) && !(rewriting(of: policy).map { kept.contains($0) } ?? false) {
      add(.identity(arn: arn, name: policy.name), .caller, policy, nil)
    }
    for policy in new where !old.contains(policy) && !kept.contains(policy) {
      add(.identity(arn: arn, name: policy.name), .caller, nil, policy)
    }
  }

  private func rewriting(of policy: AttachedPolicy) -> AttachedPolicy? {
    rewritten[policy.name]?.first { $0.before == policy }?.after
  }

  private mutating func add(
    _ target: PolicyChange.Target, _ kind: PolicyFact.Part, _ old: AttachedPolicy?, _ new: AttachedPolicy?
  ) {
    if old == new || changed.contains(target) { return }
    let fact = PolicyFact.isAbout(kind, place: parts.count)
    parts.append(kind)
    before.append(PolicyResolver.Target(target: target, policies: [old].compactMap { $0?.onlyIf(fact) }))
    after.append(PolicyResolver.Target(target: target, policies: [new].compactMap { $0?.onlyIf(fact) }))
  }

  private static func keys(_ old: [String: AttachedPolicy], _ new: [String: AttachedPolicy]) -> [String] {
    Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
  }

  private static func managed(
    _ old: PolicySnapshot, _ new: PolicySnapshot
  ) -> [(String, (AttachedPolicy?, AttachedPolicy?))] {
    let (left, right) = (old.managedTexts, new.managedTexts)
    return keys(left, right).map { ($0, (left[$0], right[$0])) }
  }
}

// MARK: - Many places

extension SnapshotDifferences {
  /// How many places are told apart at most: what a request that may be about any of them costs grows with the square.
  static let mostPlaces = 64

  /// Puts policies of which nothing is known in place of those at too many places, a pair for all that the same requests
  /// may be about.
  private mutating func merge(_ part: PolicyFact.Part) {
    let targets = parts.indices.filter { parts[$0] == part }.map { before[$0].target }
    let others = parts.indices.filter { parts[$0] != part }
    (before, after, parts) = (others.map { before[$0] }, others.map { after[$0] }, others.map { parts[$0] })
    var reached: Set<String> = []
    for target in targets {
      let reach = target.reach
      guard reached.insert(reach.text).inserted else { continue }
      func unknown(_ side: String) -> [AttachedPolicy] {
        PolicySet.unknown(PolicyFact.isAboutSome(part, side: "\(side)/\(reached.count)").dependency).policies
      }
      before.append(PolicyResolver.Target(target: reach.target, policies: unknown("before")))
      after.append(PolicyResolver.Target(target: reach.target, policies: unknown("after")))
      parts.append(part)
    }
  }
}

extension PolicyChange.Target {
  /// A target that every request may be about which may be about this one, and a text that it shares with those for which
  /// it stands as well.
  fileprivate var reach: (text: String, target: PolicyChange.Target) {
    switch self {
    case .identity(let arn, _): return ("identity \(Self.owner(arn))", self)
    case .boundary(let arn): return ("boundary \(Self.owner(arn))", self)
    case .managed(let arn): return ("managed \(ARNFields(arn).account)", self)
    case .resource(let arn):
      let start = String(arn.dropLast(ARNFields(arn).resource.count))
      return ("resource \(start)", .resource(arn: start))
    case .scp: return ("scp", self)
    case .rcp: return ("rcp", self)
    case .vpcEndpoint: return ("endpoint", self)
    }
  }

  /// The account of an identity, and whether it is a role.
  private static func owner(_ arn: String) -> String {
    let fields = ARNFields(arn)
    return "\(fields.account) \(fields.resource.hasPrefix("role/"))"
  }
}

extension PolicySnapshot {
  /// The trust policies of all roles.
  fileprivate var trusts: [String: AttachedPolicy] {
    accounts.values.reduce(into: [:]) { trusts, account in
      for (arn, role) in account.roles { trusts[arn] = role.trust }
    }
  }

  /// The texts of all managed policies.
  fileprivate var managedTexts: [String: AttachedPolicy] {
    accounts.values.reduce(into: awsManagedPolicies) { texts, account in
      texts.merge(account.managedPolicies) { first, _ in first }
    }.merging(managedOverrides) { $1 }
  }

  /// The ARNs of all users and roles.
  fileprivate var identityARNs: [String] {
    accounts.values.flatMap { Array($0.users.keys) + Array($0.roles.keys) }
  }
}

extension PolicyResolver {
  /// The RCPs of an account, of all levels.
  fileprivate func rcps(of account: String) -> [AttachedPolicy] {
    levels(of: account, isSCP: false).flatMap { $0.policies.policies }
  }
}
