import IAMPolicy

/// One request of a group of events that a cause touches.
struct AffectedRequest {
  /// The role or user, never the session.
  var principal: String
  var action: String
  /// The ARN, or `*`, or the words for what is not known.
  var resource: String
  /// The unknown facts that the change hinges on.
  var dependsOn: [String]
  /// The values that were compared.
  var comparisons: [CauseFinder.Comparison]
}

/// Sums up changed requests by what causes them.
struct CauseCollector {
  private struct Key: Hashable {
    var changeClass: ChangeClass
    var reason: CauseReason
  }

  private struct Sum {
    var requests: Set<[String]> = []
    var events = 0
    var confirmed = 0
    var principals: [String: Int] = [:]
    var actions: [String: Int] = [:]
    var resources: [String: Int] = [:]
    var dependsOn: [String: Int] = [:]
    var days: Set<Int32> = []
    var seen: ClosedRange<Int64>
    var samples: [String] = []
    var comparisons: [CauseFinder.Comparison.Condition: [String: Int]] = [:]
  }

  private var sums: [Key: Sum] = [:]

  /// Adds a group of events to one of its causes, with those of their requests that it touches.
  ///
  /// An event counts once, however many of its requests the cause touches.
  mutating func add(
    _ group: EventGroups.Group, _ requests: [AffectedRequest], as changeClass: ChangeClass,
    reason: CauseReason, confirmed: Int
  ) {
    let key = Key(changeClass: changeClass, reason: reason)
    var sum = sums[key] ?? Sum(seen: group.seen)
    for request in requests { sum.requests.insert([request.principal, request.action, request.resource]) }
    sum.events += group.events
    sum.confirmed += confirmed
    for name in Set(requests.map { $0.principal }) { sum.principals[name, default: 0] += group.events }
    for name in Set(requests.map { $0.action }) { sum.actions[name, default: 0] += group.events }
    for name in Set(requests.map { $0.resource }) { sum.resources[name, default: 0] += group.events }
    for fact in Set(requests.flatMap { $0.dependsOn }) { sum.dependsOn[fact, default: 0] += group.events }
    sum.days.formUnion(group.days)
    sum.seen =
      min(sum.seen.lowerBound, group.seen.lowerBound)...max(sum.seen.upperBound, group.seen.upperBound)
    if sum.samples.count < 3 { sum.samples += group.samples.prefix(3 - sum.samples.count) }
    for comparison in Set(requests.flatMap { $0.comparisons }) {
      sum.comparisons[comparison.condition, default: [:]][comparison.actual, default: 0] += group.events
    }
    sums[key] = sum
  }

  /// The causes, classes in their order, most events first, then by place, so that the order never varies.
  ///
  /// - Parameter replayed: how many events of each principal were replayed.
  func causes(replayed: [String: Int]) -> [Cause] {
    sums.map { key, sum in
      Cause(
        changeClass: key.changeClass, reason: key.reason,
        count: ChangeCount(requests: sum.requests.count, events: sum.events, confirmed: sum.confirmed),
        principals: PrincipalShare.ranked(sum.principals, of: replayed),
        actions: NamedCount.ranked(sum.actions),
        resources: NamedCount.ranked(sum.resources), days: sum.days.count, seen: sum.seen,
        sampleEventIDs: sum.samples, dependsOn: NamedCount.ranked(sum.dependsOn),
        comparisons: ComparedCondition.ranked(sum.comparisons))
    }.sorted { $0.precedes($1) }
  }
}

extension Cause {
  fileprivate func precedes(_ other: Cause) -> Bool {
    let order = ChangeClass.allCases
    let left = order.firstIndex(of: changeClass) ?? 0
    let right = order.firstIndex(of: other.changeClass) ?? 0
    if left != right { return left < right }
    if count.events != other.count.events { return count.events > other.count.events }
    return reason.sortKey.lexicographicallyPrecedes(other.reason.sortKey)
  }
}

extension CauseReason {
  fileprivate var sortKey: [String] {
    [file ?? "", policy, attachment ?? "", statement ?? "", layer, effect]
  }
}

extension NamedCount {
  /// Counts by name as a list, most first, then by name.
  static func ranked(_ counts: [String: Int]) -> [NamedCount] {
    counts.map { NamedCount(name: $0.key, count: $0.value) }
      .sorted { $0.count != $1.count ? $0.count > $1.count : $0.name < $1.name }
  }
}

extension PrincipalShare {
  /// The largest share first: a job that stops altogether is the surprise, however small it is.
  static func ranked(_ counts: [String: Int], of replayed: [String: Int]) -> [PrincipalShare] {
    counts.map { PrincipalShare(name: $0.key, events: $0.value, replayed: replayed[$0.key] ?? $0.value) }
      .sorted { $0.precedes($1) }
  }

  private func precedes(_ other: PrincipalShare) -> Bool {
    let (left, right) = (events * other.replayed, other.events * replayed)
    if left != right { return left > right }
    return events != other.events ? events > other.events : name < other.name
  }
}

extension ComparedCondition {
  /// The conditions by key and operator, their values by events.
  static func ranked(_ counts: [CauseFinder.Comparison.Condition: [String: Int]]) -> [ComparedCondition] {
    counts.map { condition, actual in
      ComparedCondition(
        key: condition.key, conditionOperator: condition.conditionOperator, values: condition.values,
        actual: NamedCount.ranked(actual))
    }.sorted { left, right in
      (left.key, left.conditionOperator, left.values.joined())
        > (right.key, right.conditionOperator, right.values.joined())
    }
  }
}
