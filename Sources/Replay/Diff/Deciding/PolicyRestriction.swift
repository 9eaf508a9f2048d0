import IAMPolicy

/// Telling changes that can only take access away.
///
/// An explicit Deny overrides every Allow, and what nothing allows is denied (IAM User Guide, "Policy evaluation logic"): so
/// policies that bring no Allow and keep every Deny allow nothing that was denied.
extension AppliedPolicies {
  /// Whether these policies may allow what others in their place deny, whatever the request asks for.
  func mayGrant(over old: AppliedPolicies) -> Bool {
    old.identity.policies.mayBeLifted(by: identity.policies)
      || (old.resource?.policies ?? []).mayBeLifted(by: resource?.policies ?? [])
      || Self.mayGrant(boundary, over: old.boundary) || Self.mayGrant(session, over: old.session)
      || Self.mayGrant(vpcEndpoint, over: old.vpcEndpoint) || Self.mayGrant(scps, over: old.scps)
      || Self.mayGrant(rcps, over: old.rcps)
  }

  /// The same for a layer that limits what others allow: one that is new takes away, one that went gives.
  private static func mayGrant(_ new: PolicySet?, over old: PolicySet?) -> Bool {
    guard let old else { return false }
    return new.map { old.policies.mayBeLifted(by: $0.policies) } ?? true
  }

  private static func mayGrant(_ new: [PolicyLevel], over old: [PolicyLevel]) -> Bool {
    old.contains { level in
      let same = new.filter { $0.node == level.node }
      guard same.count == 1, let other = same.first else { return true }
      return level.policies.policies.mayBeLifted(by: other.policies.policies)
    }
  }
}

extension [AttachedPolicy] {
  /// Whether others in place of these policies may allow what these deny.
  func mayBeLifted(by others: [AttachedPolicy]) -> Bool {
    let (gone, new) = (filter { !others.contains($0) }, others.filter { !contains($0) })
    guard let old = gone.knownDocuments, let proposed = new.knownDocuments else { return true }
    if proposed.allSatisfy({ $0.isDenyOnly }), old.allSatisfy({ $0.isAllowOnly }) { return false }
    // Whether a text holds policy variables is a matter of its version.
    guard Set((old + proposed).map { $0.version }).count <= 1 else { return true }
    let (before, after) = (old.flatMap { $0.statements }, proposed.flatMap { $0.statements })
    return after.contains { $0.effect == .allow && !$0.stands(in: before) }
      || before.contains { $0.effect == .deny && !$0.stands(in: after) }
  }

  /// Their texts; nil where one is not known.
  private var knownDocuments: [PolicyDocument]? {
    let documents = compactMap { policy -> PolicyDocument? in
      if case .document(let compiled) = policy.content { compiled.document } else { nil }
    }
    return documents.count == count ? documents : nil
  }
}

extension PolicyDocument {
  fileprivate var isDenyOnly: Bool { statements.allSatisfy { $0.effect == .deny } }
  fileprivate var isAllowOnly: Bool { statements.allSatisfy { $0.effect == .allow } }
}

extension Statement {
  fileprivate func stands(in others: [Statement]) -> Bool { others.contains { $0.hasSameMeaning(as: self) } }
}
