public import AuditStore
public import CloudTrail
import IAMPolicy
import JSON

/// Derives the authorization requests of events; one for each worker, because it keeps what it has read.
public struct EventDeriver {
  /// The version of the derivation: a database made by an older one can be derived again.
  public static let version = 1

  private let tables: DerivationTables
  private let rules: ResourceRules
  private let recordedDecisions: RecordedDecisionReader
  private var planner: OperationPlanner
  private var plans: [String: OperationPlan?] = [:]
  private var identities = SpanInterner()
  private var identityClasses: [IdentityClass] = []

  /// Makes a deriver with empty caches.
  public init() {
    tables = DerivationTables()
    rules = ResourceRules(tables.resourceRules)
    recordedDecisions = RecordedDecisionReader(tables: tables)
    planner = OperationPlanner(tables: tables)
  }

  /// What an event says about authorization; nothing in it can make this fail.
  public mutating func derive(_ event: RawEvent) -> DerivedEvent {
    var facts = EventFacts(event)
    let identity = identityClass(event.raw(.userIdentity))
    facts.partition = identity.partition ?? facts.partition
    var result = DerivedEvent(
      eventClass: EventClassifier.eventClass(facts, identity, permissionless: tables.permissionless),
      recorded: .unknown)
    let (recorded, message) = recordedDecisions.read(facts, event)
    result.recorded = recorded
    result.layer = message?.layer
    result.policyARN = message?.policyARN
    guard result.eventClass.canBeReplayed, result.eventClass != .federation || identity.namesProvider else {
      return result
    }
    guard let plan = plan(source: facts.source, name: facts.name) else {
      result.eventClass = .unresolvedAction
      return result
    }
    addRequests(plan, event, &facts, message, to: &result)
    if result.requests.isEmpty { result.eventClass = .unresolvedAction }
    return result
  }

  private mutating func addRequests(
    _ plan: OperationPlan, _ event: RawEvent, _ facts: inout EventFacts, _ message: AccessDeniedMessage?,
    to result: inout DerivedEvent
  ) {
    if !plan.isConstant || message != nil {
      facts.parameters = event.raw(.requestParameters)?.value()
      facts.resources = event.raw(.resources)?.value()
    }
    let resolver = ResourceResolver(event: facts, rules: rules, message: message)
    for check in plan.checks {
      guard let certainty = check.condition.certainty(facts.parameters) else { continue }
      for resource in resolver.resources(of: check) {
        result.requests.append(DerivedRequest(check.action, resource, certainty))
      }
    }
    addQuoted(message, resolver, to: &result)
  }

  private mutating func plan(source: String, name: String) -> OperationPlan? {
    let key = source + "\n" + name
    if let plan = plans[key] { return plan }
    let plan = planner.plan(source: source, name: name)
    plans[key] = .some(plan)
    return plan
  }

  private mutating func identityClass(_ raw: RawJSON?) -> IdentityClass {
    guard let raw else { return IdentityClass(nil) }
    // Sessions bring new identities for ever: the cache starts anew before it grows large.
    if identities.count > 100_000 {
      identities.removeAll()
      identityClasses.removeAll()
    }
    let (id, isNew) = identities.intern(raw)
    if isNew { identityClasses.append(IdentityClass(raw.value())) }
    return identityClasses[id]
  }

  /// A denial that names another action than the event's own denies that one; the others stay unknown.
  private mutating func addQuoted(
    _ message: AccessDeniedMessage?, _ resolver: ResourceResolver, to result: inout DerivedEvent
  ) {
    guard result.recorded == .denied, let quoted = message?.action else { return }
    if let index = result.requests.firstIndex(where: { $0.action.lowercased() == quoted.lowercased() }) {
      result.deniedRequest = index
      result.requests[index].certainty = .certain
      return
    }
    guard let check = planner.check(action: quoted), let resource = resolver.resources(of: check).first else {
      return
    }
    result.deniedRequest = result.requests.count
    result.requests.append(DerivedRequest(check.action, resource, .certain))
  }
}

extension DerivedRequest {
  fileprivate init(_ action: String, _ resource: ResourceResolver.Resource, _ certainty: Certainty) {
    self.init(
      action: action, resource: resource.text, state: resource.state, certainty: certainty,
      resourceAccount: resource.account)
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
