public import AuditStore
public import CloudTrail
import JSON

/// Derives the authorization requests of events; one for each worker, because it keeps what it has read.
///
/// What depends on an operation alone is prepared once (`OperationPlan`); an event then costs one pass over
/// its caller, parameters and resources, and its requests are written as bytes.
public struct EventDeriver {
  /// The version of the derivation: a database made by an older one can be derived again.
  public static let version = 1

  private static let maximumNames = 50_000

  private let tables: DerivationTables
  private let rules: ResourceRules
  private var recordedDecisions: RecordedDecisionReader
  private var planner: OperationPlanner
  private var names: ParameterNames
  private var kindNumbers = SpanInterner()
  private var kinds: [EventKind] = []
  private var plans: [OperationPlan] = []
  private var actionPlans: [String: Int?] = [:]
  private var key: [UInt8] = []
  private var strings = StringReader()
  private var parameters = ParameterList()
  private var listed = ListedResources()
  private var matches: [SlotMatch] = []

  /// Makes a deriver with empty caches.
  public init() {
    tables = DerivationTables()
    rules = ResourceRules(tables.resourceRules)
    recordedDecisions = RecordedDecisionReader(tables: tables)
    planner = OperationPlanner(tables: tables, rules: rules)
    names = ParameterNames(rules: rules)
  }

  /// What an event says about authorization; nothing in it can make this fail.
  public mutating func derive(_ event: RawEvent) -> DerivedEvent {
    var call = CallBytes()
    derive(event, into: &call)
    return call.event
  }

  /// Derives an event as bytes, for many events in a row.
  public mutating func derive(_ event: RawEvent, into call: inout CallBytes) {
    strings.reset()
    if names.count > Self.maximumNames || kinds.count > Self.maximumNames { forget() }
    let kind = kinds[kindNumber(event)]
    let caller = CallerSlice(event.raw(.userIdentity), &strings)
    let (recorded, message) = recordedDecisions.read(event, &strings)
    let eventClass =
      kind.eventClass ?? caller.eventClass(strings.text(event.raw(.eventName)) ?? TextSlice(""))
    call.begin(
      eventClass, recorded: recorded, layer: message?.layer, policyARN: message?.policyARN.map { $0.bytes() })
    guard eventClass.canBeReplayed, eventClass != .federation || caller.namesProvider else { return }
    guard let plan = kind.plan else {
      call.eventClass = .unresolvedAction
      return
    }
    let site = CallSite(event, caller: caller, &strings)
    addRequests(plan, event, site, message, to: &call)
    if recorded == .denied { addQuoted(event, site, message, to: &call) }
    if call.requestCount == 0 { call.eventClass = .unresolvedAction }
  }

  private mutating func addRequests(
    _ number: Int, _ event: RawEvent, _ site: CallSite, _ message: AccessDeniedMessage?,
    to call: inout CallBytes
  ) {
    let isConstant = plans[number].isConstant && message == nil
    parameters.read(isConstant ? nil : event.raw(.requestParameters), &names, &strings)
    listed.read(isConstant ? nil : event.raw(.resources), &strings)
    let resolver = resolver(number, event, site, message)
    for check in plans[number].checks {
      guard let certainty = check.condition.certainty(parameters, names) else { continue }
      resolver.add(check, certainty, to: &call)
    }
  }

  private mutating func resolver(
    _ plan: Int, _ event: RawEvent, _ site: CallSite, _ message: AccessDeniedMessage?
  ) -> ResourceResolver {
    plans[plan].slots.match(parameters, names, into: &matches)
    return ResourceResolver(
      site: site, message: message, hasError: event.raw(.errorCode)?.isString == true,
      parameters: parameters, listed: listed, matches: matches, rules: rules)
  }

  /// A denial that names another action than the event's own denies that one; the others stay unknown.
  private mutating func addQuoted(
    _ event: RawEvent, _ site: CallSite, _ message: AccessDeniedMessage?, to call: inout CallBytes
  ) {
    guard let quoted = message?.action else { return }
    if let index = (0..<call.requestCount).first(where: { quoted.equalsIgnoringCase(call.action(ofRequest: $0)) }) {
      call.deniedRequest = index
      call.setCertainty(.certain, ofRequest: index)
      return
    }
    guard let plan = plan(action: quoted.string()) else { return }
    let denied = call.requestCount
    resolver(plan, event, site, message).add(plans[plan].checks[0], .certain, to: &call)
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
    key.removeAll(keepingCapacity: true)
    for field in [EventField.eventSource, .eventName, .eventType, .eventCategory] {
      event.raw(field)?.append(to: &key)
      key.append(0)
    }
    let (number, isNew) = kindNumbers.intern(key)
    if isNew { kinds.append(kind(event)) }
    return number
  }

  private mutating func kind(_ event: RawEvent) -> EventKind {
    let key = EventKind.Key(
      source: event.string(.eventSource) ?? "", name: event.string(.eventName) ?? "",
      type: event.string(.eventType) ?? "", category: event.string(.eventCategory) ?? "")
    let eventClass = key.eventClass(permissionless: tables.permissionless)
    guard eventClass == nil, let plan = planner.plan(source: key.source, name: key.name, &names) else {
      return EventKind(eventClass: eventClass, plan: nil)
    }
    plans.append(plan)
    return EventKind(eventClass: nil, plan: plans.count - 1)
  }

  /// Lets go of all that grows with what the log holds; it is made again when needed.
  private mutating func forget() {
    names = ParameterNames(rules: rules)
    kindNumbers.removeAll()
    kinds.removeAll()
    plans.removeAll()
    actionPlans.removeAll()
  }
}

extension EventClass {
  /// Whether requests are derived from events of this class.
  var canBeReplayed: Bool {
    switch self {
    case .principal, .root, .servicePrincipal, .federation, .anonymous: true
    default: false
    }
  }
}
