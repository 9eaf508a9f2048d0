/// A value in the answer to a query.
public enum StoredValue: Sendable, Hashable {
  /// No value.
  case null
  /// A whole number.
  case integer(Int64)
  /// A text.
  case text(String)
}

extension AuditDatabase {
  /// The rows of a query over the views, each with all of its columns.
  ///
  /// - Parameter sql: one `SELECT` statement whose columns are numbers and texts.
  /// - Throws: `StoreError` when the query fails.
  public func rows(_ sql: String) throws(StoreError) -> [[StoredValue]] {
    var statement = try connection.prepare(sql)
    var rows: [[StoredValue]] = []
    while try statement.step() { rows.append((0..<statement.columnCount).map { statement.value($0) }) }
    return rows
  }

  /// Whether any resource of a request meets a condition.
  ///
  /// - Parameter condition: SQL on `text`, the resource, and `state`, the raw value of how it is known.
  public func hasResource(where condition: String) throws(StoreError) -> Bool {
    try connection.integer("SELECT 1 FROM resource WHERE \(condition) LIMIT 1") != nil
  }
}

extension Statement {
  fileprivate func value(_ column: Int32) -> StoredValue {
    if isNull(column) { return .null }
    return isText(column) ? .text(text(column) ?? "") : .integer(integer(column))
  }
}
