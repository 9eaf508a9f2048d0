/// The events of one cell as causes count them that touch the same of its requests.
struct TouchedCell {
  let cell: EventCells.Cell
  /// Those requests of the event that the causes touch.
  let requests: [NumberedRequest]
  /// Their numbers.
  let numbers: [Int32]
  /// The unknown facts that the change hinges on, by the numbers of their names.
  let facts: [Int32]
  /// Whether the events are accepted.
  let isAccepted: Bool
  /// The changes that only come to it together, by the number of the words for them; nil where one does.
  let together: Int32?
}

/// What some causes touch that go together: where many statements meet an event, it is added up once for all of them.
struct TouchedSum {
  private static let mostSamples = 3

  /// Distinct requests by their numbers, which whoever counts other principals has for others.
  var requests: Set<Int32> = []
  var count = ChangeCount()
  var unrecorded = 0
  var principals: [Int32: Int] = [:]
  var actions: [Int32: Int] = [:]
  var resources: [Int32: Int] = [:]
  var dependsOn: [Int32: Int] = [:]
  var days: Set<Int32> = []
  var seen: ClosedRange<Int64>?
  var samples: [Int] = []
  var together: [Int32: Int] = [:]

  /// Adds the events of a cell.
  ///
  /// An event counts once, however many of its requests the causes touch.
  mutating func add(_ touched: TouchedCell, _ verdict: EventVerdict) {
    let cell = touched.cell
    count.add(cell.events, isConfirmed: verdict.isConfirmed, isAccepted: touched.isAccepted)
    if verdict.finding.recordedAllows == nil, !verdict.isHypothetical { unrecorded += cell.events }
    for number in touched.numbers { requests.insert(number) }
    Self.count(touched.requests, cell.events, in: &principals) { $0.principal }
    Self.count(touched.requests, cell.events, in: &actions) { $0.action }
    Self.count(touched.requests, cell.events, in: &resources) { $0.resource }
    for fact in touched.facts { dependsOn[fact, default: 0] += cell.events }
    if let together = touched.together { self.together[together, default: 0] += cell.events }
    cell.addDays(to: &days)
    seen = cell.seen.spanning(seen)
    if samples.count < Self.mostSamples || cell.hasSample(below: samples[Self.mostSamples - 1]) {
      add(samples: cell.samples)
    }
  }

  private mutating func add(samples others: [Int]) {
    samples = Array((samples + others).sorted().prefix(Self.mostSamples))
  }

  /// Adds events that are counted elsewhere, but for their distinct requests.
  ///
  /// - Parameter facts: the own numbers of the facts by their numbers there; nil where they are the same.
  mutating func merge(_ other: Self, _ facts: [Int32]? = nil) {
    count.add(other.count)
    unrecorded += other.unrecorded
    principals.merge(other.principals) { $0 + $1 }
    actions.merge(other.actions) { $0 + $1 }
    resources.merge(other.resources) { $0 + $1 }
    for (fact, events) in other.dependsOn { dependsOn[facts?[Int(fact)] ?? fact, default: 0] += events }
    together.merge(other.together) { $0 + $1 }
    days.formUnion(other.days)
    if let own = other.seen { seen = own.spanning(seen) }
    add(samples: other.samples)
  }

  /// Counts the events once for each of the texts that their requests have.
  private static func count(
    _ requests: [NumberedRequest], _ events: Int, in counts: inout [Int32: Int],
    _ text: (NumberedRequest) -> Int32
  ) {
    if requests.count == 1 {
      counts[text(requests[0]), default: 0] += events
    } else {
      for number in Set(requests.map(text)) { counts[number, default: 0] += events }
    }
  }
}

extension ClosedRange<Int64> {
  /// The smallest range that holds this one and another one, where there is one.
  func spanning(_ other: Self?) -> Self {
    guard let other else { return self }
    return Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}
