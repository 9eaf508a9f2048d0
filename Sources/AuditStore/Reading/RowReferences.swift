/// The columns of a table that name rows of other tables by number, with the last row of each of these.
///
/// Rows are numbered from 1 without gaps, see `AuditDatabase.follow`, so that one comparison tells whether a row is there.
struct RowReferences {
  /// A column, and the table whose rows it names.
  typealias Column = (name: String, table: String)

  private let table: String
  private let columns: [Column]
  private let last: [Int64]

  init(of table: String, _ columns: [Column], _ connection: borrowing Connection) throws(StoreError) {
    var last: [Int64] = []
    for column in columns {
      let highest = try connection.integer("SELECT max(id) FROM \(column.table)") ?? 0
      last.append(min(highest, Int64(UInt32.max)))
    }
    self.table = table
    self.columns = columns
    self.last = last
  }

  /// The row that a column names.
  ///
  /// - Parameters:
  ///   - number: the column, by its place among those of the table.
  ///   - place: where a statement has it.
  ///   - row: the row of the table that it stands in.
  /// - Throws: `StoreError` for a row that is not there, and for what is no number.
  @inline(__always)
  func row(
    _ number: Int, _ statement: borrowing Statement, at place: Int32, ofRow row: Int64
  ) throws(StoreError) -> Int {
    guard let value = statement.number(place), value > 0, value <= last[number] else {
      throw failure(number, statement, statement.number(place), row)
    }
    return Int(value)
  }

  private func failure(
    _ number: Int, _ statement: borrowing Statement, _ value: Int64?, _ row: Int64
  ) -> StoreError {
    let column = columns[number]
    guard let value else { return statement.damaged(column.name, ofRow: row, table, "is no number") }
    return statement.damaged(
      column.name, ofRow: row, table, "names row \(value) of `\(column.table)`, which is not there")
  }
}

extension RowReferences {
  /// Those of events, in the order of the columns of `EventRow`.
  static func events(_ connection: borrowing Connection) throws(StoreError) -> RowReferences {
    let dimensions: [Dimension] = [.kind, .identity, .place, .client, .endpoint, .error]
    return try RowReferences(
      of: "event", dimensions.map { ($0.table + "_id", $0.table) } + [("call_id", "call")], connection)
  }

  /// Those of derived events and of their requests: action, resource and context.
  static func requests(
    in table: String, _ connection: borrowing Connection
  ) throws(StoreError) -> RowReferences {
    let dimensions: [Dimension] = [.action, .resource, .context]
    return try RowReferences(of: table, dimensions.map { ($0.table + "_id", $0.table) }, connection)
  }
}

extension Statement {
  /// A number that no row of a table can be without.
  ///
  /// - Parameter name: the column's, which the statement has at `place`.
  /// - Throws: `StoreError` for what is no number, or none of these.
  @inline(__always)
  func number(
    _ place: Int32, _ name: String, ofRow row: Int64, _ table: String,
    in range: ClosedRange<Int64> = .min ... .max
  ) throws(StoreError) -> Int64 {
    guard let value = number(place) else { throw damaged(name, ofRow: row, table, "is no number") }
    guard range.contains(value) else { throw damaged(name, ofRow: row, table, "cannot be \(value)") }
    return value
  }

  /// The same where there may be none.
  func optionalNumber(
    _ place: Int32, _ name: String, ofRow row: Int64, _ table: String
  ) throws(StoreError) -> Int64? {
    isNull(place) ? nil : try number(place, name, ofRow: row, table)
  }

  /// An error about a row that names a template which is not there.
  func withoutTemplate(_ row: Int, _ table: String) -> StoreError {
    damaged(TextTemplate.columns[0], ofRow: Int64(row), table, "names no row of `template`")
  }

  /// An error about a value that no version of the program has written.
  func damaged(_ column: String, ofRow row: Int64, _ table: String, _ what: String) -> StoreError {
    damaged("`\(column)` of row \(row) of `\(table)` \(what)")
  }
}
