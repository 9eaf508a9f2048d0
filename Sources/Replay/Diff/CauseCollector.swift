import IAMPolicy
import JSON

/// One request of a group of events that a cause touches.
struct AffectedRequest {
  /// The role or user, never the session.
  var principal: ExactText
  var action: ExactText
  /// The ARN, or `*`, or the words for what is not known.
  var resource: ExactText
  /// The values that were compared.
  var comparisons: [ComparedValue]
}

/// Sums up changed requests by what causes them.
struct CauseCollector {
  private struct Key: Hashable {
    var changeClass: ChangeClass
    var reason: CauseReason
  }

  private struct Sum {
    var requests: Set<[ExactText]> = []
    var events = 0
    var confirmed = 0
    var unrecorded = 0
    var principals: [ExactText: Int] = [:]
    var actions: [ExactText: Int] = [:]
    var resources: [ExactText: Int] = [:]
    var dependsOn: [ExactText: Int] = [:]
    var days: Set<Int32> = []
    var seen: ClosedRange<Int64>
    var samples: [Int] = []
    var comparisons: [ComparedValue.Condition: [ExactText: Int]] = [:]

    mutating func add(
      _ cell: EventCells.Cell, _ touched: [AffectedRequest], _ facts: Set<String>, _ verdict: EventVerdict
    ) {
      let count = cell.events
      for request in touched { requests.insert([request.principal, request.action, request.resource]) }
      events += count
      if verdict.isConfirmed { confirmed += count }
      if verdict.recordedAllows == nil { unrecorded += count }
      for name in Set(touched.map { $0.principal }) { principals[name, default: 0] += count }
      for name in Set(touched.map { $0.action }) { actions[name, default: 0] += count }
      for name in Set(touched.map { $0.resource }) { resources[name, default: 0] += count }
      for fact in facts { dependsOn[ExactText(fact), default: 0] += count }
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
    reason: CauseReason, of verdict: EventVerdict
  ) {
    let key = Key(changeClass: verdict.changeClass, reason: reason)
    sums[key, default: Sum(seen: cell.seen)].add(cell, requests, facts, verdict)
  }

  /// The causes, classes in their order, most events first, then by place, so that the order never varies.
  ///
  /// - Parameter replayed: how many events of each principal were replayed.
  func causes(replayed: [ExactText: Int]) -> [Cause] {
    sums.map { key, sum in
      Cause(
        changeClass: key.changeClass, reason: key.reason,
        count: ChangeCount(requests: sum.requests.count, events: sum.events, confirmed: sum.confirmed),
        principals: PrincipalShare.ranked(sum.principals, of: replayed),
        actions: NamedCount.ranked(sum.actions),
        resources: NamedCount.ranked(sum.resources), unrecorded: sum.unrecorded, days: sum.days.count,
        seen: sum.seen,
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
  static func ranked(_ counts: [ExactText: Int]) -> [NamedCount] {
    counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
      .map { NamedCount(name: $0.key.text, count: $0.value) }
  }
}

extension PrincipalShare {
  /// The largest share first: a job that stops altogether is the surprise, however small it is.
  static func ranked(_ counts: [ExactText: Int], of replayed: [ExactText: Int]) -> [PrincipalShare] {
    counts.map { PrincipalShare(name: $0.key.text, events: $0.value, replayed: replayed[$0.key] ?? $0.value) }
      .sorted { $0.precedes($1) }
  }

  private func precedes(_ other: PrincipalShare) -> Bool {
    let (left, right) = (events * other.replayed, other.events * replayed)
    if left != right { return left > right }
    return events != other.events ? events > other.events : ExactText(name) < ExactText(other.name)
  }
}

extension ComparedCondition {
  /// The conditions by key, operator and values, what met them by events.
  static func ranked(_ counts: [ComparedValue.Condition: [ExactText: Int]]) -> [ComparedCondition] {
    counts.map { condition, actual in
      ComparedCondition(
        key: condition.key, conditionOperator: condition.conditionOperator, values: condition.values,
        actual: NamedCount.ranked(actual))
    }.sorted { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
  }

  private var sortKey: [ExactText] { ([key, conditionOperator] + values).map { ExactText($0) } }
}
