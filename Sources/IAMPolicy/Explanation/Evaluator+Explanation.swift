extension Evaluator {
  /// Why a request is decided as it is.
  public static func explain(_ request: AuthorizationRequest, _ policies: AppliedPolicies) -> Explanation {
    let source = ExplanationSource(request, policies)
    var pass = EvaluationPass(request, RecordingJudge<Ternary>())
    let verdict = pass.run(policies)
    if let outcome = CombinedEffect(verdict).outcome {
      return Explanation(.determinate(outcome), verdict, pass.judge.records, source)
    }
    var detailed = EvaluationPass(request, RecordingJudge<Formula>())
    let formulas = detailed.run(policies)
    return Explanation(refine(CombinedEffect(formulas)), formulas, detailed.judge.records, source)
  }

  /// Every statement of the policies that matches a request or may match it, layer by layer.
  public static func statements(
    for request: AuthorizationRequest, _ policies: AppliedPolicies
  ) -> [StatementReport] {
    var pass = EvaluationPass(request, RecordingJudge<Ternary>())
    _ = pass.run(policies)
    let layers = LayerExplanation.all(pass.judge.records, ExplanationSource(request, policies))
    return layers.flatMap { $0.statements }
  }

  /// The layers that lack an allow they would need, or may lack it.
  ///
  /// - Parameter isCertain: whether only those are meant that lack it for certain.
  public static func layersWithoutAllow(
    for request: AuthorizationRequest, _ policies: AppliedPolicies, isCertain: Bool = false
  ) -> [PolicyLayer] {
    var pass = EvaluationPass(request, SilentJudge<Ternary>())
    return pass.run(policies).layersWithoutAllow(request, isCertain: isCertain)
  }

  /// Whether one of these always holds, whatever the answers to the open questions are.
  static func isCertain(_ alternatives: [Formula]) -> Bool {
    var effect = CombinedEffect(Verdict<Formula>())
    effect.deny = .no
    effect.allow = alternatives.reduce(.no) { $0.or($1) }
    return refine(effect) == .determinate(.allowed)
  }

  /// The statements of a policy whose action element covers none of these actions.
  public static func unreachedStatements(of policy: CompiledPolicy, by actions: [String]) -> [Statement] {
    let requests = actions.map {
      AuthorizationRequest(
        caller: .anonymous, action: $0, resource: .unknown, resourceAccount: nil,
        context: RequestContext(isOpenWorld: true))
    }
    return policy.statements.filter { statement in
      !requests.contains { statement.matchesAction($0) }
    }.map { $0.source }
  }
}

extension Verdict {
  /// The layers whose allow is missing, or may be, and would be needed.
  ///
  /// - Parameter isCertain: whether only those are meant whose allow is missing for certain.
  func layersWithoutAllow(_ request: AuthorizationRequest, isCertain: Bool = false) -> [PolicyLayer] {
    func lacks(_ allow: Logic) -> Bool { isCertain ? allow.isFalse : !allow.isTrue }
    if isGuarded.isTrue { return [.serviceGuardrail] }
    var layers: [PolicyLayer] = isGuarded.isFalse || isCertain ? [] : [.serviceGuardrail]
    if lacks(scp.allow) { layers.append(.scp) }
    if lacks(endpoint.allow) { layers.append(.vpcEndpoint) }
    guard !grant.isTrue, !request.options.asksEndpointAlone else { return layers }
    if lacks(boundary.allow) { layers.append(.boundary) }
    if lacks(session.allow) { layers.append(.session) }
    if lacks(identity.allow), request.hasIdentityPolicies, !isGrantedBehind(request) {
      layers.append(.identity)
    }
    let rules = request.operation.rules
    if lacks(resource.allow.any), request.needsResourceAllow {
      layers.append(request.storage.meetsTrustPolicy ? .trust : .resource)
    }
    if layers.isEmpty, !isCertain, rules.isS3, request.options.s3BlocksPublicAccess != false {
      layers.append(.s3BlockPublicAccess)
    }
    return layers
  }

  /// Whether the resource's own policy names the role of the session, or the issuer: identity need not allow then.
  private func isGrantedBehind(_ request: AuthorizationRequest) -> Bool {
    switch request.callerFacts.kind {
    case .session, .federatedUser: request.storage.isSameAccount == true && resource.allow.behind.isTrue
    case .user, .root, .service, .federated, .anonymous: false
    }
  }
}

extension AuthorizationRequest {
  fileprivate var hasIdentityPolicies: Bool {
    switch callerFacts.kind {
    case .user, .session, .federatedUser: true
    case .root, .service, .federated, .anonymous: false
    }
  }

  fileprivate var needsResourceAllow: Bool {
    if operation.rules.isAssumeRoot { return false }
    if callerFacts.account != resourceAccount || storage.meetsTrustPolicy { return true }
    return !EvaluationPass(self, SilentJudge<Ternary>()).isKey.isFalse
  }
}
