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

/// Sums up changed requests by what causes them.
struct CauseCollector {
  fileprivate struct Key: Hashable {
    var changeClass: ChangeClass
    var reason: CauseReason
  }

  /// A condition of a cause.
  struct Compared: Hashable {
    /// The place of the cause.
    var place: Int
    /// The number of the condition.
    var condition: Int32
  }

  /// How many names a list of a cause has that grows with the log: a report shows the first ones, and counts the rest.
  static let mostNames = 1000

  private var causes = Numbering<Key>()
  /// Where the statements begin that a cause is about, by its place; no part of what makes it a cause of its own.
  private var statements: [SourcePosition?] = []
  /// Causes that meet the same events, by their places.
  private var touching = Numbering<[Int]>()
  /// What each of these touches.
  private var sums: [TouchedSum] = []
  /// Conditions that the same values meet.
  private var compared = Numbering<[Compared]>()
  /// Those values by the numbers of the words for them, with their events.
  private var values: [NumberCounts] = []
  /// Distinct requests of the causes that are counted already.
  private var requests: [Int] = []
  private var conditions = Numbering<ComparedValue.Condition>()
  /// The names of facts, the values of keys, and the words for several changes.
  var words = Numbering<ExactText>()

  /// Where a cause is summed up.
  ///
  /// - Parameter begin: where the statements of its policy begin; the first place counts, whatever the order of the verdicts.
  mutating func place(
    _ changeClass: ChangeClass, _ reason: CauseReason, _ begin: SourcePosition? = nil
  ) -> Int {
    let place = Int(causes.number(Key(changeClass: changeClass, reason: reason)))
    if place == statements.count { statements.append(nil) }
    statements[place] = .first(statements[place], begin)
    return place
  }

  /// The number of a condition.
  mutating func number(_ condition: ComparedValue.Condition) -> Int32 { conditions.number(condition) }

  /// The number of the sum for events that touch the same requests in each of some causes.
  mutating func sum(ofCauses places: [Int]) -> Int {
    let number = Int(touching.number(places))
    if number == sums.count { sums.append(TouchedSum()) }
    return number
  }

  /// The number of the list of the values that meet each of some conditions.
  mutating func values(of conditions: [Compared]) -> Int {
    let number = Int(compared.number(conditions))
    if number == values.count { values.append(NumberCounts()) }
    return number
  }

  /// Adds the events of a cell to a sum.
  mutating func add(_ touched: TouchedCell, _ verdict: EventVerdict, toSum number: Int) {
    sums[number].add(touched, verdict)
  }

  /// Adds the value that events have to a list, by the number of the words for it.
  mutating func add(_ value: Int32, events: Int, toValues number: Int) {
    values[number].add(events, to: value)
  }

  /// Counts the distinct requests of each cause, once all its events are there, and forgets them.
  mutating func settle() {
    var known: [[Int]: Int] = [:]
    requests = sumsOfCauses.map { numbers in
      if let count = known[numbers] { return count }
      let count =
        numbers.count == 1
        ? sums[numbers[0]].requests.count
        : numbers.reduce(into: Set<Int32>()) { $0.formUnion(sums[$1].requests) }.count
      known[numbers] = count
      return count
    }
    for number in sums.indices { sums[number].requests = [] }
  }

  /// Adds the events of other principals, which were counted for the same causes and conditions; both are settled.
  mutating func merge(_ other: CauseCollector) {
    let words = other.words.values.map { self.words.number($0) }
    for number in other.sums.indices { sums[number].merge(other.sums[number], words) }
    for number in other.values.indices { values[number].merge(other.values[number], words) }
    for place in other.requests.indices { requests[place] += other.requests[place] }
  }

  /// The numbers of the sums that have an event of each cause.
  private var sumsOfCauses: [[Int]] {
    var numbers = [[Int]](repeating: [], count: causes.values.count)
    for (number, places) in touching.values.enumerated() where sums[number].seen != nil {
      for place in places { numbers[place].append(number) }
    }
    return numbers
  }

  /// The conditions of each cause with the values that meet them.
  private var conditionsOfCauses: [[Int32: [Int]]] {
    var numbers = [[Int32: [Int]]](repeating: [:], count: causes.values.count)
    for (number, conditions) in compared.values.enumerated() where values[number].count > 0 {
      for condition in conditions {
        numbers[condition.place][condition.condition, default: []].append(number)
      }
    }
    return numbers
  }

  /// The causes, classes in their order, most events first, then by place, so that the order never varies.
  ///
  /// - Parameter replayed: how many events of each principal were replayed.
  func causes(_ names: RecordedNames, replayed: [Int32: Int]) -> [Cause] {
    let conditions = conditionsOfCauses
    var (known, knownValues): ([[Int]: Cause], [[Int]: ([NamedCount], Int)]) = ([:], [:])
    var found: [Cause] = []
    for (place, numbers) in sumsOfCauses.enumerated() {
      let key = causes.values[place]
      guard var cause = known[numbers] ?? self.cause(key, numbers, names, replayed) else { continue }
      known[numbers] = cause
      (cause.changeClass, cause.reason, cause.statements) = (key.changeClass, key.reason, statements[place])
      cause.count.requests = requests[place]
      cause.comparisons = conditions[place].map { condition, lists in
        let actual = knownValues[lists] ?? self.actual(lists)
        knownValues[lists] = actual
        return ComparedCondition(self.conditions.values[Int(condition)], actual)
      }.sorted { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
      found.append(cause)
    }
    return found.sorted { $0.precedes($1) }
  }

  /// A cause with what some sums touch, but without its distinct requests and conditions; nil for no event.
  private func cause(
    _ key: Key, _ numbers: [Int], _ names: RecordedNames, _ replayed: [Int32: Int]
  ) -> Cause? {
    guard let first = numbers.first else { return nil }
    let sum = numbers.dropFirst().reduce(into: sums[first]) { $0.merge(sums[$1]) }
    guard let seen = sum.seen else { return nil }
    let dependsOn = NamedCount.ranked(sum.dependsOn.counts, most: Self.mostNames) { words.values[Int($0)] }
    let resources = NamedCount.ranked(sum.resources.counts, most: Self.mostNames) { names.text($0) }
    return Cause(
      changeClass: key.changeClass, reason: key.reason, count: sum.count,
      principals: PrincipalShare.ranked(sum.principals.counts, names, of: replayed),
      actions: NamedCount.ranked(sum.actions.counts) { names.text($0) },
      resources: resources, moreResources: sum.resources.count - resources.count,
      unrecorded: sum.unrecorded, days: sum.days.count, seen: seen,
      sampleEventIDs: sum.samples.map { String($0) },
      dependsOn: dependsOn, moreDependsOn: sum.dependsOn.count - dependsOn.count, comparisons: [],
      together: NamedCount.ranked(sum.together.counts) { words.values[Int($0)] })
  }

  /// The values of some lists by events, and how many there are beside those that are listed.
  private func actual(_ lists: [Int]) -> ([NamedCount], Int) {
    guard let first = lists.first else { return ([], 0) }
    let all = lists.dropFirst().reduce(into: values[first]) { $0.merge(values[$1]) }
    let listed = NamedCount.ranked(all.counts, most: Self.mostNames) { words.values[Int($0)] }
    return (listed, all.count - listed.count)
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
  fileprivate init(_ condition: ComparedValue.Condition, _ actual: (listed: [NamedCount], more: Int)) {
    self.init(
      key: condition.key, conditionOperator: condition.conditionOperator, values: condition.values,
      actual: actual.listed, moreActual: actual.more)
  }

  fileprivate var sortKey: [ExactText] { ([key, conditionOperator] + values).map { ExactText($0) } }
}
