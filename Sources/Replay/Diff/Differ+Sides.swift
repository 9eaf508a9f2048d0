import IAMPolicy

/// Comparing two sets of policies that each have a snapshot and changes.
extension Differ {
  /// Prepares both sides; a text that says the same on both is taken as one policy, wherever it stands.
  ///
  /// - Throws: `SnapshotError` when a change does not fit its snapshot, or the management accounts differ.
  public init(from old: ReplayPolicies, to new: ReplayPolicies, options: Options) throws(SnapshotError) {
    let snapshot = new.snapshot.adoptingTexts(of: old.snapshot)
    if snapshot == old.snapshot, old.changes.isEmpty {
      try self.init(baseline: old.snapshot, changes: new.changes, options: options)
      return
    }
    let managers = [old.snapshot, snapshot].map { $0.organization?.managementAccount }
    guard managers[0] == managers[1] else {
      throw SnapshotError(message: "the two snapshots name other management accounts")
    }
    let compared = Self.union(new.changes, old.changes)
    let newTargets = Self.newTargets(
      compared, options, hasOrganization: old.snapshot.organization != nil)
    var baseline = try old.snapshot.applying(old.changes, exposing: compared, new: newTargets)
    // What is wrong with either side is a blind spot of both.
    baseline.findings += new.snapshot.findings.filter { finding in
      !baseline.findings.contains { $0.finding.code == finding.finding.code && $0.policy == finding.policy }
    }
    let candidate = try snapshot.applying(new.changes, exposing: compared, new: newTargets)
    self.init(
      baseline: baseline, candidate: candidate, Self.proposed(compared, by: new.changes), options, newTargets,
      hasPolicies: old.snapshot != PolicySnapshot(),
      differing: SnapshotDifferences(from: old.snapshot, to: snapshot, besides: compared),
      contexts: ContextDifferences(from: old.snapshot, to: snapshot))
    if !old.changes.isEmpty { note(recorded: old.snapshot.exposing(compared, new: newTargets)) }
    note(rewritten: snapshot.difference(from: old.snapshot))
  }

  /// The first change of each target.
  private static func union(_ changes: [PolicyChange], _ others: [PolicyChange]) -> [PolicyChange] {
    var union: [PolicyChange] = []
    for change in changes + others where !union.contains(where: { $0.target == change.target }) {
      union.append(change)
    }
    return union
  }

  /// What only the old side changes is taken back by the new one.
  private static func proposed(_ compared: [PolicyChange], by new: [PolicyChange]) -> [PolicyChange] {
    compared.map { change in
      if let last = new.last(where: { $0.target == change.target }) { return last }
      return PolicyChange(
        target: change.target, argument: "\(change.targetText)=-", file: nil, policy: nil)
    }
  }
}

extension PolicySnapshot {
  /// The snapshot with the policies of another one in place of those of its own that say the same.
  ///
  /// So that a text that only moved, within its file or to another folder, is no difference.
  func adoptingTexts(of other: PolicySnapshot) -> PolicySnapshot {
    var result = self
    result.scps = scps.adopting(other.scps)
    result.rcps = rcps.adopting(other.rcps)
    result.awsManagedPolicies = awsManagedPolicies.adopting(other.awsManagedPolicies)
    result.resourcePolicies = resourcePolicies.adopting(other.resourcePolicies)
    result.vpcEndpoints = vpcEndpoints.adopting(other.vpcEndpoints)
    for (id, account) in accounts {
      if let old = other.accounts[id] { result.accounts[id] = account.adopting(old) }
    }
    result.findings = other.findings
    return result
  }

  /// The policies that stand in one snapshot only: in this one, and in the other.
  func difference(from other: PolicySnapshot) -> (new: [AttachedPolicy], old: [AttachedPolicy]) {
    (policies.missing(in: other.policies), other.policies.missing(in: policies))
  }
}

extension AccountIdentities {
  fileprivate func adopting(_ other: AccountIdentities) -> AccountIdentities {
    var result = self
    result.managedPolicies = managedPolicies.adopting(other.managedPolicies)
    for (arn, user) in users { result.users[arn] = user.adopting(other.users[arn]) }
    for (arn, role) in roles { result.roles[arn] = role.adopting(other.roles[arn]) }
    for (name, group) in groups { result.groups[name] = group.adopting(other.groups[name]) }
    return result
  }
}

extension Identity {
  fileprivate func adopting(_ other: Identity?) -> Identity {
    guard let other else { return self }
    var result = self
    result.inline = inline.map { policy in policy.adopting(other.inline.first { $0.name == policy.name }) }
    result.trust = trust.map { $0.adopting(other.trust) }
    return result
  }
}

extension [String: AttachedPolicy] {
  fileprivate func adopting(_ others: [String: AttachedPolicy]) -> [String: AttachedPolicy] {
    reduce(into: self) { result, entry in result[entry.key] = entry.value.adopting(others[entry.key]) }
  }
}

extension AttachedPolicy {
  fileprivate func adopting(_ other: AttachedPolicy?) -> AttachedPolicy {
    guard let other, other.name == name, other.attachment == attachment, hasSameText(as: other) else {
      return self
    }
    return other
  }
}

extension [AttachedPolicy] {
  fileprivate func missing(in others: [AttachedPolicy]) -> [AttachedPolicy] {
    let known = Dictionary(grouping: others) { $0.name }
    return filter { !(known[$0.name] ?? []).contains($0) }
  }
}
