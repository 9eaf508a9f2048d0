import CloudTrail

/// The rows of a table that are known by content: those from the first of the present generation on.
///
/// So memory stays bounded. Where a generation begins stands in the database, and a run that was killed goes on exactly as if
/// it had not been; a value of an earlier one may stand a second time.
struct Generation: ~Copyable {
  /// Past this many bytes of values a new generation begins with the next transaction.
  static let bytes = 12 << 20

  // INVARIANT: the value with number n of the interner has the row `first + n`.
  var known: SpanInterner
  private(set) var first: Int
  private var note: Statement

  /// The present one, of which nothing is known yet.
  ///
  /// - Parameter isLarge: whether many values are expected.
  init(of table: String, isLarge: Bool = true, _ connection: borrowing Connection) throws(StoreError) {
    let note = try connection.prepare("INSERT OR REPLACE INTO generation VALUES ('\(table)', ?)")
    let first = try StoredState.firstID(table, connection)
    known = SpanInterner(expectedBytes: isLarge ? 3 * Self.bytes : 0)
    self.first = first
    self.note = note
  }

  /// The row of a value by its number.
  func row(_ number: Int) -> Int { first + number }

  /// The row of the next value that is new.
  var nextRow: Int { row(known.count) }

  /// Begins a new one when this one has grown large; part of the transaction that ends.
  mutating func endTransaction() throws(StoreError) {
    guard known.byteCount > Self.bytes else { return }
    first += known.count
    known.removeAll()
    note.bind(1, first)
    try note.run()
  }
}
