public import AuditStore
public import CloudTrail
import JSON

/// Derives the authorization requests of events; one for each worker, because it keeps what it has read.
///
/// What depends on an operation alone is prepared once (`OperationPlan`); an event then costs one pass over
/// its caller, parameters and resources, and its requests are written as bytes.
public struct EventDeriver: ~Copyable {
  /// The version of the derivation: a database made by an older one can be derived again.
  public static let version = 16

  private static let maximumNames = 50_000

  private let tables: DerivationTables
  private let rules: ResourceRules
  private var recordedDecisions: RecordedDecisionReader
  private var planner: OperationPlanner
  private var callers = CallerCache()
  private var names: ParameterNames
  private var kindNumbers = SpanInterner()
  private var kinds: [EventKind] = []
  private var kindGeneration = CachedNumber.Generation()
  private var plans: [OperationPlan] = []
  private var actionPlans: [String: Int?] = [:]
  private var key = ByteSink()
  private var strings = StringReader()
  private var resolver: ResourceResolver
  private var findings = ScratchList<ResourceFinding>()

  /// Makes a deriver with empty caches.
  public init() {
    tables = DerivationTables()
    rules = ResourceRules(tables.resourceRules)
    recordedDecisions = RecordedDecisionReader(tables: tables)
    planner = OperationPlanner(tables: tables, rules: rules)
    names = ParameterNames(rules: rules)
    resolver = ResourceResolver(rules: rules)
  }

  /// What an event says about authorization; nothing in it can make this fail.
  public mutating func derive(_ event: RawEvent) -> DerivedEvent {
    var call = CallBytes()
    derive(event, into: &call)
    return call.event
  }

  /// Derives an event as bytes, for many events in a row.
  public mutating func derive(_ event: RawEvent, into call: inout CallBytes) {
    derive(event, at: event.raw(.eventTime)?.time, into: &call)
  }

  /// Derives an event as bytes, one that happened at a time which it says; without one it cannot be replayed.
  public mutating func derive(_ event: RawEvent, at time: Int64?, into call: inout CallBytes) {
    strings.reset()
    if names.count > Self.maximumNames || kinds.count > Self.maximumNames { forget() }
    let kindNumber = kindNumber(event)
    let kind = kinds[kindNumber]
    let (caller, callerClass) = callers.caller(event.raw(.userIdentity), &strings)
    var record = recordedDecisions.read(event, &strings)
    // What somebody else was denied at another service behind the call says nothing of the caller.
    if let message = record.message, message.isOfAnother(than: caller.fields.arn),
      !message.isOf(source: strings.text(event.raw(.eventSource)))
    {
      record = RecordedDecisionReader.Record(decision: .unknown)
    }
    let message = record.message
    let isOfCaller = kind.isDecidedThroughEndpoint && event.raw(.vpcEndpointId).map { !$0.isNull } == true
    var eventClass =
      (isOfCaller ? nil : kind.eventClass) ?? callerClass
      ?? caller.eventClass(strings.text(event.raw(.eventName)) ?? TextSlice(""))
    let isCopy =
      eventClass.canBeReplayed && eventClass != .network && eventClass != .anonymous
      && event.isOwnersCopy(of: caller, &strings)
    if event.amendedEventID != nil {
      eventClass = .amendment
    } else if isCopy {
      eventClass = .ownerCopy
    }
    if time == nil, eventClass.canBeReplayed { eventClass = .unreadable }
    let recorded = eventClass == .network ? record.ofEndpoint : record.decision
    call.begin(
      eventClass, recorded: recorded, layer: record.layer, policyARN: message?.policyARN)
    call.identityNumber = callers.last
    call.kindNumber = CachedNumber(kindNumber, in: kindGeneration)
    guard eventClass.canBeReplayed else { return }
    if eventClass != .network, recordedDecisions.isUnauthenticated(event, &strings) {
      call.eventClass = .unauthenticated
      return
    }
    let coverage = RecordCoverage(eventClass)
    // Without a shared ID nothing tells whether the caller's own record is in the log.
    let isNamed =
      coverage.names(caller, callerClass)
      || (eventClass == .federation && caller.isSAML && SAMLAssertion.isNamed(by: event))
    guard isNamed, isCopy || eventClass != .ownerCopy else { return }
    guard let number = kind.plan else {
      if coverage == .whole { call.eventClass = .unresolvedAction }
      return
    }
    let plan = plans[number]
    let site = CallSite(event, caller: caller, &strings)
    resolver.begin(
      event, site, caller, message, plan: number, readsLists: !plan.isConstant || message != nil,
      isReading: plan.checks[0].isList, isAllowed: coverage == .whole && recorded == .allowed,
      coverage, &names, &strings)
    if let token = plan.token { resolver.readToken(token, event) }
    if plan.takesSignature { resolver.readTransport(event, names) }
    addRequests(plan, to: &call)
    addDependents(
      plan, isDenied: recorded == .denied, isWhole: coverage == .whole, to: &call)
    if recorded == .denied, let quoted = message?.action { addQuoted(quoted, to: &call) }
    if call.requestCount == 0, coverage == .whole { call.eventClass = .unresolvedAction }
  }

  private mutating func addRequests(_ plan: OperationPlan, to call: inout CallBytes) {
    resolver.match(plan, names)
    if plan.formCount > 0 { addForm(plan, to: &call) }
    for index in plan.formCount..<plan.checks.count {
      let check = plan.checks[index]
      guard let certainty = certainty(of: check) else { continue }
      _ = resolver.add(check, certainty, names, &findings, to: &call)
    }
  }

  private func certainty(of check: OperationPlan.Check) -> Certainty? {
    check.condition.isAlways
      ? .certain : check.condition.certainty(resolver.parameters, names, resolver.facts)
  }

  /// Of a check in several forms the one all of whose variables the call sends, else the first of which a resource can be
  /// made, else the first; all of them where the parameters do not tell which is meant.
  ///
  /// Amazon API Gateway API References: a stage of a REST API is named by `restApiId`, one of an HTTP or WebSocket API by
  /// `apiId`, and both have a `stageName`.
  private mutating func addForm(_ plan: OperationPlan, to call: inout CallBytes) {
    for index in 0..<plan.formCount
    where resolver.fills(plan.checks[index]) && certainty(of: plan.checks[index]) == .certain {
      _ = resolver.add(plan.checks[index], .certain, names, &findings, to: &call)
      return
    }
    let before = call.requestCount
    var first: Int?
    for index in 0..<plan.formCount where certainty(of: plan.checks[index]) == .certain {
      if resolver.add(plan.checks[index], .certain, names, &findings, to: &call) { return }
      call.keepRequests(upTo: before)
      first = first ?? index
    }
    if let first {
      _ = resolver.add(plan.checks[first], .certain, names, &findings, to: &call)
      return
    }
    for index in 0..<plan.formCount {
      _ = resolver.add(plan.checks[index], .possible, names, &findings, to: &call)
    }
  }

  /// The checks that stand behind the operation's own: of the role it hands on, of the tags it sets, and others
  /// that the service may make.
  ///
  /// A denied call whose parameters are hidden may have named either, and so may one whose parameters were too long
  /// for the record. A role that is handed on is the caller's account's, and IAM answers for it: neither another
  /// account nor the endpoint of another service has a say in it.
  private mutating func addDependents(
    _ plan: OperationPlan, isDenied: Bool, isWhole: Bool, to call: inout CallBytes
  ) {
    let isOmitted = !resolver.facts.isReadable && !resolver.parameters.isMissing
    let isHidden = isOmitted || (isDenied && !resolver.facts.isReadable)
    let quoted = resolver.message?.action
    if isWhole, let passRole = plan.passRole {
      let isQuoted = isDenied && quoted?.equalsIgnoringCase(TextSlice("iam:PassRole")) == true
      addPassed(by: passRole, isQuoted: isQuoted, isHidden: isHidden, to: &call)
    }
    if let tagging = plan.tagging, quoted.map(tagging.action.isName) != true {
      let isOpen = isHidden || resolver.isTemplated(plan.checks[0])
      tagging.add(resolver.facts, resolver.site, isOpen: isOpen, isCertain: isWhole, to: &call)
    }
    // What may have been made decides nothing but a denial that does not say what was denied.
    guard isDenied, quoted == nil else { return }
    for action in plan.dependentActions { addPossible(action, to: &call) }
  }

  /// Adds the roles that a call hands on; a denial that quotes one names what the record else hides.
  private mutating func addPassed(
    by passRole: PassRolePlan, isQuoted: Bool, isHidden: Bool, to call: inout CallBytes
  ) {
    let quoted = isQuoted ? resolver.message?.resource : nil
    passRole.add(resolver.parameters, names, resolver.site, quoted: quoted, to: &call)
    if let quoted {
      passRole.setContextOfQuoted(quoted, resolver.parameters, names, to: &call)
      if resolver.addQuoted(PassRolePlan.action, to: &call) { return }
    }
    if !isQuoted { passRole.addHeld(resolver.parameters, resolver.site, to: &call) }
    if isHidden { passRole.addUnknown(to: &call) }
  }

  private func addPossible(_ action: RequestPart, to call: inout CallBytes) {
    call.setContext(.noContext)
    call.addRequest(.possible, action: action, state: .unknown, account: nil) { _ in }
  }

  /// A denial that names another action than the event's own denies that one; the others stay unknown.
  private mutating func addQuoted(_ quoted: TextSlice, to call: inout CallBytes) {
    let own = (0..<call.requestCount).filter { quoted.equalsIgnoringCase(call.action(ofRequest: $0)) }
    if let first = own.first {
      // Without a resource in the message any of several requests may be the one that was denied.
      guard let denied = resolver.quotedRequest ?? (own.count == 1 ? first : nil) else {
        call.deniedRequest = own.first { call.certainty(ofRequest: $0) == .certain } ?? first
        return
      }
      call.deniedRequest = denied
      call.setCertainty(.certain, ofRequest: denied)
      return
    }
    guard let number = plan(action: quoted.string()) else { return }
    let denied = call.requestCount
    addRequests(plans[number], to: &call)
    call.keepRequests(upTo: denied + 1)
    call.deniedRequest = denied
  }

  private mutating func plan(action: String) -> Int? {
    if let known = actionPlans[action] { return known }
    var number: Int?
    if let plan = planner.plan(action: action, &names) {
      number = plans.count
      plans.append(plan)
    }
    actionPlans[action] = .some(number)
    return number
  }

  private mutating func kindNumber(_ event: RawEvent) -> Int {
    key.removeAll()
    addToKey(event.raw(.eventSource))
    addToKey(event.raw(.eventName))
    addToKey(event.raw(.eventType))
    addToKey(event.raw(.eventCategory))
    let (number, isNew) = kindNumbers.intern(key.text)
    if isNew { kinds.append(kind(event)) }
    return number
  }

  @inline(__always)
  private mutating func addToKey(_ raw: RawJSON?) {
    if let raw { key.append(raw) }
    key.append(0)
  }

  private mutating func kind(_ event: RawEvent) -> EventKind {
    let key = EventKind.Key(
      source: event.string(.eventSource) ?? "", name: event.string(.eventName) ?? "",
      type: event.string(.eventType) ?? "", category: event.string(.eventCategory) ?? "")
    let eventClass = key.eventClass(permissionless: tables.permissionless)
    let isDecided = key.isDecidedThroughEndpoint(permissionless: tables.permissionless)
    guard eventClass == nil || isDecided || key.isAskedOfEndpoint(permissionless: tables.permissionless),
      let plan = planner.plan(source: key.source, name: key.name, &names)
    else { return EventKind(eventClass: eventClass, plan: nil) }
    plans.append(plan)
    return EventKind(
      eventClass: eventClass, plan: plans.count - 1, isDecidedThroughEndpoint: isDecided)
  }

  /// Lets go of all that grows with what the log holds; it is made again when needed.
  private mutating func forget() {
    names = ParameterNames(rules: rules)
    kindNumbers.removeAll()
    kindGeneration = CachedNumber.Generation()
    kinds.removeAll()
    plans.removeAll()
    actionPlans.removeAll()
  }
}

extension EventClass {
  /// Whether events of this class are replayed, those of them that have requests.
  var canBeReplayed: Bool {
    switch self {
    case .principal, .root, .servicePrincipal, .serviceLinkedRole, .federation, .anonymous, .network,
      .ownerCopy:
      true
    default: false
    }
  }
}
