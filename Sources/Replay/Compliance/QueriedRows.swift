import AuditStore

/// What a query counts, in SQL: the rows of a view one by one, or in groups whose rows it need not tell apart.
struct QueriedRows {
  /// The view.
  let view: String
  /// The condition that a row lies in the period.
  let isInPeriod: String
  /// How many rows there are.
  let count: String
  /// The first of their times.
  let first: String
  /// The last of their times.
  let last: String
  /// The condition that there is an event in the period before; nil where no period is before.
  let existBefore: String?
  private let weight: String

  /// How many of the rows meet a condition.
  func count(where condition: String) -> String {
    weight.isEmpty ? "sum(\(condition))" : "sum((\(condition)) * \(weight))"
  }

  /// How many of the rows AWS denied.
  var denied: String { count(where: "recorded_decision = 'denied'") }

  /// The condition that a row stands for a call of the period: a correction of one is no call of its own.
  var isCall: String { "class <> 'amendment' AND \(isInPeriod)" }

  static func each(of view: CountedView, in window: TimeWindow) -> QueriedRows {
    QueriedRows(
      view: view.rows, isInPeriod: window.sql, count: "count(*)", first: "min(event_time)",
      last: "max(event_time)",
      existBefore: window.before.map { "EXISTS (SELECT 1 FROM events WHERE \($0.sql))" }, weight: "")
  }

  /// Groups are all of the period; single rows are also of the one before it.
  static func groups(of view: CountedView, in window: TimeWindow) -> QueriedRows {
    QueriedRows(
      view: view.groups, isInPeriod: view.isGrouped ? "true" : window.sql, count: "sum(counted)",
      first: "min(first_counted)", last: "max(last_counted)",
      existBefore: window.before.map { _ in "EXISTS (SELECT 1 FROM \(CountedView.before.groups))" },
      weight: "counted")
  }
}
