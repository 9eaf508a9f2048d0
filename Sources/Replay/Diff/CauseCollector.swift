import IAMPolicy

/// One request of a group of events that a cause touches.
struct AffectedRequest {
  /// The role or user, never the session.
  var principal: String
  var action: String
  /// The ARN, or `*`, or the words for what is not known.
  var resource: String
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
    var samples: [Int] = []
    var comparisons: [CauseFinder.Comparison.Condition: [String: Int]] = [:]

    mutating func add(
      _ cell: EventCells.Cell, _ touched: [AffectedRequest], _ facts: Set<String>, isConfirmed: Bool
    ) {
      let count = cell.events
      for request in touched { requests.insert([request.principal, request.action, request.resource]) }
      events += count
      if isConfirmed { confirmed += count }
      for name in Set(touched.map { $0.principal }) { principals[name, default: 0] += count }
      for name in Set(touched.map { $0.action }) { actions[name, default: 0] += count }
      for name in Set(touched.map { $0.resource }) { resources[name, default: 0] += count }
      for fact in facts { dependsOn[fact, default: 0] += count }
      for comparison in Set(touched.flatMap { $0.comparisons }) {
        comparisons[comparison.condition, default: [:]][comparison.actual, default: 0] += count
      }
      days.formUnion(cell.days)
      seen = min(seen.lowerBound, cell.seen.lowerBound)...max(seen.upperBound, cell.seen.upperBound)
      if samples.count < 3 { samples += cell.samples.prefix(3 - samples.count) }
    }
  }

  private var sums: [Key: Sum] = [:]

  /// Adds the events of a cell to one of their causes, with those of their requests that it touches.
  ///
  /// An event counts once, however many of its requests the cause touches.
  mutating func add(
    _ cell: EventCells.Cell, _ requests: [AffectedRequest], hingingOn facts: Set<String>,
    as changeClass: ChangeClass, reason: CauseReason, isConfirmed: Bool
  ) {
    let key = Key(changeClass: changeClass, reason: reason)
    sums[key, default: Sum(seen: cell.seen)].add(cell, requests, facts, isConfirmed: isConfirmed)
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
        sampleEventIDs: sum.samples.map { String($0) }, dependsOn: NamedCount.ranked(sum.dependsOn),
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
