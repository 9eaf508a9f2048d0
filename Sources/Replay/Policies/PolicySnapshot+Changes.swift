import IAMPolicy

extension PolicySnapshot {
  /// The snapshot with proposed changes laid over it, in the order given.
  ///
  /// - Throws: `SnapshotError` for a target that does not exist in what is known.
  public func applying(_ changes: [PolicyChange]) throws(SnapshotError) -> PolicySnapshot {
    var snapshot = self
    for change in changes { try snapshot.apply(change) }
    return snapshot
  }

  private mutating func apply(_ change: PolicyChange) throws(SnapshotError) {
    switch change.target {
    case .scp(let name, let node): try attach(change, name: name, node: node, isSCP: true)
    case .rcp(let name, let node): try attach(change, name: name, node: node, isSCP: false)
    case .boundary(let arn): try changeIdentity(arn, in: change) { $0.changeBoundary(change.policy) }
    case .identity(let arn, let name):
      try changeIdentity(arn, in: change) { $0.changeInline(name, to: change.policy) }
    case .managed(let arn): try changeManaged(arn, in: change)
    case .resource(let arn):
      resourcePolicies[arn] = change.policy
      if change.isRemoval { resourcesWithoutPolicy.insert(arn) } else { resourcesWithoutPolicy.remove(arn) }
    case .vpcEndpoint(let id): vpcEndpoints[id] = change.policy ?? .openEndpoint
    }
  }

  /// Attaches, replaces or detaches an SCP or RCP.
  private mutating func attach(
    _ change: PolicyChange, name: String, node: String, isSCP: Bool
  ) throws(SnapshotError) {
    let path: WritableKeyPath<PolicySnapshot, [String: AttachedPolicy]> = isSCP ? \.scps : \.rcps
    guard organization != nil else {
      try attachLoosely(change, node: node, isSCP: isSCP)
      return
    }
    let isAttached = organization?.attachedNames(isSCP: isSCP).contains(name) ?? false
    if node == "*" {
      guard isAttached else {
        throw SnapshotError(message: "`\(change.argument)`: \(name) is not attached anywhere; name a node")
      }
      if let policy = change.policy { self[keyPath: path][name] = policy } else { detach(name, isSCP: isSCP) }
      return
    }
    let isKnownNode =
      organization?.edit(node, isSCP: isSCP) { names in
        var now = names ?? [Organization.unlisted]
        now.removeAll { $0 == name }
        if !change.isRemoval { now.append(name) }
        return now
      }
    guard isKnownNode == true else {
      throw SnapshotError(
        message: "`\(change.argument)`: no root, OU or account `\(node)` in organization.json")
    }
    if let policy = change.policy { self[keyPath: path][name] = policy }
  }

  private mutating func detach(_ name: String, isSCP: Bool) {
    organization?.editAll(isSCP: isSCP) { names in names?.filter { $0 != name } }
  }

  /// Without an organization tree an SCP can still be laid on an account, or on every account in the log.
  private mutating func attachLoosely(
    _ change: PolicyChange, node: String, isSCP: Bool
  ) throws(SnapshotError) {
    let isAccount = node.utf8.count == 12 && node.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard node == "*" || isAccount else {
      throw SnapshotError(
        message:
          "`\(change.argument)`: `\(node)` needs organization.json to say which accounts are under it; "
          + "use an account id or @* without it")
    }
    guard let policy = change.policy else {
      throw SnapshotError(
        message: "`\(change.argument)`: nothing is known to be attached that could be removed")
    }
    looseAttachments.append(LooseAttachment(policy: policy, isSCP: isSCP, account: isAccount ? node : nil))
  }

  private mutating func changeIdentity(
    _ arn: String, in change: PolicyChange, _ edit: (inout Identity) -> Void
  ) throws(SnapshotError) {
    let fields = ARNFields(arn)
    guard fields.service == "iam" else {
      throw SnapshotError(message: "`\(change.argument)`: `\(arn)` is not the ARN of a user, group or role")
    }
    guard accounts[fields.account] != nil else {
      var identity = partialIdentities[arn] ?? Identity(arn: arn)
      edit(&identity)
      partialIdentities[arn] = identity
      return
    }
    if var user = accounts[fields.account]?.users[arn] {
      edit(&user)
      accounts[fields.account]?.users[arn] = user
    } else if var role = accounts[fields.account]?.roles[arn] {
      edit(&role)
      accounts[fields.account]?.roles[arn] = role
    } else if var group = accounts[fields.account]?.groups.first(where: { $0.value.arn == arn }) {
      edit(&group.value)
      accounts[fields.account]?.groups[group.key] = group.value
    } else {
      throw SnapshotError(
        message:
          "`\(change.argument)`: no user, group or role `\(arn)` in the account's authorization details")
    }
  }

  private mutating func changeManaged(_ arn: String, in change: PolicyChange) throws(SnapshotError) {
    guard !accounts.isEmpty else {
      throw SnapshotError(
        message: "`\(change.argument)`: who has a managed policy stands in authorization-details.json; "
          + "give --policies")
    }
    managedOverrides[arn] = change.policy ?? AttachedPolicy(name: arn, content: .document(.empty))
  }
}

extension Identity {
  mutating func changeBoundary(_ policy: AttachedPolicy?) {
    boundaryOverride = policy
    hasNoBoundary = policy == nil
    if policy == nil { boundary = nil }
  }

  mutating func changeInline(_ name: String, to policy: AttachedPolicy?) {
    inline.removeAll { $0.name == name }
    if let policy { inline.append(policy) }
  }
}

extension Organization {
  /// Changes what is attached at a root, OU or account; false when there is no such node.
  mutating func edit(
    _ node: String, isSCP: Bool, _ change: ([String]?) -> [String]?
  ) -> Bool {
    let isUnit = root.update(node) { unit in
      if isSCP { unit.scps = change(unit.scps) } else { unit.rcps = change(unit.rcps) }
    }
    if isUnit { return true }
    guard root.path(to: node) != nil else { return false }
    var account = accounts[node] ?? OrganizationAccount(name: nil, scps: nil, rcps: nil, tags: [:])
    if isSCP { account.scps = change(account.scps) } else { account.rcps = change(account.rcps) }
    accounts[node] = account
    return true
  }

  /// Changes what is attached at every node and account.
  mutating func editAll(isSCP: Bool, _ change: ([String]?) -> [String]?) {
    root.updateAll { unit in
      if isSCP { unit.scps = change(unit.scps) } else { unit.rcps = change(unit.rcps) }
    }
    for key in accounts.keys.sorted() {
      guard var account = accounts[key] else { continue }
      if isSCP { account.scps = change(account.scps) } else { account.rcps = change(account.rcps) }
      accounts[key] = account
    }
  }
}

extension Organization {
  /// A name that stands for whatever else is attached where the file does not say.
  static let unlisted = "?"
}

extension AttachedPolicy {
  /// The AWS managed SCP that is attached where nothing else is.
  static let fullAccess = allowingEverything(named: "FullAWSAccess", as: .scp)
  /// The policy of a VPC endpoint that was given none.
  static let openEndpoint = allowingEverything(named: "default endpoint policy", as: .vpce)

  private static func allowingEverything(named name: String, as type: PolicyType) -> AttachedPolicy {
    let everything = ValuesElement(values: [Located("*")])
    let everyone = PrincipalElement(entries: [.init(kind: .everyone, text: Located("*"))])
    let statement = Statement(
      index: 1, effect: .allow, principal: type == .vpce ? everyone : nil, action: everything,
      resource: everything)
    let document = PolicyDocument(version: .v2012, statements: [statement])
    return AttachedPolicy(name: name, content: .document(CompiledPolicy(document, type: type)))
  }
}

extension CompiledPolicy {
  /// A policy without statements.
  static let empty = CompiledPolicy(PolicyDocument(version: .v2012, statements: []), type: .identity)
}
