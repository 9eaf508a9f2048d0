import IAMPolicy

/// Where a change adds a policy to those of an identity, or to those that are attached at a node.
extension PolicySnapshot {
  /// The names beside which the policy of a target comes to stand.
  ///
  /// Nil where it replaces one, and where the snapshot does not say what stands there.
  func neighbours(of target: PolicyChange.Target) -> [String]? {
    let names: [String]?
    switch target {
    case .identity(let arn, _):
      let identity = accounts[ARNFields(arn).account]?.identities.first { $0.arn == arn }
      names = identity?.inline.map { $0.name }
    case .scp(_, let node): names = listed(at: node, isSCP: true)
    case .rcp(_, let node): names = listed(at: node, isSCP: false)
    case .boundary, .managed, .resource, .vpcEndpoint: names = nil
    }
    return names.flatMap { $0.contains(target.policyName) ? nil : $0 }
  }

  /// What is attached at a node, `*` for any; nil where the tree does not say it.
  private func listed(at node: String, isSCP: Bool) -> [String]? {
    let names = organization?.names(at: node, isSCP: isSCP)
    return names?.contains(Organization.unlisted) == true ? nil : names
  }

  /// A name that was probably meant by that of a policy which comes to stand beside others: one there, or of an SCP or
  /// RCP that is attached elsewhere.
  func meant(by target: PolicyChange.Target, beside names: [String]) -> String? {
    let others: Set<String>
    switch target {
    case .scp: others = organization?.attachedNames(isSCP: true) ?? []
    case .rcp: others = organization?.attachedNames(isSCP: false) ?? []
    default: others = []
    }
    // One that is attached elsewhere comes to be attached here as well.
    if others.contains(target.policyName) { return nil }
    let meant = Spelling.closest(to: target.policyName, among: names + others.subtracting(names).sorted())
    return meant.flatMap { KnownNames.isTooShort(target.policyName, for: $0) ? nil : $0 }
  }
}
