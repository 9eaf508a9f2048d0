import IAMPolicy

/// The caller's own policies.
extension PolicyResolver {
  /// Identity-based policies and boundary of a caller.
  struct CallerPolicies: Equatable {
    var policies: PolicySet
    var boundary: PolicySet?
    /// The ARN of a caller that was not exported; nil for any other.
    var unknownOwner: String?
  }

  func callerIdentity(_ caller: Caller) -> CallerPolicies {
    switch caller {
    case .user(let arn, _): policies(of: arn)
    case .session(let session): policies(of: session)
    case .unnamed(let caller): policies(of: caller)
    case .federatedUser(_, let issuer?, _): policies(of: issuer)
    case .federatedUser(_, nil, _): unknownIssuer(in: caller.account ?? "")
    case .root, .service, .federated, .anonymous: CallerPolicies(policies: PolicySet(), boundary: nil)
    }
  }

  /// The policies of the session's role: by its ARN, or by its name, which is unique in an account.
  private func policies(of session: RoleSession) -> CallerPolicies {
    if let arn = session.roleARN ?? snapshot.accounts[session.account]?.roleARNs[session.roleName] {
      return policies(of: arn)
    }
    let changed = snapshot.partialIdentities.keys.filter { arn in
      let fields = ARNFields(arn)
      return fields.account == session.account && fields.resource.hasPrefix("role/")
        && fields.resource.hasSuffix("/" + session.roleName)
    }
    let arn = "arn:\(session.partition):iam::\(session.account):role/\(session.roleName)"
    return changed.count > 1
      ? unknownCaller(arn, ARNFields(arn), orAnyOf: changed) : policies(of: changed.first ?? arn)
  }

  /// The policies of the identity with a unique ID; where none was exported, of any of its kind.
  private func policies(of caller: UnnamedCaller) -> CallerPolicies {
    let account = snapshot.accounts[caller.account]
    let identities = caller.isSession ? account?.roles : account?.users
    if let arn = identities?.values.first(where: { $0.uniqueID == caller.uniqueID })?.arn {
      return policies(of: arn)
    }
    let owner = namesCallers ? caller.principal : nil
    var found = anyIdentity(
      in: caller.account, isRole: caller.isSession, policies: PolicyDependency.identity(of: owner),
      boundary: PolicyDependency.boundary(of: owner))
    found.unknownOwner = caller.principal
    return found
  }

  private func policies(of arn: String) -> CallerPolicies {
    let fields = ARNFields(arn)
    if fields.resource == "root" { return CallerPolicies(policies: PolicySet(), boundary: nil) }
    return exportedIdentity(arn) ?? unknownCaller(arn, fields)
  }

  /// What a user or role that was exported has; nil for any other.
  func exportedIdentity(_ arn: String) -> CallerPolicies? {
    let fields = ARNFields(arn)
    guard let account = snapshot.accounts[fields.account],
      let identity = account.users[arn] ?? account.roles[arn]
    else { return nil }
    var found = identity.inline + identity.attached.map { managed($0, in: account) }
    for name in identity.groups { found += groupPolicies(name, in: account, fields.account) }
    return CallerPolicies(policies: PolicySet(found), boundary: boundary(of: identity, in: account))
  }

  private func groupPolicies(
    _ name: String, in account: AccountIdentities, _ accountID: String
  ) -> [AttachedPolicy] {
    guard let group = account.groups[name] else {
      let rest = AttachedPolicy(name: name, content: .unknown("policy:group:\(name)"))
      return [rest] + attachablePolicies(in: accountID)
    }
    return (group.inline + group.attached.map { managed($0, in: account) }).map { policy in
      var policy = policy
      policy.attachment = "group \(name)"
      return policy
    }
  }

  /// What the groups of an account have, by their ARNs.
  func groupPolicies(in account: AccountIdentities) -> [String: [AttachedPolicy]] {
    account.groups.values.reduce(into: [:]) { policies, group in
      policies[group.arn] = group.inline + group.attached.map { managed($0, in: account) }
    }
  }

  private func managed(_ arn: String, in account: AccountIdentities) -> AttachedPolicy {
    snapshot.managedPolicy(arn, in: account)
      ?? AttachedPolicy(name: arn, content: .unknown("policy:managed:\(arn)"))
  }

  private func boundary(of identity: Identity, in account: AccountIdentities) -> PolicySet? {
    if let override = identity.boundaryOverride { return PolicySet([override]) }
    return identity.boundary.map { PolicySet([managed($0, in: account)]) }
  }
}

// MARK: - Callers that were not exported

extension PolicyResolver {
  /// A caller that was not exported: all is unknown but what a change says, and it may be in any group.
  ///
  /// - Parameter candidates: the changed roles of which it may be any one.
  private func unknownCaller(
    _ arn: String, _ fields: ARNFields, orAnyOf candidates: [String] = []
  ) -> CallerPolicies {
    let isUser = fields.resource.hasPrefix("user/")
    let owner = namesCallers ? arn : nil
    var caller = CallerPolicies(
      policies: .unknown(PolicyDependency.identity(of: owner)),
      boundary: .unknown(PolicyDependency.boundary(of: owner)), unknownOwner: arn)
    caller.policies.policies += policies { target in
      switch target {
      case .managed(let policy): Self.canAttach(policy, in: fields.account)
      case .identity(let owner, _):
        candidates.contains(owner) || (isUser && Self.isGroup(owner, in: fields.account))
      default: false
      }
    }
    caller.boundary?.policies += policies { target in
      switch target {
      case .managed(let policy): Self.canAttach(policy, in: fields.account)
      case .boundary(let owner): candidates.contains(owner)
      default: false
      }
    }
    guard let partial = snapshot.partialIdentities[arn] else { return caller }
    caller.policies.policies += partial.inline
    if let override = partial.boundaryOverride { caller.boundary = PolicySet([override]) }
    if partial.hasNoBoundary { caller.boundary = nil }
    return caller
  }

  /// A federated user that any user of the account may have made.
  private func unknownIssuer(in account: String) -> CallerPolicies {
    anyIdentity(
      in: account, isRole: false, policies: "policy:identity:issuer", boundary: "policy:boundary:issuer")
  }

  /// Any user, or any role, of an account: a change of any of them may reach it.
  ///
  /// - Parameters:
  ///   - policies: the name of its unknown policies.
  ///   - boundary: the name of its unknown boundary.
  private func anyIdentity(
    in account: String, isRole: Bool, policies: String, boundary: String
  ) -> CallerPolicies {
    func mayBe(_ arn: String) -> Bool {
      let fields = ARNFields(arn)
      return fields.account == account && fields.resource.hasPrefix("role/") == isRole
    }
    var caller = CallerPolicies(policies: .unknown(policies), boundary: .unknown(boundary))
    caller.policies.policies += self.policies { target in
      switch target {
      case .managed(let policy): Self.canAttach(policy, in: account)
      case .identity(let arn, _): mayBe(arn)
      default: false
      }
    }
    caller.boundary?.policies += self.policies { target in
      switch target {
      case .managed(let policy): Self.canAttach(policy, in: account)
      case .boundary(let arn): mayBe(arn)
      default: false
      }
    }
    return caller
  }

  private func policies(where mayReach: (PolicyChange.Target) -> Bool) -> [AttachedPolicy] {
    reachable.filter { mayReach($0.target) }.flatMap { $0.policies }
  }

  /// The changed managed policies that an identity of the account may have.
  private func attachablePolicies(in account: String) -> [AttachedPolicy] {
    policies { target in
      if case .managed(let policy) = target { Self.canAttach(policy, in: account) } else { false }
    }
  }

  /// Identities attach the managed policies of their own account and those of AWS.
  private static func canAttach(_ policy: String, in account: String) -> Bool {
    let owner = ARNFields(policy).account
    return owner == account || owner == "aws"
  }

  private static func isGroup(_ arn: String, in account: String) -> Bool {
    let fields = ARNFields(arn)
    return fields.account == account && fields.resource.hasPrefix("group/")
  }
}
