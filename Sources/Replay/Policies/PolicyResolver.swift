public import IAMPolicy

/// Finds every policy of a snapshot that takes part in deciding a request.
///
/// What the snapshot does not hold becomes an unknown policy whose name is the same on both sides of a diff,
/// so that an unchanged unknown gives the same answer on both.
public struct PolicyResolver: Sendable {
  /// The policies it looks in.
  public let snapshot: PolicySnapshot
  /// The services of which a change touches a resource policy; a resource that is not known may be that one.
  let changedResourceServices: Set<String>

  /// Makes a resolver; `changes` are those that were laid over this snapshot, none for the baseline.
  public init(snapshot: PolicySnapshot, changes: [PolicyChange] = []) {
    self.snapshot = snapshot
    changedResourceServices = Set(
      changes.compactMap { change in
        guard case .resource(let arn) = change.target else { return nil }
        return ARNFields(arn).service
      })
  }

  /// The layers for a request of this caller.
  ///
  /// - Parameters:
  ///   - session: the session policies, when the session's issuance is known; `.unknown` otherwise; nil for none.
  ///   - endpoint: the VPC endpoint that the call used; nil for none.
  ///   - coversMany: whether the request stands for resources of its type that the log does not name.
  public func policies(
    for request: AuthorizationRequest, session: PolicySet?, endpoint: String?, coversMany: Bool = false
  ) -> AppliedPolicies {
    let identity = callerIdentity(request.caller)
    return AppliedPolicies(
      identity: identity.policies, boundary: identity.boundary, session: session,
      scps: request.caller.account.map { levels(of: $0, isSCP: true) } ?? [],
      rcps: request.resourceAccount.map { levels(of: $0, isSCP: false) } ?? unknownLevels(isSCP: false),
      resource: resourcePolicy(for: request),
      vpcEndpoint: endpoint.map { endpointPolicy($0) })
  }

  private func endpointPolicy(_ id: String) -> PolicySet {
    snapshot.vpcEndpoints[id].map { PolicySet([$0]) } ?? .unknown("policy:vpcEndpoint:\(id)")
  }
}

// MARK: - The caller's own policies

extension PolicyResolver {
  /// Identity-based policies and boundary of a caller.
  struct CallerPolicies {
    var policies: PolicySet
    var boundary: PolicySet?
  }

  func callerIdentity(_ caller: Caller) -> CallerPolicies {
    switch caller {
    case .user(let arn, _): policies(of: arn)
    case .session(let session): policies(of: roleARN(session))
    case .federatedUser(_, let issuer?, _): policies(of: issuer)
    case .federatedUser(_, nil, _): unknownCaller(nil)
    case .root, .service, .federated, .anonymous: CallerPolicies(policies: PolicySet(), boundary: nil)
    }
  }

  /// The role's ARN with its path: from the event, or by its name, which is unique in an account.
  private func roleARN(_ session: RoleSession) -> String {
    session.roleARN ?? snapshot.accounts[session.account]?.roleARNs[session.roleName]
      ?? "arn:\(session.partition):iam::\(session.account):role/\(session.roleName)"
  }

  private func policies(of arn: String) -> CallerPolicies {
    let fields = ARNFields(arn)
    guard let account = snapshot.accounts[fields.account] else { return unknownCaller(arn) }
    if fields.resource == "root" { return CallerPolicies(policies: PolicySet(), boundary: nil) }
    guard let identity = account.users[arn] ?? account.roles[arn] else { return unknownCaller(arn) }
    var found = identity.inline + identity.attached.map { managed($0, in: account) }
    for name in identity.groups { found += groupPolicies(name, in: account) }
    return CallerPolicies(policies: PolicySet(found), boundary: boundary(of: identity, in: account))
  }

  private func groupPolicies(_ name: String, in account: AccountIdentities) -> [AttachedPolicy] {
    guard let group = account.groups[name] else {
      return [AttachedPolicy(name: name, content: .unknown("policy:group:\(name)"))]
    }
    return (group.inline + group.attached.map { managed($0, in: account) }).map { policy in
      var policy = policy
      policy.attachment = "group \(name)"
      return policy
    }
  }

  private func managed(_ arn: String, in account: AccountIdentities) -> AttachedPolicy {
    snapshot.managedOverrides[arn] ?? account.managedPolicies[arn]
      ?? AttachedPolicy(name: arn, content: .unknown("policy:managed:\(arn)"))
  }

  private func boundary(of identity: Identity, in account: AccountIdentities) -> PolicySet? {
    if let override = identity.boundaryOverride { return PolicySet([override]) }
    return identity.boundary.map { PolicySet([managed($0, in: account)]) }
  }

  /// A caller whose account was not exported: all is unknown but what a change says.
  private func unknownCaller(_ arn: String?) -> CallerPolicies {
    let name = arn ?? "issuer"
    var caller = CallerPolicies(
      policies: .unknown("policy:identity:\(name)"), boundary: .unknown("policy:boundary:\(name)"))
    guard let partial = arn.flatMap({ snapshot.partialIdentities[$0] }) else { return caller }
    caller.policies.policies += partial.inline
    if let override = partial.boundaryOverride { caller.boundary = PolicySet([override]) }
    if partial.hasNoBoundary { caller.boundary = nil }
    return caller
  }
}

// MARK: - Organization and resource policies

extension PolicyResolver {
  /// The SCPs or RCPs of an account, level by level from the root down.
  func levels(of account: String, isSCP: Bool) -> [PolicyLevel] {
    guard let path = snapshot.organization?.path(to: account) else {
      return unknownLevels(isSCP: isSCP, account: account)
    }
    return path.map { node in
      let names = (isSCP ? node.scps : node.rcps) ?? [Organization.unlisted]
      return PolicyLevel(
        node: node.id, policies: PolicySet(names.map { attached($0, at: node.id, isSCP: isSCP) }))
    }
  }

  private func attached(_ name: String, at node: String, isSCP: Bool) -> AttachedPolicy {
    let kind = isSCP ? "scp" : "rcp"
    if name == Organization.unlisted {
      return AttachedPolicy(name: "", attachment: node, content: .unknown("policy:\(kind):\(node)"))
    }
    var policy =
      (isSCP ? snapshot.scps : snapshot.rcps)[name] ?? Self.managedByAWS(name)
      ?? AttachedPolicy(name: name, content: .unknown("policy:\(kind):\(name)"))
    policy.attachment = node
    return policy
  }

  private static func managedByAWS(_ name: String) -> AttachedPolicy? {
    switch name {
    case "FullAWSAccess", "p-FullAWSAccess": .fullAccess
    case "RCPFullAWSAccess", "p-RCPFullAWSAccess": AttachedPolicy(name: name, content: .document(.empty))
    default: nil
    }
  }

  private func unknownLevels(isSCP: Bool, account: String? = nil) -> [PolicyLevel] {
    let kind = isSCP ? "scp" : "rcp"
    let atom = account.map { "policy:\(kind):\($0)" } ?? "policy:\(kind)"
    let loose = snapshot.looseAttachments.filter {
      $0.isSCP == isSCP && ($0.account == nil || $0.account == account)
    }
    let policies = [AttachedPolicy(name: "", content: .unknown(atom))] + loose.map { $0.policy }
    return [PolicyLevel(node: account ?? "", policies: PolicySet(policies))]
  }

  /// The policy of the request's resource; nil when it has none for certain.
  private func resourcePolicy(for request: AuthorizationRequest) -> PolicySet? {
    let service = String(request.action.prefix { $0 != ":" })
    switch request.resource {
    case .arn("*"), .star: return nil
    case .arn(let arn): return resourcePolicy(of: arn, service: service, account: request.resourceAccount)
    case .prefix, .pattern, .unknown:
      guard ResourcePolicyServices.names.contains(service) else { return nil }
      let suffix = changedResourceServices.contains(service) ? " as changed" : ""
      return .unknown("policy:resource\(suffix)")
    }
  }

  private func resourcePolicy(of arn: String, service: String, account: String?) -> PolicySet? {
    let owner = ResourcePolicyServices.owner(of: arn)
    if let policy = snapshot.resourcePolicies[arn] ?? snapshot.resourcePolicies[owner] {
      return PolicySet([policy])
    }
    if snapshot.resourcesWithoutPolicy.contains(owner) { return nil }
    let fields = ARNFields(owner)
    if fields.service == "iam" { return trustPolicy(owner, fields, action: service) }
    if !ResourcePolicyServices.names.contains(fields.service) { return nil }
    let isComplete = snapshot.completeResourceServices.contains(fields.service) && isExported(account)
    return isComplete ? nil : .unknown("policy:resource")
  }

  /// Whether an account is one of those that the snapshot speaks of.
  private func isExported(_ account: String?) -> Bool {
    guard let account else { return false }
    return snapshot.accounts[account] != nil || snapshot.organization?.path(to: account) != nil
  }

  /// Only `sts` actions on a role meet its trust policy; other IAM resources have no policy of their own.
  private func trustPolicy(_ arn: String, _ fields: ARNFields, action service: String) -> PolicySet? {
    guard service == "sts", fields.resource.hasPrefix("role/") else { return nil }
    if let trust = snapshot.accounts[fields.account]?.roles[arn]?.trust { return PolicySet([trust]) }
    return .unknown("policy:trust")
  }
}
