import IAMPolicy

/// The policies of both sides that can make statements match on one side only.
///
/// A policy that both sides have says the same on both, so that its statements need no second look.
struct PolicyDifference {
  private(set) var before: AppliedPolicies
  private(set) var after: AppliedPolicies

  /// Those of the baseline and of the candidate.
  var sides: (AppliedPolicies, AppliedPolicies) { (before, after) }

  init(_ before: AppliedPolicies, _ after: AppliedPolicies) {
    (self.before, self.after) = (before, after)
    // Whether there is a boundary is part of what the statements of other policies mean.
    guard before.boundary == after.boundary else { return }
    let (gone, new) = (before.lacking(in: after), after.lacking(in: before))
    // A statement that an unchanged policy holds as well neither came nor went.
    guard !Self.repeats(new, of: before, less: gone), !Self.repeats(gone, of: after, less: new) else {
      return
    }
    (self.before, self.after) = (gone, new)
  }

  /// Whether a changed policy has a statement that an unchanged one at the same place has too.
  private static func repeats(
    _ changed: AppliedPolicies, of side: AppliedPolicies, less others: AppliedPolicies
  ) -> Bool {
    PolicyLayer.allCases.contains { layer in
      let changed = layer == .boundary || layer == .trust ? [] : changed.policies(of: layer)
      if changed.isEmpty { return false }
      let others = others.policies(of: layer)
      let unchanged = side.policies(of: layer).filter { !others.contains($0) }
      return changed.contains { policy in
        unchanged.contains { $0.attachment == policy.attachment && $0.repeats(policy) }
      }
    }
  }
}

extension AppliedPolicies {
  /// These policies without those that others have in the same layer; the boundary, and every layer, stays.
  fileprivate func lacking(in other: AppliedPolicies) -> AppliedPolicies {
    var rest = self
    rest.identity = identity.lacking(in: other.identity.policies)
    rest.session = session?.lacking(in: other.session?.policies ?? [])
    rest.resource = resource?.lacking(in: other.resource?.policies ?? [])
    rest.vpcEndpoint = vpcEndpoint?.lacking(in: other.vpcEndpoint?.policies ?? [])
    rest.scps = Self.lacking(scps, in: other.scps)
    rest.rcps = Self.lacking(rcps, in: other.rcps)
    return rest
  }

  private static func lacking(_ levels: [PolicyLevel], in others: [PolicyLevel]) -> [PolicyLevel] {
    let known = others.flatMap { $0.policies.policies }
    return levels.map { PolicyLevel(node: $0.node, policies: $0.policies.lacking(in: known)) }
  }
}

extension PolicySet {
  fileprivate func lacking(in others: [AttachedPolicy]) -> PolicySet {
    PolicySet(policies.filter { !others.contains($0) })
  }
}

extension AttachedPolicy {
  /// Whether it has a statement that another one has as well.
  fileprivate func repeats(_ other: AttachedPolicy) -> Bool {
    guard case .document(let own) = content, case .document(let document) = other.content
    else { return false }
    return own.document.statements.contains { statement in
      document.document.statements.contains { $0.hasSameMeaning(as: statement) }
    }
  }
}
