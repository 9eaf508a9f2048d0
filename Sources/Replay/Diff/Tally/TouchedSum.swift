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
  var principals = NumberCounts()
  var actions = NumberCounts()
  var resources = NumberCounts()
  var dependsOn = NumberCounts()
  var days: Set<Int32> = []
  var seen: ClosedRange<Int64>?
  var samples: [Int] = []
  var together = NumberCounts()

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
    for fact in touched.facts { dependsOn.add(cell.events, to: fact) }
    if let together = touched.together { self.together.add(cell.events, to: together) }
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
  /// - Parameter words: the own numbers of words by their numbers there; nil where they are the same.
  mutating func merge(_ other: Self, _ words: [Int32]? = nil) {
    count.add(other.count)
    unrecorded += other.unrecorded
    principals.merge(other.principals)
    actions.merge(other.actions)
    resources.merge(other.resources)
    dependsOn.merge(other.dependsOn, words)
    together.merge(other.together, words)
    days.formUnion(other.days)
    if let own = other.seen { seen = own.spanning(seen) }
    add(samples: other.samples)
  }

  /// Counts the events once for each of the texts that their requests have.
  private static func count(
    _ requests: [NumberedRequest], _ events: Int, in counts: inout NumberCounts,
    _ text: (NumberedRequest) -> Int32
  ) {
    if requests.count == 1 {
      counts.add(events, to: text(requests[0]))
    } else {
      for number in Set(requests.map(text)) { counts.add(events, to: number) }
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
