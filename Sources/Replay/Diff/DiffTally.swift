import AuditStore
import IAMPolicy

/// Adds up verdicts into the numbers of a report.
struct DiffTally {
  /// A principal's request, by the numbers of its texts.
  private struct Request: Hashable {
    var principal: Int32
    var action: Int32
    var resource: Int32
  }

  private let changes: [PolicyChange]
  private var agreement = Fidelity()
  private var undecided: [ExactText: Int] = [:]
  private(set) var replayed = 0
  private(set) var window: ClosedRange<Int64>?
  private(set) var collector = CauseCollector()
  /// The requests that were evaluated, for asking which statements any of them reached.
  private(set) var requests: [AuthorizationRequest] = []
  /// Replayed events by principal.
  private(set) var principals: [ExactText: Int] = [:]
  private var counts: [ChangeClass: ChangeCount] = [:]
  private var distinct: [ChangeClass: Set<Request>] = [:]
  private var names: [ExactText: Int32] = [:]
  private var files: Set<String> = []
  private var isTouched = false

  init(changes: [PolicyChange]) { self.changes = changes }

  /// Notes a request that was evaluated, and the changed files that take part in it.
  mutating func note(_ comparison: RequestComparison) {
    requests.append(comparison.request)
    guard comparison.isTouched else { return }
    isTouched = true
    for policy in comparison.after.all { if let file = policy.file { files.insert(file) } }
  }

  /// Whether any request has a part in a change: by its file, or for a removal whether any change has one.
  func touches(_ change: PolicyChange) -> Bool { change.file.map { files.contains($0) } ?? isTouched }

  /// Requests and events by class.
  var summary: [ChangeClass: ChangeCount] {
    var summary = counts
    for changeClass in summary.keys { summary[changeClass]?.requests = distinct[changeClass]?.count ?? 0 }
    return summary
  }

  /// Adds the events of a cell, of which all have this verdict and these requests.
  ///
  /// - Parameter asked: the requests, by index, whose values are compared with conditions.
  mutating func add(
    _ cell: EventCells.Cell, _ requests: [DerivedRequest], asked: [Int: AuthorizationRequest],
    _ verdict: EventVerdict
  ) {
    replayed += cell.events
    principals[ExactText(verdict.principal), default: 0] += cell.events
    let low = min(window?.lowerBound ?? cell.seen.lowerBound, cell.seen.lowerBound)
    window = low...max(window?.upperBound ?? cell.seen.upperBound, cell.seen.upperBound)
    addFidelity(verdict, cell.events)
    counts[verdict.changeClass, default: ChangeCount()].events += cell.events
    if verdict.isConfirmed { counts[verdict.changeClass]?.confirmed += cell.events }
    let principal = number(verdict.principal)
    for index in verdict.affected where requests.indices.contains(index) {
      let request = Request(
        principal: principal, action: number(requests[index].action),
        resource: number(requests[index].resource))
      distinct[verdict.changeClass, default: []].insert(request)
    }
    let facts = Set(verdict.facts(requests).map { PolicyFact.name(of: $0, changes) })
    for cause in verdict.causes {
      let touched = cause.requests.compactMap { index -> AffectedRequest? in
        guard requests.indices.contains(index) else { return nil }
        let compared = (verdict.conditions[index] ?? []).compactMap { condition in
          asked[index].map { ComparedValue(condition, in: $0) }
        }
        return AffectedRequest(principal: verdict.principal, requests[index], compared)
      }
      collector.add(cell, touched, hingingOn: facts, reason: cause.reason, of: verdict)
    }
  }

  private mutating func number(_ text: String) -> Int32 {
    let exact = ExactText(text)
    if let known = names[exact] { return known }
    let number = Int32(truncatingIfNeeded: names.count)
    names[exact] = number
    return number
  }

  private mutating func addFidelity(_ verdict: EventVerdict, _ events: Int) {
    guard let recorded = verdict.recordedAllows else { return }
    agreement.recorded += events
    if verdict.namesOtherLayer { agreement.otherLayer += events }
    guard let isAllowed = verdict.baselineAllows else {
      for kind in verdict.undecided { undecided[kind, default: 0] += events }
      return
    }
    agreement.determinate += events
    if isAllowed == recorded { agreement.agreeing += events }
  }
}

extension DiffTally {
  /// The agreement with the record, and what leaves the rest undecided.
  var fidelity: Fidelity {
    var fidelity = agreement
    fidelity.undecided = NamedCount.ranked(undecided)
    return fidelity
  }
}

extension EventVerdict {
  /// The facts that a change hinges on, for one event's own resources.
  ///
  /// Evaluation shares its answer among resources, so that only here a policy is that of one resource.
  fileprivate func facts(_ requests: [DerivedRequest]) -> Set<String> {
    Set(
      dependsOn.flatMap { index, facts -> [String] in
        guard requests.indices.contains(index), requests[index].state != .unknown else { return facts }
        let owner = ResourcePolicyServices.owner(of: requests[index].resource)
        let kind = ARNFields(owner).service == "iam" ? "policy:trust" : "policy:resource"
        return facts.map { $0 == "policy:resource" || $0 == "policy:trust" ? "\(kind):\(owner)" : $0 }
      })
  }
}

extension AffectedRequest {
  fileprivate init(principal: String, _ request: DerivedRequest, _ comparisons: [ComparedValue]) {
    self.init(
      principal: ExactText(principal), action: ExactText(request.action),
      resource: ExactText(request.state == .unknown ? "(resource not in the log)" : request.resource),
      comparisons: comparisons)
  }
}
