import AuditStore
import CloudTrail

/// A table of a report before it is asked for: its columns and the query that fills them.
struct ReportQuery {
  let id: String
  let title: String
  let columns: [ReportTable.Column]
  let sql: String

  /// - Parameters:
  ///   - columns: the query's columns, each `name` or `name:kind`; without a kind it is text.
  ///   - sql: the query, its lines as they shall be shown.
  init(_ id: String, _ title: String, columns: String, _ sql: String) {
    self.id = id
    self.title = title
    self.columns = columns.split(separator: " ").map { column in
      let parts = column.split(separator: ":")
      let kind = parts.count > 1 ? ReportTable.Kind(rawValue: String(parts[1])) : nil
      return ReportTable.Column(name: String(parts[0]), kind: kind ?? .text)
    }
    self.sql = sql
  }

  func table(_ database: borrowing AuditDatabase) throws(StoreError) -> ReportTable {
    ReportTable(id: id, title: title, columns: columns, rows: try database.rows(sql), sql: sql)
  }
}

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
