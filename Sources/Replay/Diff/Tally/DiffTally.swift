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
  /// The numbers of the actions of the requests that were evaluated.
  private var askedActions: Set<Int32> = []
  /// Replayed events by the numbers of the principals.
  private var replayedBy: [Int] = []
  private var numbers = RequestNumbers()
  private var classes: [ClassSum] = []
  private var ways: [DecisionFlow.Way: Int] = [:]
  /// The changes whose files took part, by their places.
  private var touched: Set<Int> = []
  private var isTouched = false
  private var groups: GroupCollector?
  private var acceptance: AcceptanceMatcher?

  init(_ differ: Differ, _ events: RecordedEvents, _ names: RecordedNames, _ view: DiffView) {
    changes = differ.changes
    self.names = names
    acceptance = view.accepted.map { AcceptanceMatcher($0, names) }
    guard !view.grouping.isEmpty else { return }
    groups = GroupCollector(
      GroupNaming(dimensions: view.grouping, snapshot: differ.baseline, events: events, names: names))
  }

  /// Whether any request has a part in a change, by its place: by its file, or for a removal whether any change has one.
  func touches(_ change: Int) -> Bool {
    changes[change].file == nil ? isTouched : touched.contains(change)
  }

  /// Requests and events by class.
  var summary: [ChangeClass: ChangeCount] {
    classes.reduce(into: [:]) { summary, sum in
      var count = sum.count
      count.requests = sum.requests.count
      summary[sum.changeClass] = count
    }
  }

  /// Distinct requests of all classes.
  var requestCount: Int { classes.reduce(into: NumberSet()) { $0.formUnion($1.requests) }.count }

  /// The actions of the requests that were evaluated, for asking which statements any of them reached.
  var actions: [String] { askedActions.map { names.text($0).text } }

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
  var principals: [ExactText] { counted.keys.map { names.text($0) }.sorted() }

  /// What causes the changes.
  var causes: [Cause] { collector.causes(names, replayed: counted) }

  /// Replayed events by principal.
  private var counted: [Int32: Int] {
    replayedBy.enumerated().reduce(into: [:]) { counted, sum in
      if sum.element > 0 { counted[Int32(truncatingIfNeeded: sum.offset) - 1] = sum.element }
    }
  }
}

// MARK: - Adding

extension DiffTally {
  /// The events of one class.
  private struct ClassSum {
    let changeClass: ChangeClass
    var count = ChangeCount()
    var requests = NumberSet()
  }

  /// A cause of a group: where it is counted, which requests it touches, and the conditions of each by their numbers.
  fileprivate struct CountedCause {
    let place: Int
    let requests: [Int]
    let conditions: [Int: [(number: Int32, key: String)]]
  }

  /// A verdict with the places where its events are counted.
  struct Group {
    let verdict: EventVerdict
    fileprivate let place: Int
    fileprivate var causes: [CountedCause] = []
    fileprivate var together: Int32?
    /// The causes in one text, where events are grouped.
    fileprivate var statement = ExactText("")

    /// Whether its events change, or contradict the policies.
    var hasCauses: Bool { !causes.isEmpty }
  }

  /// Prepares to count the events that share a verdict, and counts what they have in common.
  ///
  /// - Parameters:
  ///   - requests: the requests of one of them, as stored.
  ///   - together: the changes that only come to it together, in words; nil where one does.
  ///   - events: how many they are.
  mutating func group(
    _ decided: DecidedGroup, _ requests: ArraySlice<RecordedCalls.Request>, together: String?, events: Int
  ) -> Group {
    let verdict = decided.verdict
    var group = Group(verdict: verdict, place: place(of: verdict.changeClass))
    group.together = together.map { collector.number(ofFact: $0) }
    for index in verdict.comparisons.keys {
      askedActions.insert(names.action(requests[requests.startIndex + index].action))
    }
    if let changes = decided.changes {
      isTouched = true
      touched.formUnion(changes)
    }
    for cause in verdict.causes {
      let place = collector.place(verdict.changeClass, cause.reason)
      acceptance?.note(place, verdict.changeClass, cause.reason)
      let conditions = cause.conditions.mapValues { conditions in
        conditions.map { (collector.number($0), $0.key.lowercased()) }
      }
      group.causes.append(CountedCause(place: place, requests: cause.requests, conditions: conditions))
    }
    if groups != nil {
      group.statement = ExactText(
        Set(verdict.causes.map { $0.reason.sentence }).sorted().joined(separator: "; "))
    }
    replayed += events
    addFidelity(verdict, events)
    if let way = verdict.finding.way { ways[way, default: 0] += events }
    return group
  }

  private mutating func place(of changeClass: ChangeClass) -> Int {
    if let place = classes.firstIndex(where: { $0.changeClass == changeClass }) { return place }
    classes.append(ClassSum(changeClass: changeClass))
    return classes.count - 1
  }

  /// Adds the events of a cell.
  ///
  /// - Parameters:
  ///   - requests: the requests of its call, as stored.
  ///   - account: the account that received the events; any where these have no causes.
  ///   - details: what single events of the group have of their own.
  mutating func add(
    _ cell: EventCells.Cell, _ requests: ArraySlice<RecordedCalls.Request>,
    account: String?,
    _ group: Group, _ details: inout CellDetails
  ) {
    let principal = names.principal(cell.row.identity)
    countReplayed(cell.events, by: principal)
    if window.map({ !$0.contains(cell.seen.lowerBound) || !$0.contains(cell.seen.upperBound) }) ?? true {
      let low = min(window?.lowerBound ?? cell.seen.lowerBound, cell.seen.lowerBound)
      window = low...max(window?.upperBound ?? cell.seen.upperBound, cell.seen.upperBound)
    }
    for index in group.verdict.affected {
      guard let request = numbered(index, of: requests, principal) else { continue }
      classes[group.place].requests.insert(numbers.number(request))
    }
    if !group.hasCauses {
      classes[group.place].count.add(
        cell.events, isConfirmed: group.verdict.isConfirmed, isAccepted: false)
    } else {
      addCauses(cell, requests, principal, account, group, &details)
    }
  }

  private mutating func countReplayed(_ events: Int, by principal: Int32) {
    // Somebody without a name has the number -1.
    let place = Int(principal) + 1
    if place >= replayedBy.count {
      replayedBy.append(contentsOf: repeatElement(0, count: place + 1 - replayedBy.count))
    }
    replayedBy[place] += events
  }

  private mutating func addCauses(
    _ cell: EventCells.Cell, _ requests: ArraySlice<RecordedCalls.Request>, _ principal: Int32,
    _ account: String?, _ group: Group, _ details: inout CellDetails
  ) {
    let verdict = group.verdict
    let touched = group.causes.map { cause in
      (cause.place, cause.requests.compactMap { numbered($0, of: requests, principal) })
    }
    let isAccepted = acceptance?.accept(touched, account: account, events: cell.events) ?? false
    classes[group.place].count.add(cell.events, isConfirmed: verdict.isConfirmed, isAccepted: isAccepted)
    let affected = verdict.affected.compactMap { numbered($0, of: requests, principal) }
    groups?.add(cell, affected, verdict, statement: group.statement, isAccepted: isAccepted)
    let facts = details.facts(cell).map {
      collector.number(ofFact: PolicyFact.name(of: $0, changes))
    }
    for (cause, (place, requests)) in zip(group.causes, touched) {
      let touched = TouchedCell(
        cell: cell, requests: requests, facts: facts,
        comparisons: compared(cause, cell, &details), isAccepted: isAccepted,
        together: group.together)
      collector.add(touched, verdict, at: place)
    }
  }

  private func numbered(
    _ index: Int, of requests: ArraySlice<RecordedCalls.Request>, _ principal: Int32
  ) -> NumberedRequest? {
    let place = requests.startIndex + index
    guard requests.indices.contains(place) else { return nil }
    return NumberedRequest(
      principal: principal, action: names.action(requests[place].action),
      resource: names.resource(requests[place].resource))
  }

  /// What met the conditions of a cause, each pair once.
  private func compared(
    _ cause: CountedCause, _ cell: EventCells.Cell, _ details: inout CellDetails
  ) -> [(condition: Int32, actual: ExactText)] {
    var found: [(condition: Int32, actual: ExactText)] = []
    for index in cause.requests {
      for (number, key) in cause.conditions[index] ?? [] {
        let actual = details.value(of: key, request: index, cell)
        if cause.requests.count > 1, found.contains(where: { $0 == (number, actual) }) { continue }
        found.append((number, actual))
      }
    }
    return found
  }

  private mutating func addFidelity(_ verdict: EventVerdict, _ events: Int) {
    guard let recorded = verdict.finding.recordedAllows else { return }
    agreement.recorded += events
    if verdict.finding.namesOtherLayer { agreement.otherLayer += events }
    guard let isAllowed = verdict.finding.baselineAllows else {
      for kind in verdict.finding.undecided { undecided[kind, default: 0] += events }
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
