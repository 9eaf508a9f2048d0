import AuditStore
import IAMPolicy

/// A recorded call with the facts that its requests share.
struct AskedCall {
  /// What was derived from the event.
  let derived: DerivedEvent
  /// The VPC endpoint whose policy takes part; nil when the call used none, empty when its record does not say.
  let endpoint: String?

  private let caller: Caller
  private let call: CallFacts
  private let facts: [ContextFact]
  private let differ: Differ
  /// Whether its context holds every fact, also on keys that no policy looks at.
  private let isWhole: Bool

  /// The first event of a cell; nil for one without a caller.
  init?(_ differ: Differ, _ cell: EventCells.Cell, _ events: RecordedEvents) {
    let call = events.facts(cell.row, time: cell.seen.lowerBound)
    guard let derived = events.derived(cell.row) else { return nil }
    self.init(differ, call, derived, of: events.identity(cell.row).context)
  }

  /// A call by its facts, and by the context keys that the issuance of its session tells; nil without a caller.
  init?(
    _ differ: Differ, _ call: CallFacts, _ derived: DerivedEvent, of session: [ContextFact],
    isWhole: Bool = false
  ) {
    guard let caller = call.identity.caller else { return nil }
    let coverage = RecordCoverage(derived.eventClass)
    self.call = call.covered(by: coverage)
    self.differ = differ
    self.derived = derived
    self.caller = caller
    self.isWhole = isWhole
    // A service that calls for somebody uses an endpoint of its own, whose policy does not bind that caller.
    endpoint = coverage == .ofEndpoint || call.identity.invokedBy == nil ? self.call.vpcEndpoint : nil
    facts = call.context(by: coverage) + session
  }

  /// One of its requests as the engine takes it, with the assumptions of the run.
  func request(_ index: Int) -> AuthorizationRequest {
    let recorded = recordedRequest(index)
    guard !differ.options.assumed.isEmpty else { return recorded }
    var context = recorded.context
    for (key, value) in differ.options.assumed where Evaluator.value(of: key, in: recorded).admits(value) {
      context[key] = .value(value)
    }
    return request(derived.requests[index], context)
  }

  /// The same request by what is known alone.
  func recordedRequest(_ index: Int) -> AuthorizationRequest {
    let request = derived.requests[index]
    var context = RequestContext(isOpenWorld: true)
    let known =
      differ.baseline.context(caller: caller, resourceAccount: request.settledOwner)
      + [request.resourceAccountContext].compactMap { $0 }
    for fact in facts + known + request.context where isWhole || differ.vocabulary.mentions(fact.key) {
      context[fact.key] = fact.value
    }
    return self.request(request, context)
  }

  private func request(_ request: DerivedRequest, _ context: RequestContext) -> AuthorizationRequest {
    return AuthorizationRequest(
      caller: caller, action: request.action, resource: request.requestResource,
      resourceAccount: request.resourceAccount, context: context,
      options: differ.requestOptions(
        caller, request.action, owner: request.resourceAccount,
        isRefused: call.isRefusedByCredentials(request.action),
        endpointRecord: derived.eventClass == .network ? derived.recorded : nil))
  }
}

extension Differ {
  /// What neither a log nor somebody who types a request tells beside the context.
  ///
  /// S3 and DynamoDB have gateway endpoints beside interface ones, and the log does not tell them apart. That a call
  /// was allowed is all that a VPC endpoint's record tells of what the other policies say.
  ///
  /// - Parameter endpointRecord: the decision that the record of a VPC endpoint holds; nil for any other call.
  func requestOptions(
    _ caller: Caller, _ action: String, owner: String?, isRefused: Bool?,
    endpointRecord: RecordedDecision? = nil
  ) -> RequestOptions {
    let hasGateways = action.hasPrefix("s3:") || action.hasPrefix("dynamodb:")
    return RequestOptions(
      principalInManagementAccount: managementAccount.map { $0 == caller.account } ?? false,
      resourceInManagementAccount: managementAccount.map { $0 == owner } ?? false,
      vpcEndpointType: hasGateways ? .unknown : .interface, kmsGrantsUnknown: true, isKeyManagedByAWS: nil,
      s3ACLsUnknown: true, s3BlocksPublicAccess: nil, assumesNoNotPrincipalDeny: true,
      isRefusedByCredentials: isRefused, asksEndpointAlone: endpointRecord != nil,
      otherLayersAllow: endpointRecord == .allowed ? true : nil)
  }
}

extension ContextValue {
  /// Whether a value may be assumed: it is open, and this is one of the states that are left.
  fileprivate func admits(_ value: String) -> Bool {
    switch self {
    case .unknown, .present: true
    case .known, .absent: false
    case .oneOf(let states): states.contains { $0.exact == ContextValue.value(value).exact }
    }
  }
}
