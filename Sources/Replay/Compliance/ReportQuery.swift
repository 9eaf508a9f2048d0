import AuditStore

/// A table of a report before it is asked for: its columns and the query that fills them.
struct ReportQuery {
  let id: String
  let title: String
  let columns: [ReportTable.Column]
  let sql: String
  /// The same query over the groups of `EventCounts`; nil for one that looks at single rows.
  private(set) var counting: String?

  /// - Parameters:
  ///   - columns: the query's columns, each `name` or `name:kind`; without a kind it is text.
  ///   - view: what the query counts in groups.
  ///   - window: the period that the groups are of.
  ///   - sql: the query, its lines as they shall be shown.
  init(
    _ id: String, _ title: String, columns: String, counting view: CountedView, in window: TimeWindow,
    _ sql: (QueriedRows) -> String
  ) {
    self.init(id, title, columns: columns, sql(.each(of: view, in: window)))
    counting = sql(.groups(of: view, in: window))
  }

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

  /// The table, whose rows come from the groups where the query counts: they are stored in the database before.
  func table(_ database: borrowing AuditDatabase) throws(StoreError) -> ReportTable {
    ReportTable(
      id: id, title: title, columns: columns, rows: try database.rows(counting ?? sql), sql: sql)
  }
}
