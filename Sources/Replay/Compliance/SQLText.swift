import AuditStore
import CloudTrail

extension TimeWindow {
  /// The window of the same length that ends where this one starts; nil for one without both ends.
  var before: TimeWindow? {
    guard let start, let end, end > start else { return nil }
    return TimeWindow(start: start - (end - start), end: start)
  }

  /// The window as a condition on the views' `event_time`.
  var sql: String {
    let conditions = [
      start.map { "event_time >= '\(EventTime.text($0))'" },
      end.map { "event_time < '\(EventTime.text($0))'" },
    ].compactMap { $0 }
    return conditions.isEmpty ? "true" : conditions.joined(separator: " AND ")
  }
}

/// Texts in SQL.
enum SQLText {
  /// A text as a literal.
  static func literal(_ text: String) -> String { "'" + text.replacingScalars(["'": "''", "\0": ""]) + "'" }

  /// A pattern of `*` and `?` as a literal for `GLOB`, to which brackets mean something.
  static func glob(_ pattern: String) -> String { literal(pattern.replacingScalars(["[": "[[]"])) }
}
