import AuditStore
import IAMPolicy

/// Adds up verdicts into the numbers of a report.
struct DiffTally {
  private(set) var summary: [ChangeClass: ChangeCount] = [:]
  private(set) var fidelity = Fidelity()
  private(set) var replayed = 0
  private(set) var window: ClosedRange<Int64>?
  private(set) var collector = CauseCollector()
  /// The requests that were evaluated, for asking which statements any of them reached.
  private(set) var requests: [AuthorizationRequest] = []
  /// Replayed events by principal.
  private(set) var principals: [String: Int] = [:]
  private var distinct: [ChangeClass: Set<[String]>] = [:]

  mutating func note(_ request: AuthorizationRequest) { requests.append(request) }

  /// Adds the verdicts on all requests of a group of events.
  mutating func add(
    _ verdicts: [(DerivedRequest, ChangeEvaluator.Verdict)], _ key: EventGroups.Key,
    _ group: EventGroups.Group
  ) {
    replayed += group.events
    principals[key.call.identity.principal, default: 0] += group.events
    let low = min(window?.lowerBound ?? group.seen.lowerBound, group.seen.lowerBound)
    window = low...max(window?.upperBound ?? group.seen.upperBound, group.seen.upperBound)
    addFidelity(verdicts.map { $0.1 }, key.derived.recorded, group.events)
    let eventClass = Self.eventClass(verdicts.map { $0.1 })
    let confirmed = Self.isConfirmed(eventClass, key.derived.recorded) ? group.events : 0
    summary[eventClass, default: ChangeCount()].events += group.events
    summary[eventClass, default: ChangeCount()].confirmed += confirmed
    let affected = verdicts.filter { $0.1.changeClass == eventClass }
    let principal = key.call.identity.principal
    for (request, _) in affected {
      distinct[eventClass, default: []].insert([principal, request.action, request.resource])
    }
    summary[eventClass, default: ChangeCount()].requests = distinct[eventClass]?.count ?? 0
    if eventClass.isImpact || eventClass == .modelMismatch {
      addCauses(affected, principal, eventClass, confirmed, group)
    }
  }

  private mutating func addCauses(
    _ affected: [(DerivedRequest, ChangeEvaluator.Verdict)], _ principal: String, _ changeClass: ChangeClass,
    _ confirmed: Int, _ group: EventGroups.Group
  ) {
    var reasons: [CauseReason] = []
    for (_, verdict) in affected {
      for reason in verdict.reasons where !reasons.contains(reason) { reasons.append(reason) }
    }
    for reason in reasons {
      let requests = affected.filter { $0.1.reasons.contains(reason) }.map { request, verdict in
        AffectedRequest(
          principal: principal, action: request.action,
          resource: request.state == .unknown ? "(resource not in the log)" : request.resource,
          dependsOn: verdict.dependsOn, comparisons: verdict.comparisons)
      }
      collector.add(group, requests, as: changeClass, reason: reason, confirmed: confirmed)
    }
  }

  private mutating func addFidelity(
    _ verdicts: [ChangeEvaluator.Verdict], _ recorded: RecordedDecision, _ events: Int
  ) {
    guard recorded == .allowed || recorded == .denied else { return }
    fidelity.recorded += events
    if verdicts.contains(where: { $0.namesOtherLayer }) { fidelity.otherLayer += events }
    guard let isAllowed = Self.allows(verdicts.map { $0.baselineAlone }) else { return }
    fidelity.determinate += events
    if isAllowed == (recorded == .allowed) { fidelity.agreeing += events }
  }

  /// Whether all requests of an event are allowed; nil when that is not certain.
  private static func allows(_ decisions: [Decision]) -> Bool? {
    let effects = decisions.map { decision -> Bool? in
      let outcomes = Set(decision.possible.map { $0 == .allowed })
      return outcomes.count == 1 ? outcomes.first : nil
    }
    if effects.contains(false) { return false }
    return effects.allSatisfy { $0 == true } ? true : nil
  }

  private static let order: [ChangeClass] = [
    .modelMismatch, .revoked, .maybeRevoked, .unknownChange, .granted, .maybeGranted, .reasonChanged,
    .unchanged,
  ]

  /// The class of an event with several requests; a grant needs every other request to be allowed too.
  private static func eventClass(_ verdicts: [ChangeEvaluator.Verdict]) -> ChangeClass {
    let classes = Set(verdicts.map { $0.changeClass })
    let first = order.first { classes.contains($0) } ?? .unchanged
    if first == .granted, !verdicts.allSatisfy({ $0.candidateAllows }) {
      return verdicts.contains { $0.changeClass == .unchanged && !$0.candidateAllows }
        ? .unchanged : .maybeGranted
    }
    return first
  }

  private static func isConfirmed(_ changeClass: ChangeClass, _ recorded: RecordedDecision) -> Bool {
    (changeClass == .revoked && recorded == .allowed) || (changeClass == .granted && recorded == .denied)
  }
}
