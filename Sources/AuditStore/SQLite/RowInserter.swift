/// Inserts rows of one table several at a time, which costs SQLite about half as much as one by one.
///
/// Rows that wait are lost unless `flush` is called before the transaction ends; where they are cut into statements
/// follows from their number alone.
struct RowInserter<Row>: ~Copyable {
  private static var rowsPerStatement: Int { 16 }

  private let columns: Int
  private var one: Statement
  private var many: Statement
  private var waiting: [Row] = []

  init(_ table: String, columns: Int, _ connection: borrowing Connection) throws(StoreError) {
    self.columns = columns
    let row = "(" + Array(repeating: "?", count: columns).joined(separator: ", ") + ")"
    let rows = Array(repeating: row, count: Self.rowsPerStatement).joined(separator: ", ")
    let one = try connection.prepare("INSERT INTO \(table) VALUES \(row)", keepsBytes: true)
    let many = try connection.prepare(
      "\(Statement.insertionOfSeveral) \(table) VALUES \(rows)", keepsBytes: true)
    self.one = one
    self.many = many
  }

  /// Takes a row; `bind` binds one to the parameters of a statement from an index on.
  mutating func add(
    _ row: Row, _ bind: (Row, inout Statement, Int32) throws(StoreError) -> Void
  ) throws(StoreError) {
    waiting.append(row)
    guard waiting.count == Self.rowsPerStatement else { return }
    var first: Int32 = 1
    for row in waiting {
      try bind(row, &many, first)
      first += Int32(truncatingIfNeeded: columns)
    }
    try many.run()
    waiting.removeAll(keepingCapacity: true)
  }

  /// Inserts the rows that wait.
  mutating func flush(
    _ bind: (Row, inout Statement, Int32) throws(StoreError) -> Void
  ) throws(StoreError) {
    for row in waiting {
      try bind(row, &one, 1)
      try one.run()
    }
    waiting.removeAll(keepingCapacity: true)
  }
}

extension Statement {
  /// How the SQL of an insertion of several rows begins: one that fails leaves the rows before the one it fails on.
  ///
  /// Whoever runs it gives the transaction up then, so nothing has to be kept for taking those rows back: SQLite would
  /// else copy the last page of the table for each statement.
  static var insertionOfSeveral: String { "INSERT OR FAIL INTO" }
}
