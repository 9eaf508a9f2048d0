import AuditStore
import IAMPolicy

/// A request that somebody types: what is not said of it is unknown, as in a log.
public struct TypedRequest: Sendable {
  /// An ARN, a service's name or `anonymous`; a role's ARN means some session of it.
  public var principal: String
  /// `service:Name`.
  public var action: String
  /// An ARN or `*`; nil when nothing is known of it.
  public var resource: String?
  /// The owner of the resource; nil leaves it to the ARN.
  public var resourceAccount: String?
  /// The values of context keys; a key without any is absent.
  public var context: [String: [String]] = [:]

  /// Makes a request without context.
  public init(principal: String, action: String, resource: String?, resourceAccount: String? = nil) {
    self.principal = principal
    self.action = action
    self.resource = resource
    self.resourceAccount = resourceAccount
  }
}

extension Explainer {
  /// Why a typed request is decided as it is; nil for a principal that is none.
  public func explain(_ typed: TypedRequest) -> EventExplanation? {
    guard let caller = caller(typed) else { return nil }
    let resource: RequestResource = typed.resource.map { .arn($0) } ?? .unknown
    let owner =
      typed.resourceAccount
      ?? typed.resource.flatMap { $0 == "*" ? caller.account : caller.owner(ofResource: $0) }
    var context = RequestContext(isOpenWorld: true)
    for fact in differ.baseline.context(caller: caller, resourceAccount: owner) {
      context[fact.key] = fact.value
    }
    context["aws:resourceaccount"] = owner.flatMap { resourceAccount(typed, $0) }?.value ?? .unknown
    for (key, values) in typed.context { context[key] = values.isEmpty ? .absent : .known(values) }
    let request = AuthorizationRequest(
      caller: caller, action: typed.action, resource: resource, resourceAccount: owner, context: context,
      options: RequestOptions(
        by: caller.account, typed.action, owner: owner, isRefused: caller.isRefused(typed.action),
        managementAccount: differ.managementAccount))
    let endpoint = typed.context.first { $0.key.lowercased() == "aws:sourcevpce" }?.value.first
    let session: PolicySet? = caller.isNothingWithoutSessionPolicies ? .unknown("policy:session") : nil
    let explained = explain(request, session: session, endpoint: endpoint)
    var result = EventExplanation()
    result.requests = [explained]
    result.decision = explained.explanation.decision
    result.suggestions = suggestions(for: explained, endpoint: endpoint)
    result.roleTags = differ.baseline.roleTags(of: caller)
    result.decisionBefore = explained.before?.decision
    result.assumptions =
      (session == nil ? ["the request is made without session policies"] : [])
      + (endpoint == nil ? ["it uses no VPC endpoint; --context aws:SourceVpce=ID says otherwise"] : [])
    return result
  }

  /// The caller; the path of a session's role is taken from the snapshot, as its ARN does not hold it.
  private func caller(_ typed: TypedRequest) -> Caller? {
    let text = typed.principal
    if case .root(let arn, _)? = Caller(text: text) {
      let stated = typed.context.first { $0.key.lowercased() == "aws:assumedroot" }?.value.first
      return .root(arn: arn, isAssumed: stated?.lowercased() == "true")
    }
    guard case .session(var session)? = Caller(text: text) else { return Caller(text: text) }
    if ARNFields(text).resource.hasPrefix("assumed-role/") {
      session.roleARN = differ.baseline.accounts[session.account]?.roleARNs[session.roleName]
    }
    return .session(session)
  }

  private func resourceAccount(_ typed: TypedRequest, _ owner: String) -> ContextFact? {
    guard let resource = typed.resource, resource != "*" else { return nil }
    return DerivedRequest(
      action: typed.action, resource: resource, state: .exact, certainty: .certain, resourceAccount: owner,
      context: []
    ).resourceAccountContext
  }
}

extension Caller {
  /// Whether a session has policies for certain if it may do anything: that of the root user has one, and a federated user
  /// has no permissions but those of its session.
  ///
  /// STS API Reference, `AssumeRoot` and `GetFederationToken`.
  fileprivate var isNothingWithoutSessionPolicies: Bool {
    switch self {
    case .federatedUser, .root(_, isAssumed: true): true
    case .user, .session, .unnamed, .root, .service, .federated, .anonymous: false
    }
  }
}
