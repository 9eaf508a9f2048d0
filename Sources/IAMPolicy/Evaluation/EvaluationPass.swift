/// One evaluation of a request: every layer, then their combination.
///
/// IAM User Guide, "Policy evaluation logic".
struct EvaluationPass<Judge: LayerJudge> {
  typealias Logic = Judge.Logic

  let request: AuthorizationRequest
  private(set) var judge: Judge
  private var hasBoundary = Logic.no

  init(_ request: AuthorizationRequest, _ judge: Judge) {
    self.request = request
    self.judge = judge
  }

  /// The layers and their combination.
  mutating func run(_ policies: AppliedPolicies) -> Verdict<Logic> {
    run(policies, differing: .all, from: Verdict<Logic>())
  }

  /// The layers and their combination, where some of the layers were evaluated before.
  ///
  /// - Parameters:
  ///   - parts: what differs from the policies of the earlier verdict.
  ///   - earlier: the verdict on the same request under other policies.
  mutating func run(
    _ policies: AppliedPolicies, differing parts: PolicyParts, from earlier: Verdict<Logic>
  ) -> Verdict<Logic> {
    hasBoundary = request.hasBoundary(policies.boundary)
    var verdict = earlier
    if request.storage.options.asksEndpointAlone {
      // A call that came through an endpoint met a policy of it, so none given means unknown.
      evaluateEndpoint(policies.vpcEndpoint ?? .unknown("policy:vpcEndpoint"), &verdict)
      verdict.grant = membership(request.storage.options.otherLayersAllow, "semantics:other-layers")
      return verdict
    }
    let rules = request.storage.operation.rules
    if rules.needsNoPermission, request.storage.callerFacts.kind != .anonymous {
      verdict.grant = .yes
      evaluateEndpoint(policies.vpcEndpoint, &verdict)
      // STS says of policies of the caller alone that they cannot deny it.
      let isBound: Logic = request.waiting(
        for: ["semantics:caller-identity-endpoint"], question: "endpoint policies bind GetCallerIdentity")
      verdict.endpoint = verdict.endpoint.unless(isBound.negated)
      return verdict
    }
    if parts.contains(.caller) { evaluateCaller(policies, &verdict) }
    if parts.contains(.organization) { evaluateOrganization(policies, &verdict) }
    if parts.contains(.resource), !ignoresOwnPolicies { evaluateResource(policies, &verdict) }
    if parts.contains(.endpoint) { evaluateEndpoint(policies.vpcEndpoint, &verdict) }
    verdict.isGuarded = isRefusedByCredentials.or(request.isGuarded())
    verdict.grant = verdict.isGuarded.negated.and(grant(verdict))
    return verdict
  }

  /// Whether nothing but the organization and the endpoint can deny the call.
  private var ignoresOwnPolicies: Bool {
    let kind = request.storage.callerFacts.kind
    return request.storage.operation.rules.ignoresIdentityPolicies && (kind == .user || kind == .root)
  }

  // MARK: - The caller's own policies

  private mutating func evaluateCaller(_ policies: AppliedPolicies, _ verdict: inout Verdict<Logic>) {
    (verdict.identity, verdict.boundary, verdict.session) = (LayerVerdict(), .open, .open)
    switch request.storage.callerFacts.kind {
    case .user where ignoresOwnPolicies: break
    case .user, .session, .federatedUser:
      let isFree: Logic = request.isIssuedByRoot()
      if !isFree.isTrue { evaluateOwnPolicies(policies, isFree, &verdict) } else { verdict.identity = .open }
      evaluateSession(policies, &verdict)
    case .root: if case .root(_, isAssumed: true) = request.caller { evaluateSession(policies, &verdict) }
    case .service, .federated, .anonymous: break
    }
  }

  private mutating func evaluateOwnPolicies(
    _ policies: AppliedPolicies, _ isFree: Logic, _ verdict: inout Verdict<Logic>
  ) {
    verdict.identity = union(policies.identity, .identity).unless(isFree)
    guard let boundary = policies.boundary else { return }
    let isExempt = isServiceLinked.or(isFree)
    if !isExempt.isTrue { verdict.boundary = union(boundary, .boundary).unless(isExempt) }
  }

  /// Without session policies a federated user has nothing: IAM User Guide, "GetFederationToken".
  private mutating func evaluateSession(_ policies: AppliedPolicies, _ verdict: inout Verdict<Logic>) {
    let kind = request.storage.callerFacts.kind
    if let session = policies.session {
      let isLinked = isServiceLinked
      if kind == .user || isLinked.isTrue { return }
      verdict.session = union(session, .session).unless(isLinked)
    } else if kind == .federatedUser {
      verdict.session = LayerVerdict(allow: .no, deny: .no)
    }
  }

  private var isServiceLinked: Logic { request.isServiceLinked() }

  // MARK: - The organization

  private mutating func evaluateOrganization(_ policies: AppliedPolicies, _ verdict: inout Verdict<Logic>) {
    (verdict.scp, verdict.rcpDeny) = (.open, .no)
    evaluateSCPs(policies, &verdict)
    let options = request.options
    guard request.storage.operation.rules.isLimitedByRCPs, !policies.rcps.isEmpty else { return }
    var isExempt = isServiceLinked.or(
      membership(options.resourceInManagementAccount, "resourceInManagementAccount"))
    if request.storage.operation.rules.isKMS {
      isExempt = isExempt.or(membership(options.isKeyManagedByAWS, "kms:aws-managed-key"))
    }
    if request.storage.operation.rules.isTrust { isExempt = isExempt.or(request.isOnServiceLinkedRole()) }
    if isExempt.isTrue { return }
    var deny = Logic.no
    for level in policies.rcps.indices {
      deny = deny.or(resourceUnion(policies.rcps[level].policies, .rcp, level: level).deny)
    }
    verdict.rcpDeny = isExempt.negated.and(deny)
    // The root user of a member account is no resource of which it is documented that RCPs bind who asks for it.
    if request.storage.operation.rules.isAssumeRoot {
      let isBound: Logic = request.waiting(
        for: ["semantics:assume-root-rcp"], question: "RCPs bind AssumeRoot")
      verdict.rcpDeny = verdict.rcpDeny.and(isBound)
    }
  }

  private mutating func evaluateSCPs(_ policies: AppliedPolicies, _ verdict: inout Verdict<Logic>) {
    switch request.storage.callerFacts.kind {
    case .service, .federated, .anonymous: return
    case .user, .session, .federatedUser, .root: break
    }
    guard !policies.scps.isEmpty else { return }
    let isExempt = isServiceLinked.or(
      membership(request.storage.options.principalInManagementAccount, "principalInManagementAccount"))
    if isExempt.isTrue { return }
    var all = LayerVerdict<Logic>.open
    let levels = policies.scps.span
    for level in levels.indices {
      let own = union(levels[level].policies, .scp, level: level)
      all.allow = all.allow.and(own.allow)
      all.deny = all.deny.or(own.deny)
    }
    verdict.scp = all.unless(isExempt)
  }

  /// Whether the service refuses the kind of credentials, whatever the policies say.
  private var isRefusedByCredentials: Logic {
    membership(request.storage.options.isRefusedByCredentials, "credentials")
  }

  /// What is known, or waiting for a fact.
  func membership(_ isMember: Bool?, _ fact: String) -> Logic {
    isMember.map { .known($0) } ?? request.waiting(for: [fact], question: fact)
  }

  // MARK: - The resource and the endpoint

  private mutating func evaluateResource(_ policies: AppliedPolicies, _ verdict: inout Verdict<Logic>) {
    let rules = request.storage.operation.rules
    let layer: PolicyLayer = request.storage.meetsTrustPolicy ? .trust : .resource
    (verdict.resource, verdict.isPublic) = (ResourceVerdict(), false)
    if let resource = policies.resource {
      verdict.resource = resourceUnion(resource, layer)
    } else if request.storage.meetsTrustPolicy || !isKey.isFalse {
      // A key or role has a policy for certain, so none given means unknown.
      verdict.resource = resourceUnion(.unknown("policy:resource"), layer)
    } else if request.storage.options.sharingUnknown {
      verdict.resource.allow = sharedAllow
    }
    if rules.isS3, request.storage.options.s3BlocksPublicAccess != false {
      verdict.isPublic = policies.resource?.isPublic ?? false
    }
    if rules.isKeptByRoot, request.storage.callerFacts.kind == .root {
      verdict.resource.denyClasses = verdict.resource.denyClasses.and(isSameAccount.negated)
    }
  }

  /// What the owner of a resource without a policy may allow other accounts all the same.
  ///
  /// AWS RAM User Guide, "Shareable AWS resources", and what services share themselves: snapshots, images, stores of
  /// certificates. Policies do not show it, and nothing but an allow comes of it.
  private var sharedAllow: PrincipalClasses<Logic> {
    let isShared: Logic = request.waiting(for: ["resource:sharing"], question: "shared")
    guard request.storage.callerFacts.account != nil else { return PrincipalClasses(direct: isShared) }
    return PrincipalClasses(account: isSameAccount.negated.and(isShared))
  }

  private mutating func evaluateEndpoint(_ endpoint: PolicySet?, _ verdict: inout Verdict<Logic>) {
    verdict.endpoint = .open
    guard let endpoint else { return }
    let own = resourceUnion(endpoint, .vpcEndpoint)
    verdict.endpoint = LayerVerdict(allow: reach(own.allow), deny: reach(own.denyClasses))
  }

  /// The policy of a gateway endpoint that names an account means only the root user of it.
  ///
  /// AWS PrivateLink guide, "Endpoint policies".
  private func reach(_ classes: PrincipalClasses<Logic>) -> Logic {
    let specific = classes.direct.or(classes.behind)
    switch request.storage.options.vpcEndpointType {
    case .gateway: return specific
    case .interface, nil: return specific.or(classes.account)
    case .unknown:
      let isInterface: Logic = request.waiting(for: ["vpcEndpointType"], question: "interface endpoint")
      return specific.or(classes.account.and(isInterface))
    }
  }

  // MARK: - One layer

  private mutating func union(
    _ set: PolicySet, _ layer: PolicyLayer, level: Int = 0
  ) -> LayerVerdict<Logic> {
    judge.union(set, LayerKey(layer: layer, level: level), request)
  }

  private mutating func resourceUnion(
    _ set: PolicySet, _ layer: PolicyLayer, level: Int = 0
  ) -> ResourceVerdict<Logic> {
    judge.resourceUnion(set, LayerKey(layer: layer, level: level), request, hasBoundary: hasBoundary)
  }
}
