import AuditStore
import IAMPolicy

/// Adds up verdicts into the numbers of a report.
struct DiffTally {
  private let changes: [PolicyChange]
  private let names: RecordedNames
  private var agreement = Fidelity()
  private var undecided: [ExactText: Int] = [:]
  private(set) var replayed = 0
  private(set) var window: ClosedRange<Int64>?
  private var collector = CauseCollector()
  /// The requests that were evaluated, for asking which statements any of them reached.
  private(set) var requests: [AuthorizationRequest] = []
  /// Replayed events by principal.
  private var replayedBy: [Int32: Int] = [:]
  private var counts: [ChangeClass: ChangeCount] = [:]
  private var distinct: [ChangeClass: Set<NumberedRequest>] = [:]
  private var ways: [DecisionFlow.Way: Int] = [:]
  private var files: Set<String> = []
  private var isTouched = false
  private var groups: GroupCollector?
  private var acceptance: AcceptanceMatcher?

  init(_ differ: Differ, _ events: RecordedEvents, _ view: DiffView) {
    let names = RecordedNames(events)
    changes = differ.changes
    self.names = names
    acceptance = view.accepted.map { AcceptanceMatcher($0, names) }
    guard !view.grouping.isEmpty else { return }
    groups = GroupCollector(
      GroupNaming(dimensions: view.grouping, snapshot: differ.baseline, events: events, names: names))
  }

  /// Whether any request has a part in a change: by its file, or for a removal whether any change has one.
  func touches(_ change: PolicyChange) -> Bool { change.file.map { files.contains($0) } ?? isTouched }

  /// Requests and events by class.
  var summary: [ChangeClass: ChangeCount] {
    var summary = counts
    for changeClass in summary.keys { summary[changeClass]?.requests = distinct[changeClass]?.count ?? 0 }
    return summary
  }

  /// Distinct requests of all classes.
  var requestCount: Int { distinct.values.reduce(into: Set<NumberedRequest>()) { $0.formUnion($1) }.count }

  /// From what to what the events go, in the order of the sides.
  var flows: [DecisionFlow] {
    DecisionFlow.Side.allCases.flatMap { from in
      DecisionFlow.Side.allCases.flatMap { to in
        [false, true].compactMap { isImpact in
          ways[.init(from: from, to: to, isImpact: isImpact)].map {
            DecisionFlow(from: from, to: to, isImpact: isImpact, events: $0)
          }
        }
      }
    }
  }

  /// The changed events in groups; none unless they are asked for.
  var diffGroups: [DiffGroup] { groups?.groups ?? [] }

  /// What the entries of accepted changes came to.
  var accepted: [AcceptedEntry] { acceptance?.entries ?? [] }

  /// The roles, users and services that were replayed.
  var principals: [ExactText] { replayedBy.keys.map { names.text($0) }.sorted() }

  /// What causes the changes.
  var causes: [Cause] { collector.causes(names, replayed: replayedBy) }
}

// MARK: - Adding

extension DiffTally {
  /// A verdict with the places where its events are counted.
  struct Group {
    let verdict: EventVerdict
    fileprivate var causes: [(place: Int, requests: [Int])] = []
    fileprivate var conditions: [Int: [(number: Int32, key: String)]] = [:]
    fileprivate var together: Int32?
    /// The causes in one text, where events are grouped.
    fileprivate var statement = ExactText("")
  }

  /// Prepares to count the events that share a verdict.
  ///
  /// - Parameter together: the changes that only come to it together, in words; nil where one does.
  mutating func group(_ verdict: EventVerdict, together: String?) -> Group {
    var group = Group(verdict: verdict)
    group.together = together.map { collector.number(ofFact: $0) }
    for comparison in verdict.comparisons.values { note(comparison) }
    for cause in verdict.causes {
      let place = collector.place(verdict.changeClass, cause.reason)
      acceptance?.note(place, verdict.changeClass, cause.reason)
      group.causes.append((place, cause.requests))
    }
    if groups != nil {
      group.statement = ExactText(
        Set(verdict.causes.map { $0.reason.sentence }).sorted().joined(separator: "; "))
    }
    group.conditions = verdict.conditions.mapValues { conditions in
      conditions.map { (collector.number($0), $0.key.lowercased()) }
    }
    return group
  }

  /// Notes a request that was evaluated, and the changed files that take part in it.
  private mutating func note(_ comparison: RequestComparison) {
    requests.append(comparison.request)
    guard comparison.isTouched else { return }
    isTouched = true
    for policy in comparison.after.all { if let file = policy.file { files.insert(file) } }
  }

  /// Adds the events of a cell.
  ///
  /// - Parameters:
  ///   - requests: the requests of its call, as stored.
  ///   - account: the account that received the events.
  ///   - details: what single events of the group have of their own.
  mutating func add(
    _ cell: EventCells.Cell, _ requests: ArraySlice<RecordedCalls.Request>, account: String?, _ group: Group,
    _ details: inout CellDetails
  ) {
    let verdict = group.verdict
    let principal = names.principal(cell.row.identity)
    replayed += cell.events
    replayedBy[principal, default: 0] += cell.events
    let low = min(window?.lowerBound ?? cell.seen.lowerBound, cell.seen.lowerBound)
    window = low...max(window?.upperBound ?? cell.seen.upperBound, cell.seen.upperBound)
    addFidelity(verdict, cell.events)
    if let way = verdict.way { ways[way, default: 0] += cell.events }
    let affected = numbered(verdict.affected, of: requests, principal)
    distinct[verdict.changeClass, default: []].formUnion(affected)
    let touched = group.causes.map { ($0.place, numbered($0.requests, of: requests, principal)) }
    let isAccepted =
      touched.isEmpty
      ? false : acceptance?.accept(touched, account: account, events: cell.events) ?? false
    counts[verdict.changeClass, default: ChangeCount()].add(
      cell.events, isConfirmed: verdict.isConfirmed, isAccepted: isAccepted)
    guard !touched.isEmpty else { return }
    groups?.add(cell, affected, verdict, statement: group.statement, isAccepted: isAccepted)
    let facts = details.facts(cell).map {
      collector.number(ofFact: PolicyFact.name(of: $0, changes))
    }
    for (cause, (place, requests)) in zip(group.causes, touched) {
      let touched = TouchedCell(
        cell: cell, requests: requests, facts: facts,
        comparisons: compared(cause.requests, cell, group, &details), isAccepted: isAccepted,
        together: group.together)
      collector.add(touched, verdict, at: place)
    }
  }

  private func numbered(
    _ indexes: [Int], of requests: ArraySlice<RecordedCalls.Request>, _ principal: Int32
  ) -> [NumberedRequest] {
    indexes.compactMap { index in
      let place = requests.startIndex + index
      guard requests.indices.contains(place) else { return nil }
      return NumberedRequest(
        principal: principal, action: names.action(requests[place].action),
        resource: names.resource(requests[place].resource))
    }
  }

  /// What met the conditions of the changed statements, each pair once.
  private func compared(
    _ indexes: [Int], _ cell: EventCells.Cell, _ group: Group, _ details: inout CellDetails
  ) -> [(condition: Int32, actual: ExactText)] {
    var found: [(condition: Int32, actual: ExactText)] = []
    for index in indexes {
      for (number, key) in group.conditions[index] ?? [] {
        let actual = details.value(of: key, request: index, cell)
        if indexes.count > 1, found.contains(where: { $0 == (number, actual) }) { continue }
        found.append((number, actual))
      }
    }
    return found
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
    fidelity.undecided = NamedCount.ranked(undecided.map { ($0.key, $0.value) })
    return fidelity
  }
}
