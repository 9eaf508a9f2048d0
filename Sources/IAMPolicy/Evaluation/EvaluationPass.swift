/// One evaluation of a request under given assumptions: every layer, then their combination.
///
/// IAM User Guide, "Policy evaluation logic".
struct EvaluationPass {
  let request: EvaluationContext
  let policies: AppliedPolicies

  /// The truth values of every layer and what they combine to.
  struct Result: Equatable {
    var identity = LayerVerdict(allow: .no, deny: .no)
    var boundary = LayerVerdict(allow: .yes, deny: .no)
    var session = LayerVerdict(allow: .yes, deny: .no)
    /// One verdict a level, root first; empty where SCPs do not apply.
    var scps: [LayerVerdict] = []
    var rcps: [LayerVerdict] = []
    var resource = ResourceVerdict()
    var endpoint = LayerVerdict(allow: .yes, deny: .no)
    /// Whether SCPs and RCPs take part.
    var scpsApply = Truth.yes
    var rcpsApply = Truth.yes
    var grant = Truth.no
    var isGuarded = false

    /// Whether every SCP level allows.
    var scpAllow: Truth { scpsApply.negated.or(scps.reduce(.yes) { $0.and($1.allow) }) }
    var scpDeny: Truth { scpsApply.and(scps.reduce(.no) { $0.or($1.deny) }) }
    var rcpDeny: Truth { rcpsApply.and(rcps.reduce(.no) { $0.or($1.deny) }) }
    /// Whether everything that must allow does.
    var allow: Truth { grant.and(scpAllow).and(endpoint.allow) }
    /// Whether anything denies.
    var deny: Truth {
      identity.deny.or(boundary.deny).or(session.deny).or(resource.deny).or(scpDeny).or(rcpDeny)
        .or(endpoint.deny)
    }
  }

  /// The layers and their combination.
  func run() -> Result {
    var result = Result()
    let action = request.request.action.lowercased()
    if action == "sts:getcalleridentity", request.caller != .anonymous {
      result.grant = .yes
      return result
    }
    evaluateCaller(&result)
    evaluateOrganization(&result, action: action)
    let hasBoundary = Truth.known(policies.boundary != nil)
    result.resource = resourcePolicies(action).resourceVerdict(request, hasBoundary: hasBoundary)
    if isBucketOwnerRoot, ServiceRules.bucketPolicyActions.contains(action) { result.resource.deny = .no }
    evaluateEndpoint(&result)
    result.isGuarded = ServiceRules.isGuarded(action: action, resource: request.request.resource)
    result.grant = result.isGuarded ? .no : grant(result, action: action)
    return result
  }

  private func evaluateCaller(_ result: inout Result) {
    switch request.caller {
    case .user, .session, .federatedUser:
      result.identity = policies.identity.verdict(request)
      if let boundary = policies.boundary, request.caller.isServiceLinkedRole != true {
        result.boundary = boundary.verdict(request)
      }
    case .root, .service, .federated, .anonymous: break
    }
    if case .federatedUser(_, let issuer?, _) = request.caller, issuer.hasSuffix(":root") {
      result.identity = LayerVerdict(allow: .yes, deny: .no)
      result.boundary = LayerVerdict(allow: .yes, deny: .no)
    }
    switch request.caller {
    case .session, .root(_, isAssumed: true):
      if let session = policies.session { result.session = session.verdict(request) }
    case .federatedUser:
      result.session = policies.session?.verdict(request) ?? LayerVerdict(allow: .no, deny: .no)
    case .user, .root, .service, .federated, .anonymous: break
    }
  }

  private func evaluateOrganization(_ result: inout Result, action: String) {
    let options = request.request.options
    let isLinked =
      request.caller.isServiceLinkedRole.map { Truth.known($0) }
      ?? request.waiting(for: ["principal.roleArn"], question: "service-linked role")
    switch request.caller {
    case .user, .session, .federatedUser, .root:
      let isExempt = membership(options.principalInManagementAccount, "principalInManagementAccount")
      result.scpsApply = isLinked.or(isExempt).negated
      result.scps = policies.scps.map { $0.policies.verdict(request) }
    case .service, .federated, .anonymous: result.scpsApply = .no
    }
    let isCovered = ServiceRules.rcpServices.contains(String(request.service)) && action != "kms:retiregrant"
    guard isCovered else {
      result.rcpsApply = .no
      return
    }
    let isExempt = membership(options.resourceInManagementAccount, "resourceInManagementAccount")
    result.rcpsApply = isLinked.or(isExempt).negated
    result.rcps = policies.rcps.map { level in
      let verdict = level.policies.resourceVerdict(request, hasBoundary: .no)
      return LayerVerdict(allow: .yes, deny: verdict.deny)
    }
  }

  private func membership(_ isMember: Bool?, _ fact: String) -> Truth {
    isMember.map { Truth.known($0) } ?? request.waiting(for: [fact], question: fact)
  }

  /// The resource's policies; a key or role has one for certain, so none given means unknown.
  private func resourcePolicies(_ action: String) -> PolicySet {
    if let resource = policies.resource { return resource }
    if isKeyRequest { return .unknown("policy:resource") }
    if ServiceRules.trustActions.contains(action) { return .unknown("policy:resource") }
    return PolicySet()
  }

  private var isBucketOwnerRoot: Bool {
    guard case .root(_, isAssumed: _) = request.caller else { return false }
    return request.request.resourceAccount == request.caller.account
  }

  /// Whether the resource is a KMS key, which has rules of its own.
  var isKeyRequest: Bool {
    guard request.service == "kms" else { return false }
    switch request.request.resource {
    case .arn(let arn): return Caller.resource(of: arn).hasPrefix("key/")
    case .prefix(let text), .pattern(let text): return Caller.resource(of: text).hasPrefix("key/")
    case .star, .unknown: return false
    }
  }

  private func evaluateEndpoint(_ result: inout Result) {
    guard let endpoint = policies.vpcEndpoint else { return }
    let verdict = endpoint.resourceVerdict(request, hasBoundary: .known(policies.boundary != nil))
    let isGateway = request.request.options.vpcEndpointType == .gateway
    let allow = isGateway ? verdict.allow.direct.or(verdict.allow.behind) : verdict.allow.any
    result.endpoint = LayerVerdict(allow: allow, deny: verdict.deny)
  }
}
