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
    let resource: RequestResource =
      typed.resource.map { RequestResource(named: $0, for: typed.action) } ?? .unknown
    let owner = typed.resourceAccount ?? typed.resource.flatMap { self.owner(of: $0, caller) }
    let way = typed.way
    var context = RequestContext(isOpenWorld: true)
    let tags = differ.baseline.principalTags(
      of: caller, SessionTags(), asked: differ.vocabulary.principalTagKeys)
    for fact in differ.baseline.context(caller: caller, resourceAccount: owner) + tags + way.context {
      context[fact.key] = fact.value
    }
    if let account = caller.account { context["kms:calleraccount"] = .value(account) }
    // IAM User Guide, "AWS global condition context keys": temporary credentials have the time at which they were issued.
    if caller.mayHaveSessionPolicies { context["aws:tokenissuetime"] = .present }
    for fact in ServiceKeys.absent(from: typed.action) { context[fact.key] = fact.value }
    context["aws:resourceaccount"] = owner.flatMap { resourceAccount(typed, $0) }?.value ?? .unknown
    for (key, values) in typed.context { context[key] = values.isEmpty ? .absent : .known(values) }
    let request = AuthorizationRequest(
      caller: caller, action: typed.action, resource: resource, resourceAccount: owner, context: context,
      options: RequestOptions(
        typed.action, on: resource, isInManagementAccount: differ.isManagementAccount(owner)
      ).asked(
        isInManagementAccount: differ.isManagementAccount(caller.account),
        managesOrganization: differ.managesOrganization(caller.account),
        isRefused: caller.isRefused(typed.action))
    ).assuming(differ.options.assumed)
    let session: PolicySet? = caller.isNothingWithoutSessionPolicies ? .unknown("policy:session") : nil
    let explained = explain(request, session: session, endpoint: way.endpoint)
    var result = EventExplanation()
    result.requests = [explained]
    result.decision = explained.explanation.decision
    result.suggestions = suggestions(for: explained, endpoint: way.endpoint)
    result.roleTags = differ.baseline.roleTags(of: caller)
    result.decisionBefore = explained.before?.decision
    result.assumptions =
      (session == nil && caller.mayHaveSessionPolicies
        ? ["the request is made without session policies"] : [])
      + (way == .direct ? ["it uses no VPC endpoint; --context aws:SourceVpce=ID says otherwise"] : [])
      + [differ.managementAssumption(of: policies.candidate)].compactMap { $0 }
      + differ.assumedKeys(isTyped: true)
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

  /// The owner of a resource by its ARN, else by the folder of the snapshot that it stands in.
  private func owner(of resource: String, _ caller: Caller) -> String? {
    if resource == "*" { return caller.account }
    return caller.owner(ofResource: resource) ?? differ.baseline.owner(ofResource: resource)
  }

  private func resourceAccount(_ typed: TypedRequest, _ owner: String) -> ContextFact? {
    guard let resource = typed.resource, resource != "*" else { return nil }
    if let stated = typed.resourceAccount, ResourceAccountKey.isCarried(by: typed.action) {
      return ContextFact(key: "aws:resourceaccount", value: .value(stated))
    }
    return DerivedRequest(
      action: typed.action, resource: resource, state: .exact, certainty: .certain, resourceAccount: owner,
      context: []
    ).resourceAccountContext
  }
}

extension TypedRequest {
  /// The way that the call takes, as far as its context tells.
  fileprivate enum Way: Equatable {
    case direct
    /// Through a VPC endpoint, with its id; empty where that is not said.
    case endpoint(String)
    /// A service makes the call for the caller, through no endpoint of the caller's.
    case forwarded

    /// The VPC endpoint whose policy takes part; nil for none, empty for one that is not known.
    var endpoint: String? { if case .endpoint(let id) = self { id } else { nil } }

    /// The keys that the way implies.
    var context: [ContextFact] {
      switch self {
      case .direct: CallFacts.endpointKeys.map { ContextFact(key: $0, value: .absent) }
      case .endpoint: [ContextFact(key: "aws:sourceip", value: .absent)]
      case .forwarded: []
      }
    }
  }

  fileprivate var way: Way {
    func stated(_ key: String) -> String? { context.first { $0.key.lowercased() == key }?.value.first }
    if let id = stated("aws:sourcevpce") { return .endpoint(id) }
    if CallFacts.endpointKeys.contains(where: { stated($0) != nil }) { return .endpoint("") }
    return stated("aws:viaawsservice")?.lowercased() == "true" ? .forwarded : .direct
  }
}

extension Caller {
  /// Whether its credentials may be of a session that policies were given to.
  fileprivate var mayHaveSessionPolicies: Bool {
    switch self {
    case .session, .unnamed, .federatedUser, .root(_, isAssumed: true): true
    case .user, .root, .service, .federated, .anonymous: false
    }
  }

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
