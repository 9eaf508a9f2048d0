import IAMPolicy

extension PolicySnapshot {
  /// The snapshot with proposed changes laid over it, in the order given.
  ///
  /// - Parameter new: the targets, as typed, at which nothing stands now.
  /// - Throws: `SnapshotError` for a target that does not exist in what is known.
  public func applying(
    _ changes: [PolicyChange], new: Set<String> = []
  ) throws(SnapshotError) -> PolicySnapshot {
    try applying(changes, exposing: changes, new: new)
  }

  /// The snapshot with changes laid over it, as one side of a comparison by the targets of these and perhaps others.
  func applying(
    _ changes: [PolicyChange], exposing compared: [PolicyChange], new: Set<String>
  ) throws(SnapshotError) -> PolicySnapshot {
    try exposing(compared, new: new).laying(changes, comparing: compared)
  }

  /// A snapshot in which the targets of a comparison stand by themselves, with some of its changes laid over it.
  func laying(
    _ changes: [PolicyChange], comparing compared: [PolicyChange]
  ) throws(SnapshotError) -> PolicySnapshot {
    var snapshot = self
    for change in changes {
      try snapshot.apply(change, compared.firstIndex { $0.target == change.target } ?? 0)
    }
    return snapshot
  }

  private mutating func apply(_ change: PolicyChange, _ index: Int) throws(SnapshotError) {
    switch change.target {
    case .scp(let name, let node), .rcp(let name, let node):
      if organization == nil {
        try attachLoosely(change, name: name, node: node)
      } else if node == "*" {
        try changeEverywhere(change, name: name, index)
      } else {
        try attach(change, name: name, node: node)
      }
    case .boundary(let arn):
      try changeIdentity(arn, in: change) { (identity: inout Identity) throws(SnapshotError) in
        try identity.changeBoundary(change)
      }
    case .identity(let arn, let name):
      try changeIdentity(arn, in: change) { (identity: inout Identity) throws(SnapshotError) in
        try identity.changeInline(name, change)
      }
    case .managed(let arn): try changeManaged(arn, in: change)
    case .resource(let arn): try changeResource(arn, in: change)
    case .vpcEndpoint(let id): vpcEndpoints[id] = change.policy ?? .openEndpoint
    }
  }

  private mutating func changeManaged(_ arn: String, in change: PolicyChange) throws(SnapshotError) {
    guard !accounts.isEmpty else {
      throw SnapshotError(
        message: "`\(change.argument)`: who has a managed policy stands in authorization-details.json; "
          + "give --policies")
    }
    if let account = accounts[ARNFields(arn).account], !account.names(managed: arn) {
      throw change.missing(
        "no managed policy `\(arn)` in the account's authorization details", arn,
        among: Array(account.managedPolicies.keys))
    }
    managedOverrides[arn] = change.policy ?? AttachedPolicy(name: arn, content: .document(.empty))
  }

  private mutating func changeResource(_ arn: String, in change: PolicyChange) throws(SnapshotError) {
    let fields = ARNFields(arn)
    if change.isRemoval, fields.service == "iam", fields.resource.hasPrefix("role/") {
      throw SnapshotError(
        message: "`\(change.argument)`: a role always has a trust policy; give the new one in a file")
    }
    if change.isRemoval, resourcePolicies[arn] == nil {
      throw change.missing(
        "`\(arn)` has no resource-based policy that could be removed", arn,
        among: Array(resourcePolicies.keys))
    }
    resourcePolicies[arn] = change.policy
    if change.isRemoval { resourcesWithoutPolicy.insert(arn) } else { resourcesWithoutPolicy.remove(arn) }
  }
}

// MARK: - SCPs and RCPs

extension PolicySnapshot {
  /// Replaces or detaches a policy wherever it is attached.
  private mutating func changeEverywhere(
    _ change: PolicyChange, name: String, _ index: Int
  ) throws(SnapshotError) {
    let attached = organization?.attachedNames(isSCP: change.isSCP) ?? []
    guard attached.contains(name) else {
      throw change.missing(
        "\(name) is not attached anywhere; name a root, OU or account instead of *", name,
        among: attached.sorted())
    }
    let places = nodePolicies.keys.filter { $0.isSCP == change.isSCP && $0.name == name }
    for place in places {
      let isAttached = nodePolicies[place]?.isAttached ?? true
      nodePolicies[place] =
        isAttached
        ? nil
        : change.policy.map { NodePolicy(policy: $0.onlyIf(.reaches(change: index)), isAttached: false) }
    }
    guard let policy = change.policy else {
      organization?.editAll(isSCP: change.isSCP) { names in names?.filter { $0 != name } }
      return
    }
    if change.isSCP { scps[name] = policy } else { rcps[name] = policy }
  }

  /// Attaches, replaces or detaches a policy at one node; where else it is attached it keeps its text.
  private mutating func attach(
    _ change: PolicyChange, name: String, node: String
  ) throws(SnapshotError) {
    guard let names = organization?.names(at: node, isSCP: change.isSCP) else {
      let what = "no root, OU or account `\(node)` in organization.json"
      let named = organization?.ids(named: node) ?? []
      guard named.isEmpty else {
        let ids = named.map { "`\($0)`" }.joined(separator: " and ")
        throw SnapshotError(
          message: "`\(change.argument)`: \(what); of that name \(named.count == 1 ? "is" : "are") \(ids)")
      }
      throw change.missing(what, node, among: organization?.allIDs ?? [])
    }
    if change.isRemoval, !names.contains(name) {
      throw change.missing("\(name) is not attached at \(node)", name, among: names)
    }
    _ = organization?.edit(node, isSCP: change.isSCP) { _ in
      names.filter { $0 != name } + (change.isRemoval ? [] : [name])
    }
    nodePolicies[NodePlace(isSCP: change.isSCP, node: node, name: name)] = change.policy.map {
      NodePolicy(policy: $0, isAttached: true)
    }
  }

  /// Without an organization tree an SCP can still be laid on an account, or on every account in the log.
  private mutating func attachLoosely(
    _ change: PolicyChange, name: String, node: String
  ) throws(SnapshotError) {
    let isAccount = ARNText.isAccountID(node)
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
    if let place = looseAttachment(of: change, name: name, node: node) {
      looseAttachments[place].policy = policy
    } else {
      looseAttachments.append(
        LooseAttachment(policy: policy, isSCP: change.isSCP, account: isAccount ? node : nil))
    }
  }
}

// MARK: - Identities

extension PolicySnapshot {
  private mutating func changeIdentity(
    _ arn: String, in change: PolicyChange, _ edit: (inout Identity) throws(SnapshotError) -> Void
  ) throws(SnapshotError) {
    let fields = ARNFields(arn)
    try change.checkIdentity(arn, fields)
    guard var account = accounts[fields.account] else {
      var identity = partialIdentities[arn] ?? Identity(arn: arn)
      try edit(&identity)
      partialIdentities[arn] = identity
      return
    }
    if var user = account.users[arn] {
      try edit(&user)
      account.users[arn] = user
    } else if var role = account.roles[arn] {
      try edit(&role)
      account.roles[arn] = role
    } else if var group = account.groups.first(where: { $0.value.arn == arn }) {
      try edit(&group.value)
      account.groups[group.key] = group.value
    } else {
      throw change.missingIdentity(arn, among: account.identities.map { $0.arn })
    }
    accounts[fields.account] = account
  }
}

extension Identity {
  fileprivate mutating func changeBoundary(_ change: PolicyChange) throws(SnapshotError) {
    if change.isRemoval, boundary == nil, boundaryOverride == nil {
      throw SnapshotError(message: "`\(change.argument)`: `\(arn)` has no permissions boundary")
    }
    boundaryOverride = change.policy
    hasNoBoundary = change.isRemoval
    if change.isRemoval { boundary = nil }
  }

  fileprivate mutating func changeInline(_ name: String, _ change: PolicyChange) throws(SnapshotError) {
    let names = inline.map { $0.name }
    if change.isRemoval, !names.contains(name) {
      throw change.missing("`\(arn)` has no inline policy \(name)", name, among: names)
    }
    inline.removeAll { $0.name == name }
    if let policy = change.policy { inline.append(policy) }
  }
}

extension AccountIdentities {
  /// Every user, role and group.
  var identities: [Identity] { Array(users.values) + Array(roles.values) + Array(groups.values) }

  /// Whether a managed policy is in the export or attached to anyone in it.
  func names(managed arn: String) -> Bool {
    managedPolicies[arn] != nil
      || identities.contains { $0.attached.contains(arn) || $0.boundary == arn }
  }
}

extension PolicyChange {
  /// Refuses an ARN of nobody who can have the policy: a group has no permissions boundary.
  fileprivate func checkIdentity(_ arn: String, _ fields: ARNFields) throws(SnapshotError) {
    let isBoundary = if case .boundary = target { true } else { false }
    let kinds = isBoundary ? ["user/", "role/"] : ["user/", "group/", "role/"]
    let isNamed = kinds.contains { fields.resource.hasPrefix($0) } && !fields.resource.hasSuffix("/")
    guard fields.service == "iam", isNamed else {
      let wanted = isBoundary ? "user or role" : "user, group or role"
      let form = isBoundary ? "" : "; the form is identity:ARN/NAME"
      throw SnapshotError(message: "`\(argument)`: `\(arn)` is not the ARN of a \(wanted)\(form)")
    }
  }

  /// The error for an identity that does not exist, with what was probably meant: its path may be left out, or the name of
  /// the inline policy behind an ARN with a path.
  fileprivate func missingIdentity(_ arn: String, among known: [String]) -> SnapshotError {
    if case .identity(_, let name) = target, known.contains("\(arn)/\(name)") {
      return SnapshotError(
        message:
          "`\(argument)`: `\(arn)/\(name)` is an identity and no policy of one; the form is identity:ARN/NAME"
      )
    }
    return missing(
      "no user, group or role `\(arn)` in the account's authorization details", arn, among: known)
  }

  /// The error for a target that does not exist, with what was probably meant.
  fileprivate func missing(_ what: String, _ name: String, among names: [String]) -> SnapshotError {
    SnapshotError(message: "`\(argument)`: \(what)\(Spelling.hint(for: name, among: names.sorted()))")
  }
}
