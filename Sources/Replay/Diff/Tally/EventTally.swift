import AuditStore
import IAMPolicy

/// What the single events of a diff add up to, given the verdicts on their groups.
///
/// Distinct requests of different principals differ, so that several threads count, each for principals of its own.
struct EventTally: Sendable {
  /// The events of one class.
  private struct ClassSum {
    var count = ChangeCount()
    var requests = NumberSet()
  }

  /// What most events need of their verdict: threads that read one object at once wait for each other.
  private struct PlainVerdict {
    /// The place of its class.
    let place: Int
    let isConfirmed: Bool
    let hasCauses: Bool
    /// Where the indexes of its affected requests stand in `affected`.
    let affected: Range<Int>
  }

  /// Up to how many threads have a place for each resource, that memory does not grow with processors.
  private static let mostPlaces = 8

  private let verdicts: VerdictTally
  /// The same in short, by their numbers.
  private var plain: [PlainVerdict] = []
  private var affected: [Int] = []
  private let events: RecordedEvents
  private let names: RecordedNames
  private var details: CellDetails
  private(set) var window: ClosedRange<Int64>?
  /// Replayed events by the numbers of the principals.
  private var replayedBy: [Int] = []
  private var numbers: RequestNumbers
  /// In the order of the verdicts' classes.
  private var classes: [ClassSum]
  /// Distinct requests that others counted, by class and in all.
  private var othersRequests: [Int]
  private var othersRequestCount = 0
  private var collector: CauseCollector
  private var groups: GroupCollector?
  private var acceptance: AcceptanceMatcher?

  init(
    _ verdicts: VerdictTally, _ events: RecordedEvents, _ names: RecordedNames, _ details: CellDetails,
    _ groups: GroupCollector?
  ) {
    self.verdicts = verdicts
    self.events = events
    self.names = names
    self.details = details
    self.groups = groups
    // A place for each resource is the faster way, but each thread would have one.
    numbers = RequestNumbers(resources: Processors.count > Self.mostPlaces ? 0 : names.count)
    classes = verdicts.classes.map { _ in ClassSum() }
    othersRequests = verdicts.classes.map { _ in 0 }
    collector = verdicts.causes
    acceptance = verdicts.acceptance
    for counted in verdicts.counted {
      let first = affected.count
      affected += counted.verdict.affected
      plain.append(
        PlainVerdict(
          place: counted.place, isConfirmed: counted.verdict.isConfirmed, hasCauses: !counted.causes.isEmpty,
          affected: first..<affected.count))
    }
  }

  /// Counts all cells, on all processors.
  func counting(_ cells: CellList, _ groups: CellGroups) -> EventTally {
    let parts = Processors.count
    let counted = ParallelMap.run(parts, size: 1) { part in
      var own = self
      own.count(cells, groups, part: part, of: parts)
      own.collector.settle()
      return own
    }
    return counted.dropFirst().reduce(into: counted[0]) { $0.merge($1) }
  }

  private mutating func count(_ cells: CellList, _ groups: CellGroups, part: Int, of parts: Int) {
    // In the order of the log: the calls and resources of neighbors are neighbors as well.
    for index in cells.indices {
      let principal = names.principal(cells.identity(index))
      // Somebody without a name has the number -1.
      guard Int(principal + 1) % parts == part else { continue }
      let verdict = Int(verdicts.ofGroup[Int(groups.ofCell[index])])
      if verdict >= 0 { add(index, cells, principal, verdict) }
    }
  }

  private mutating func add(_ index: Int, _ cells: CellList, _ principal: Int32, _ number: Int) {
    let events = cells.events(index)
    let verdict = plain[number]
    countReplayed(events, by: principal)
    let seen = cells.seen(index)
    if window.map({ !$0.contains(seen.lowerBound) || !$0.contains(seen.upperBound) }) ?? true {
      window = seen.spanning(window)
    }
    let call = cells.call(index)
    for place in verdict.affected {
      guard let request = self.events.calls.request(affected[place], of: call) else { continue }
      classes[verdict.place].requests.insert(numbers.number(numbered(request, principal)))
    }
    if verdict.hasCauses {
      addCauses(
        cells[index], cells.surroundings(index), self.events.calls.requests(of: call), principal,
        verdicts.counted[number], number)
    } else {
      classes[verdict.place].count.add(events, isConfirmed: verdict.isConfirmed, isAccepted: false)
    }
  }

  private mutating func countReplayed(_ events: Int, by principal: Int32) {
    let place = Int(principal) + 1
    if place >= replayedBy.count {
      replayedBy.append(contentsOf: repeatElement(0, count: place + 1 - replayedBy.count))
    }
    replayedBy[place] += events
  }

  private mutating func addCauses(
    _ cell: EventCells.Cell, _ surroundings: Int32, _ requests: ArraySlice<RecordedCalls.Request>,
    _ principal: Int32, _ counted: VerdictTally.Counted, _ number: Int
  ) {
    let verdict = counted.verdict
    let isAccepted = accepts(cell, requests, principal, counted.causes)
    classes[counted.place].count.add(cell.events, isConfirmed: verdict.isConfirmed, isAccepted: isAccepted)
    if groups != nil {
      let affected = verdict.affected.compactMap { numbered($0, of: requests, principal) }
      groups?.add(cell, affected, verdict, statement: counted.statement, isAccepted: isAccepted)
    }
    let facts = details.facts(cell, counted.dependsOn, ofVerdict: number, in: &collector.words)
    for part in counted.touched {
      let requests = part.requests.compactMap { numbered($0, of: requests, principal) }
      let touched = TouchedCell(
        cell: cell, requests: requests, numbers: requests.map { numbers.number($0) }, facts: facts,
        isAccepted: isAccepted, together: counted.together)
      collector.add(touched, verdict, toSum: part.sum)
    }
    for part in counted.compared {
      for value in values(of: part, cell, surroundings) {
        collector.add(value, events: cell.events, toValues: part.list)
      }
    }
  }

  private mutating func accepts(
    _ cell: EventCells.Cell, _ requests: ArraySlice<RecordedCalls.Request>, _ principal: Int32,
    _ causes: [VerdictTally.CountedCause]
  ) -> Bool {
    if acceptance == nil { return false }
    let touched = causes.map { cause in
      (cause.place, cause.requests.compactMap { numbered($0, of: requests, principal) })
    }
    return acceptance?.accept(touched, account: events.account(cell.row), events: cell.events) ?? false
  }

  private func numbered(
    _ index: Int, of requests: ArraySlice<RecordedCalls.Request>, _ principal: Int32
  ) -> NumberedRequest? {
    let place = requests.startIndex + index
    return requests.indices.contains(place) ? numbered(requests[place], principal) : nil
  }

  private func numbered(_ request: RecordedCalls.Request, _ principal: Int32) -> NumberedRequest {
    NumberedRequest(
      principal: principal, action: names.action(request.action), resource: names.resource(request.resource))
  }

  /// What requests have for a key, each value once, by the numbers of the words for it.
  private mutating func values(
    of part: VerdictTally.CountedValues, _ cell: EventCells.Cell, _ surroundings: Int32
  ) -> [Int32] {
    var found: [Int32] = []
    for index in part.requests {
      let value = details.value(
        of: part.key, request: index, cell, surroundings: surroundings, in: &collector.words)
      if !found.contains(value) { found.append(value) }
    }
    return found
  }

  /// Adds what was counted for other principals.
  private mutating func merge(_ other: EventTally) {
    if let seen = other.window { window = seen.spanning(window) }
    let missing = other.replayedBy.count - replayedBy.count
    if missing > 0 { replayedBy += repeatElement(0, count: missing) }
    for (place, events) in other.replayedBy.enumerated() { replayedBy[place] += events }
    for place in classes.indices {
      classes[place].count.add(other.classes[place].count)
      othersRequests[place] += other.requestCount(ofClass: place)
    }
    othersRequestCount += other.requestCount
    collector.merge(other.collector)
    if let own = other.groups { groups?.merge(own) }
    if let own = other.acceptance { acceptance?.merge(own) }
  }
}

extension EventTally {
  /// Requests and events by class.
  var summary: [ChangeClass: ChangeCount] {
    var summary: [ChangeClass: ChangeCount] = [:]
    for (place, changeClass) in verdicts.classes.enumerated() {
      var count = classes[place].count
      count.requests = requestCount(ofClass: place)
      summary[changeClass] = count
    }
    return summary
  }

  private func requestCount(ofClass place: Int) -> Int {
    classes[place].requests.count + othersRequests[place]
  }

  /// Distinct requests of all classes.
  var requestCount: Int {
    classes.reduce(into: NumberSet()) { $0.formUnion($1.requests) }.count + othersRequestCount
  }

  /// The changed events in groups; none unless they are asked for.
  var diffGroups: [DiffGroup] { groups?.groups ?? [] }

  /// What the entries of accepted changes came to.
  var accepted: [AcceptedEntry] { acceptance?.entries ?? [] }

  /// The roles, users and services that were replayed.
  var principals: [ExactText] { replayed.keys.map { names.text($0) }.sorted() }

  /// What causes the changes.
  var causes: [Cause] { collector.causes(names, replayed: replayed) }

  /// Replayed events by principal.
  private var replayed: [Int32: Int] {
    replayedBy.enumerated().reduce(into: [:]) { counted, sum in
      if sum.element > 0 { counted[Int32(truncatingIfNeeded: sum.offset) - 1] = sum.element }
    }
  }
}
