import IAMPolicy

/// Telling what changes name apart from the rest that is not known.
///
/// An unknown layer is one unknown text; a change of a part of it has an effect only if that part is known to be
/// one of its own. So the old text of what a change replaces stands by itself in the baseline, known or not.
extension PolicySnapshot {
  /// The snapshot as the baseline of these changes.
  ///
  /// - Parameter new: the targets, as typed, at which nothing stands now: a change there replaces nothing.
  func exposing(_ changes: [PolicyChange], new: Set<String> = []) -> PolicySnapshot {
    var snapshot = self
    for (index, change) in changes.enumerated() {
      if new.contains(change.targetText) {
        snapshot.takeAsEmpty(change.target)
      } else {
        snapshot.expose(change, index, of: self)
      }
    }
    return snapshot
  }

  /// Takes nothing to stand at a target where the snapshot does not say what does.
  private mutating func takeAsEmpty(_ target: PolicyChange.Target) {
    switch target {
    case .boundary(let arn): exposeIdentity(arn) { $0.hasNoBoundary = $0.boundaryOverride == nil }
    case .resource(let arn):
      // Keys and roles have a policy for certain.
      let isAlwaysThere = ["kms", "iam"].contains(ARNFields(arn).service)
      if !isAlwaysThere, resourcePolicies[arn] == nil { resourcesWithoutPolicy.insert(arn) }
    case .scp, .rcp, .identity, .managed, .vpcEndpoint: break
    }
  }

  /// - Parameter original: the snapshot before any of the changes was exposed in it.
  private mutating func expose(_ change: PolicyChange, _ index: Int, of original: PolicySnapshot) {
    switch change.target {
    case .scp(let name, let node), .rcp(let name, let node):
      if organization == nil {
        exposeLoosely(change, name: name, node: node, index)
      } else {
        let nodes = original.organization?.unlistedNodes(isSCP: change.isSCP, within: node) ?? []
        exposeUnlisted(change, name: name, at: nodes, index)
      }
    case .identity(let arn, let name):
      exposeIdentity(arn) { identity in
        guard !identity.inline.contains(where: { $0.name == name }) else { return }
        identity.inline.append(
          AttachedPolicy(name: name, content: .unknown("policy:identity:\(arn)/\(name)")))
      }
    case .boundary(let arn):
      exposeIdentity(arn) { identity in
        guard identity.boundaryOverride == nil, !identity.hasNoBoundary else { return }
        identity.boundaryOverride = AttachedPolicy(name: "", content: .unknown("policy:boundary:\(arn)"))
      }
    case .resource(let arn): exposeResource(arn)
    case .managed, .vpcEndpoint: break
    }
  }

  private mutating func exposeIdentity(_ arn: String, _ edit: (inout Identity) -> Void) {
    guard accounts[ARNFields(arn).account] == nil else { return }
    var identity = partialIdentities[arn] ?? Identity(arn: arn)
    edit(&identity)
    partialIdentities[arn] = identity
  }

  private mutating func exposeResource(_ arn: String) {
    guard resourcePolicies[arn] == nil, !resourcesWithoutPolicy.contains(arn), !isComplete(for: arn) else {
      return
    }
    let fields = ARNFields(arn)
    if accounts[fields.account]?.roles[arn]?.trust != nil { return }
    resourcePolicies[arn] = AttachedPolicy(name: arn, content: .unknown("policy:resource:\(arn)"))
  }

  /// Whether every policy of the resource's service was exported, so that one that is missing does not exist.
  func isComplete(for arn: String) -> Bool {
    let fields = ARNFields(arn)
    return fields.account.isEmpty
      ? completeResourceServices.contains(fields.service) : isComplete(fields.service, in: fields.account)
  }

  /// Whether every policy of a service's resources in an account was exported, so that others have none.
  func isComplete(_ service: String, in account: String) -> Bool {
    // Every key has a policy (AWS KMS Developer Guide, "Key policies"), and an alias does not tell of which key.
    if service == "kms" { return false }
    return completeResourceServices.contains(service) && isExported(account)
      || completeResourceServicesOfAccounts[account]?.contains(service) ?? false
  }

  /// Whether an account is one of those that the snapshot speaks of.
  func isExported(_ account: String) -> Bool {
    accounts[account] != nil || organization?.path(to: account) != nil
  }
}

// MARK: - SCPs and RCPs

extension PolicySnapshot {
  private mutating func exposeLoosely(_ change: PolicyChange, name: String, node: String, _ index: Int) {
    guard !change.isRemoval, looseAttachment(of: change, name: name, node: node) == nil else { return }
    looseAttachments.append(
      LooseAttachment(
        policy: Self.old(change, name, index), isSCP: change.isSCP, account: node == "*" ? nil : node))
  }

  /// The attachment that a change without an organization tree replaces, by its index.
  func looseAttachment(of change: PolicyChange, name: String, node: String) -> Int? {
    looseAttachments.firstIndex {
      $0.policy.name == name && $0.isSCP == change.isSCP && $0.account == (node == "*" ? nil : node)
    }
  }

  /// Where the file does not say what is attached, the policy may be.
  private mutating func exposeUnlisted(
    _ change: PolicyChange, name: String, at nodes: [String], _ index: Int
  ) {
    let text = (change.isSCP ? scps : rcps)[name]
    for node in nodes {
      _ = organization?.edit(node, isSCP: change.isSCP) { names in
        // Another change may have put its own policy there already.
        (names ?? [Organization.unlisted]).filter { $0 != name } + [name]
      }
      nodePolicies[NodePlace(isSCP: change.isSCP, node: node, name: name)] = NodePolicy(
        policy: text?.onlyIf(.reaches(change: index)) ?? Self.old(change, name, index), isAttached: false)
    }
  }

  /// The unknown text that a change replaces.
  ///
  /// A new text without any Allow says that access is granted by other policies beside it, before and after; then
  /// only what the old text denied matters, which the report states as an assumption.
  private static func old(_ change: PolicyChange, _ name: String, _ index: Int) -> AttachedPolicy {
    let kind = change.isSCP ? "scp" : "rcp"
    return change.onlyDenies
      ? .unknownDeny(named: name, as: change.isSCP ? .scp : .rcp, .oldDenies(change: index))
      : AttachedPolicy(name: name, content: .unknown("policy:\(kind):\(name)"))
  }
}

extension PolicyChange {
  /// Whether an SCP is meant, not an RCP.
  var isSCP: Bool {
    if case .scp = target { return true }
    return false
  }

  /// Whether the new text holds Deny statements alone.
  var onlyDenies: Bool {
    guard case .document(let policy)? = policy?.content else { return false }
    return policy.document.statements.allSatisfy { $0.effect == .deny }
  }
}

extension Organization {
  /// The nodes at which the file does not say what is attached: one, or with `*` all of them.
  fileprivate func unlistedNodes(isSCP: Bool, within node: String) -> [String] {
    nodesWithoutList(isSCP: isSCP).filter { node == "*" || $0 == node }
  }
}
