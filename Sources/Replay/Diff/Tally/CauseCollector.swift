import IAMPolicy
import JSON

/// One request of an event, by the numbers of its texts.
struct NumberedRequest: Hashable {
  /// The role, user or service, never the session.
  var principal: Int32
  var action: Int32
  /// The ARN, or `*`, or the words for what is not known.
  var resource: Int32
}

/// Numbers for distinct requests, from 0 in the order of their first.
struct RequestNumbers {
  private var askers = PairNumbering()
  private var requests: RowNumbering

  /// - Parameter resources: how many numbers resources have.
  init(resources: Int) { requests = RowNumbering(rows: resources) }

  mutating func number(_ request: NumberedRequest) -> Int32 {
    requests.number(Int(request.resource), askers.number(request.principal, request.action))
  }
}

/// The events of one cell as a cause counts them.
struct TouchedCell {
  let cell: EventCells.Cell
  /// Those requests of the event that the cause touches.
  let requests: [NumberedRequest]
  /// The unknown facts that the change hinges on, by the numbers of their names.
  let facts: [Int32]
  /// The conditions of the changed statements, by their numbers, with what met them.
  let comparisons: [(condition: Int32, actual: ExactText)]
  /// Whether the events are accepted.
  let isAccepted: Bool
  /// The changes that only come to it together, by the number of the words for them; nil where one does.
  let together: Int32?
}

/// Sums up changed requests by what causes them.
struct CauseCollector {
  fileprivate struct Key: Hashable {
    var changeClass: ChangeClass
    var reason: CauseReason
  }

  fileprivate struct Sum {
    let key: Key
    var requests: Set<NumberedRequest> = []
    /// Requests of other principals, counted elsewhere.
    var othersRequests = 0
    var count = ChangeCount()
    var unrecorded = 0
    var principals: [Int32: Int] = [:]
    var actions: [Int32: Int] = [:]
    var resources: [Int32: Int] = [:]
    var dependsOn: [Int32: Int] = [:]
    var days: Set<Int32> = []
    var seen: ClosedRange<Int64>?
    var samples: [Int] = []
    var comparisons: [Int32: [ExactText: Int]] = [:]
    var together: [Int32: Int] = [:]
  }

  private var places: [Key: Int] = [:]
  private var sums: [Sum] = []
  private var conditions = Numbering<ComparedValue.Condition>()
  private var facts = Numbering<ExactText>()

  /// Where a cause is summed up.
  mutating func place(_ changeClass: ChangeClass, _ reason: CauseReason) -> Int {
    let key = Key(changeClass: changeClass, reason: reason)
    if let known = places[key] { return known }
    places[key] = sums.count
    sums.append(Sum(key: key))
    return sums.count - 1
  }

  /// The number of a condition.
  mutating func number(_ condition: ComparedValue.Condition) -> Int32 { conditions.number(condition) }

  /// The number of a fact's name, or of the words for several changes.
  mutating func number(ofFact name: String) -> Int32 { facts.number(ExactText(name)) }

  /// Adds the events of a cell to one of their causes.
  ///
  /// An event counts once, however many of its requests the cause touches.
  mutating func add(_ touched: TouchedCell, _ verdict: EventVerdict, at place: Int) {
    sums[place].add(touched, verdict)
  }

  /// Adds the events of other principals, which were counted for the same places and conditions.
  mutating func merge(_ other: CauseCollector) {
    let facts = other.facts.values.map { number(ofFact: $0.text) }
    for place in other.sums.indices { sums[place].merge(other.sums[place], facts) }
  }

  /// The causes, classes in their order, most events first, then by place, so that the order never varies.
  ///
  /// - Parameter replayed: how many events of each principal were replayed.
  func causes(_ names: RecordedNames, replayed: [Int32: Int]) -> [Cause] {
    func ranked(_ counts: [Int32: Int]) -> [NamedCount] {
      NamedCount.ranked(counts.map { (names.text($0.key), $0.value) })
    }
    return sums.compactMap { sum in
      guard let seen = sum.seen else { return nil }
      var count = sum.count
      count.requests = sum.requests.count + sum.othersRequests
      return Cause(
        changeClass: sum.key.changeClass, reason: sum.key.reason,
        count: count,
        principals: PrincipalShare.ranked(sum.principals, names, of: replayed),
        actions: ranked(sum.actions), resources: ranked(sum.resources), unrecorded: sum.unrecorded,
        days: sum.days.count, seen: seen, sampleEventIDs: sum.samples.map { String($0) },
        dependsOn: NamedCount.ranked(sum.dependsOn.map { (facts.values[Int($0.key)], $0.value) }),
        comparisons: ComparedCondition.ranked(
          sum.comparisons.map { (conditions.values[Int($0.key)], $0.value) }),
        together: NamedCount.ranked(sum.together.map { (facts.values[Int($0.key)], $0.value) }))
    }.sorted { $0.precedes($1) }
  }
}

extension CauseCollector.Sum {
  fileprivate mutating func add(_ touched: TouchedCell, _ verdict: EventVerdict) {
    let cell = touched.cell
    count.add(cell.events, isConfirmed: verdict.isConfirmed, isAccepted: touched.isAccepted)
    if verdict.finding.recordedAllows == nil, !verdict.isHypothetical { unrecorded += cell.events }
    requests.formUnion(touched.requests)
    Self.count(touched.requests, cell.events, in: &principals) { $0.principal }
    Self.count(touched.requests, cell.events, in: &actions) { $0.action }
    Self.count(touched.requests, cell.events, in: &resources) { $0.resource }
    for fact in touched.facts { dependsOn[fact, default: 0] += cell.events }
    for (condition, actual) in touched.comparisons {
      comparisons[condition, default: [:]][actual, default: 0] += cell.events
    }
    if let together = touched.together { self.together[together, default: 0] += cell.events }
    days.formUnion(cell.days)
    seen = cell.seen.spanning(seen)
    samples = Array((samples + cell.samples).sorted().prefix(3))
  }

  /// Adds the events of other principals.
  ///
  /// - Parameter facts: the own numbers of the facts by their numbers there.
  fileprivate mutating func merge(_ other: Self, _ facts: [Int32]) {
    count.add(other.count)
    unrecorded += other.unrecorded
    othersRequests += other.requests.count + other.othersRequests
    principals.merge(other.principals) { $0 + $1 }
    actions.merge(other.actions) { $0 + $1 }
    resources.merge(other.resources) { $0 + $1 }
    for (fact, events) in other.dependsOn { dependsOn[facts[Int(fact)], default: 0] += events }
    for (condition, actual) in other.comparisons {
      comparisons[condition, default: [:]].merge(actual) { $0 + $1 }
    }
    together.merge(other.together) { $0 + $1 }
    days.formUnion(other.days)
    if let own = other.seen { seen = own.spanning(seen) }
    samples = Array((samples + other.samples).sorted().prefix(3))
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

extension Cause {
  fileprivate func precedes(_ other: Cause) -> Bool {
    let order = ChangeClass.allCases
    let left = order.firstIndex(of: changeClass) ?? 0
    let right = order.firstIndex(of: other.changeClass) ?? 0
    if left != right { return left < right }
    if count.events != other.count.events { return count.events > other.count.events }
    return reason.precedes(other.reason)
  }
}

extension CauseReason {
  /// The order by file and place, then by everything else, so that no two reasons are level.
  fileprivate func precedes(_ other: CauseReason) -> Bool {
    if file != other.file { return ExactText(file ?? "") < ExactText(other.file ?? "") }
    let place = (position?.line ?? 0, position?.column ?? 0)
    let otherPlace = (other.position?.line ?? 0, other.position?.column ?? 0)
    if place != otherPlace { return place < otherPlace }
    return sortKey.lexicographicallyPrecedes(other.sortKey)
  }

  private var sortKey: [ExactText] {
    [policy, attachment ?? "", statement ?? "", layer, effect].map { ExactText($0) }
  }
}

extension NamedCount {
  /// Counts by name as a list, most first, then by name.
  static func ranked(_ counts: [(name: ExactText, count: Int)]) -> [NamedCount] {
    counts.sorted { $0.count != $1.count ? $0.count > $1.count : $0.name < $1.name }
      .map { NamedCount(name: $0.name.text, count: $0.count) }
  }
}

extension PrincipalShare {
  /// The largest share first: a job that stops altogether is the surprise, however small it is.
  fileprivate static func ranked(
    _ counts: [Int32: Int], _ names: RecordedNames, of replayed: [Int32: Int]
  ) -> [PrincipalShare] {
    counts.map { number, events in
      PrincipalShare(name: names.text(number).text, events: events, replayed: replayed[number] ?? events)
    }.sorted { $0.precedes($1) }
  }

  private func precedes(_ other: PrincipalShare) -> Bool {
    let (left, right) = (events * other.replayed, other.events * replayed)
    if left != right { return left > right }
    return events != other.events ? events > other.events : ExactText(name) < ExactText(other.name)
  }
}

extension ComparedCondition {
  /// The conditions by key, operator and values, what met them by events.
  fileprivate static func ranked(
    _ counts: [(condition: ComparedValue.Condition, actual: [ExactText: Int])]
  ) -> [ComparedCondition] {
    counts.map { condition, actual in
      ComparedCondition(
        key: condition.key, conditionOperator: condition.conditionOperator, values: condition.values,
        actual: NamedCount.ranked(actual.map { ($0.key, $0.value) }))
    }.sorted { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
  }

  private var sortKey: [ExactText] { ([key, conditionOperator] + values).map { ExactText($0) } }
}
