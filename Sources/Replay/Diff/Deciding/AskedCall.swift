import AuditStore
import IAMPolicy

/// A recorded call with the facts that its requests share.
struct AskedCall {
  private let asker: CallAsker
  private let subjects: CallSubjects
  private let assumed: [String: String]

  /// Puts a call together; both parts are made for calls of one coverage.
  init(_ asker: CallAsker, _ subjects: CallSubjects, _ differ: Differ) {
    self.asker = asker
    self.subjects = subjects
    assumed = differ.options.assumed
  }

  /// The first event of a cell; nil for one without a caller.
  init?(_ differ: Differ, _ cell: EventCells.Cell, _ events: RecordedEvents) {
    let call = events.facts(cell.row, time: cell.seen.lowerBound)
    guard let derived = events.derived(cell.row) else { return nil }
    self.init(differ, call, derived, of: events.identities.tags(cell.row.identity))
  }

  /// A call by its facts, and by the tags that the issuance of its session tells; nil without a caller.
  ///
  /// - Parameter isWhole: whether its context holds every fact, also on keys that no policy looks at.
  init?(
    _ differ: Differ, _ call: CallFacts, _ derived: DerivedEvent, of session: SessionTags,
    isWhole: Bool = false
  ) {
    guard
      let asker = CallAsker(
        differ, call, RecordCoverage(derived.eventClass), of: session, isWhole: isWhole)
    else { return nil }
    self.init(asker, CallSubjects(differ, derived, isWhole: isWhole), differ)
  }

  /// What was derived from the event.
  var derived: DerivedEvent { subjects.derived }

  /// The VPC endpoint whose policy takes part; nil when the call used none, empty when its record does not say.
  var endpoint: String? { asker.endpoint }

  /// One of its requests as the engine takes it, with the assumptions of the run.
  func request(_ index: Int) -> AuthorizationRequest { recordedRequest(index).assuming(assumed) }

  /// The same request by what is known alone.
  func recordedRequest(_ index: Int) -> AuthorizationRequest {
    request(index, asker.context, subjects.requests[index].facts)
  }

  /// One of its requests as each side takes it, with the assumptions of the run.
  func sides(_ index: Int) -> SidedRequest {
    let recorded = recordedSides(index)
    return SidedRequest(
      before: recorded.before.assuming(assumed), after: recorded.after?.assuming(assumed))
  }

  /// The same request by what is known alone.
  func recordedSides(_ index: Int) -> SidedRequest {
    let before = recordedRequest(index)
    let subject = subjects.requests[index]
    if asker.contextAfter == nil, subject.after == nil { return SidedRequest(before: before) }
    var context = asker.contextAfter ?? asker.context
    context.restated.formUnion(subject.after?.restated ?? [])
    let after = request(index, context, subject.after?.facts ?? subject.facts)
    return SidedRequest(before: before, after: after.context == before.context ? nil : after)
  }

  private func request(
    _ index: Int, _ known: RequestContext, _ facts: [ContextFact]
  ) -> AuthorizationRequest {
    let subject = subjects.requests[index]
    var context = known
    for fact in facts { context[fact.key] = fact.value }
    return AuthorizationRequest(
      subject.request, by: asker.request(through: subjects.provider), context: context,
      options: subject.options.asked(
        isInManagementAccount: asker.isInManagementAccount, managesOrganization: asker.managesOrganization,
        isRefused: asker.call.isRefusedByCredentials(subject.request.action)))
  }
}

extension ContextFact {
  /// A time of the record as far as it is known: CloudTrail writes whole seconds, so that what a condition sets within that
  /// second may have been before or after.
  ///
  /// CloudTrail User Guide, "CloudTrail record contents", `eventTime`. Where no condition does, the second is enough.
  fileprivate func withinSecond(of time: Int64, _ vocabulary: PolicyVocabulary) -> ContextFact {
    guard key == "aws:currenttime", vocabulary.looksAtTime, case .known(let texts) = value,
      let text = texts.first,
      text.hasSuffix("Z"), vocabulary.timeBoundaries?.contains(time) ?? true
    else { return self }
    return ContextFact(key: key, value: .oneOf([value, .value(text.dropLast() + ".999999999Z")]))
  }
}

extension RequestContext {
  /// What a log holds, and what else is known, as far as policies look at it.
  fileprivate init(
    _ facts: [ContextFact], seenBy vocabulary: PolicyVocabulary?, restated: Set<String> = []
  ) {
    self.init(isOpenWorld: true)
    for fact in facts where vocabulary?.mentions(fact.key) ?? true { self[fact.key] = fact.value }
    self.restated = restated.filter { key in vocabulary?.mentions(key) ?? true }
  }
}

extension AuthorizationRequest {
  /// The same request with values for those of its context keys that may have them.
  func assuming(_ assumed: [String: String]) -> AuthorizationRequest {
    if assumed.isEmpty { return self }
    var request = self
    for (key, value) in assumed where Evaluator.value(of: key, in: self).admits(value) {
      request.context[key] = .value(value)
    }
    return request
  }
}

/// Who made a call, and what is known of it whatever it asks for.
final class CallAsker: Sendable {
  /// The facts of the call.
  let call: CallFacts
  /// The VPC endpoint whose policy takes part; nil when the call used none, empty when its record does not say.
  let endpoint: String?
  /// The caller's account; nil where it has none.
  let account: String?
  /// Whether that is the account which SCPs do not bind.
  let isInManagementAccount: Bool
  /// Whether that account may manage its organization; nil for one of which that is not known.
  let managesOrganization: Bool?
  /// The context of the call.
  let context: RequestContext
  /// The same as the other side knows it; nil where that knows nothing else.
  let contextAfter: RequestContext?
  /// A request of the caller, for its prepared parts.
  let request: AuthorizationRequest

  /// Nil without a caller.
  init?(
    _ differ: Differ, _ call: CallFacts, _ coverage: RecordCoverage, of session: SessionTags, isWhole: Bool
  ) {
    guard let caller = call.caller else { return nil }
    self.call = call.covered(by: coverage)
    // A service that calls for somebody uses an endpoint of its own, whose policy does not bind that caller.
    endpoint = coverage == .ofEndpoint || call.identity.invokedBy == nil ? self.call.vpcEndpoint : nil
    account = caller.account
    isInManagementAccount = differ.isManagementAccount(caller.account)
    managesOrganization = differ.managesOrganization(caller.account)
    let (vocabulary, tagKeys) = (isWhole ? nil : differ.vocabulary, differ.vocabulary.principalTagKeys)
    let known =
      differ.baseline.context(caller: caller, resourceAccount: nil, askedBy: vocabulary)
      + differ.baseline.principalTags(of: caller, session, asked: tagKeys)
    let own = call.context(by: coverage).map { $0.withinSecond(of: call.eventTime, differ.vocabulary) }
    context = RequestContext(own + known, seenBy: vocabulary)
    let told = differ.contextDifferences?.told(of: caller, session, asked: tagKeys, by: vocabulary)
    let other = told.map { RequestContext(own + $0.facts, seenBy: vocabulary, restated: $0.restated) }
    contextAfter = other == context ? nil : other
    request = AuthorizationRequest(
      caller: caller, action: "", resource: .unknown, resourceAccount: nil,
      context: RequestContext(isOpenWorld: true))
  }

  /// The same request of a caller whose provider the call names.
  func request(through provider: String?) -> AuthorizationRequest {
    guard let caller = provider.flatMap({ call.caller(through: $0) }) else { return request }
    var request = request
    request.caller = caller
    return request
  }
}

/// What a call asks for, whoever made it.
final class CallSubjects: Sendable {
  /// One of its requests.
  struct Subject: Sendable {
    /// A request of nobody, for its prepared parts.
    let request: AuthorizationRequest
    /// What is known for this request alone; it overrides what is known for the call.
    let facts: [ContextFact]
    /// The same as the other side knows it; nil where that knows nothing else.
    let after: ContextDifferences.Told?
    /// What the log does not tell beside the context, but for who asks.
    let options: RequestOptions
  }

  /// What was derived from the event.
  let derived: DerivedEvent
  /// Its requests in their order.
  let requests: [Subject]
  /// The provider of the assertion that the caller showed, as `PolicyVocabulary.assertionProvider` has it.
  let provider: String?

  init(_ differ: Differ, _ derived: DerivedEvent, isWhole: Bool = false) {
    self.derived = derived
    provider = derived.assertionProvider
    let endpointRecord = derived.eventClass == .network ? derived.recorded : nil
    let vocabulary = isWhole ? nil : differ.vocabulary
    func seen(_ facts: [ContextFact]) -> [ContextFact] {
      facts.filter { vocabulary?.mentions($0.key) ?? true }
    }
    requests = derived.requests.map { request in
      let resource = request.requestResource(differ.entities)
      let owner = request.settledOwner
      let told = differ.baseline.context(caller: .anonymous, resourceAccount: owner, askedBy: vocabulary)
      var other = differ.contextDifferences?.told(
        ofOwner: owner, asked: request.action, by: vocabulary)
      if other?.facts == told, other?.restated.isEmpty == true { other = nil }
      let known =
        [request.resourceAccountContext].compactMap { $0 } + request.bucketContext + request.context
        + ServiceKeys.absent(from: request.action)
      return Subject(
        request: AuthorizationRequest(
          caller: .anonymous, action: request.action, resource: resource,
          resourceAccount: request.resourceAccount, context: RequestContext(isOpenWorld: true)),
        facts: seen(told + known),
        after: other.map { ContextDifferences.Told(facts: seen($0.facts + known), restated: $0.restated) },
        options: RequestOptions(
          request.action, on: resource,
          isInManagementAccount: differ.isManagementAccount(request.resourceAccount),
          endpointRecord: endpointRecord))
    }
  }
}

extension RequestOptions {
  /// What neither a log nor somebody who types a request tells beside the context, but for who asks.
  ///
  /// S3 and DynamoDB have gateway endpoints beside interface ones, and the log does not tell them apart. That a call
  /// was allowed is all that a VPC endpoint's record tells of what the other policies say.
  ///
  /// - Parameters:
  ///   - resource: the resource.
  ///   - isInManagementAccount: whether the resource is in the account that SCPs and RCPs do not bind.
  ///   - endpointRecord: the decision that the record of a VPC endpoint holds; nil for any other call.
  init(
    _ action: String, on resource: RequestResource, isInManagementAccount: Bool,
    endpointRecord: RecordedDecision? = nil
  ) {
    self.init(
      resourceInManagementAccount: isInManagementAccount,
      vpcEndpointType: Self.hasGateways(action) ? .unknown : .interface, kmsGrantsUnknown: true,
      isKeyManagedByAWS: nil,
      s3ACLsUnknown: true, s3BlocksPublicAccess: nil,
      sharingUnknown: !ResourcePolicyServices.haveOnly(resource, of: action), usersChangePasswords: nil,
      assumesNoNotPrincipalDeny: true, asksEndpointAlone: endpointRecord != nil,
      otherLayersAllow: endpointRecord == .allowed ? true : nil)
  }

  /// The same for a caller.
  ///
  /// - Parameters:
  ///   - isInManagementAccount: whether the caller is in the account that SCPs and RCPs do not bind.
  ///   - managesOrganization: whether it may manage its organization; nil when that is not known.
  ///   - isRefused: whether IAM or STS refuses the caller's kind of credentials.
  func asked(
    isInManagementAccount: Bool, managesOrganization: Bool?, isRefused: Bool?
  ) -> RequestOptions {
    var result = self
    result.principalInManagementAccount = isInManagementAccount
    result.managesOrganization = managesOrganization
    result.isRefusedByCredentials = isRefused
    return result
  }

  /// Whether the service of an action has gateway endpoints.
  private static func hasGateways(_ action: String) -> Bool {
    action.hasPrefix("s3:") || action.hasPrefix("dynamodb:")
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
