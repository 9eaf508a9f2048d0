import AuditStore

/// A connection to a database that one thread has for itself, opened when it is first needed.
struct OwnDatabase: ~Copyable {
  private let file: DatabaseFile
  private let prepare: @Sendable (borrowing AuditDatabase) throws -> Void
  private var opened: AuditDatabase?

  /// - Parameter prepare: what is done once with the connection.
  init(
    _ file: DatabaseFile,
    preparing prepare: @escaping @Sendable (borrowing AuditDatabase) throws -> Void = { _ in }
  ) {
    self.file = file
    self.prepare = prepare
  }

  /// Lends the connection.
  ///
  /// - Throws: `StoreError` when the database cannot be opened as it was, or what `body` throws.
  mutating func use<Result>(_ body: (borrowing AuditDatabase) throws -> Result) throws -> Result {
    let database = if let known = opened.take() { known } else { try prepared() }
    let result = try body(database)
    opened = consume database
    return result
  }

  private func prepared() throws -> AuditDatabase {
    let database = try file.opened()
    try prepare(database)
    return database
  }
}

extension DatabaseFile {
  /// Adds up the events of a window in the order of ingest; they are read on all processors.
  ///
  /// - Parameters:
  ///   - last: the last event that is wanted, by its row.
  ///   - body: adds one event.
  func scanEvents<Sum: Sendable>(
    into sum: Sum, in window: TimeWindow, through last: Int? = nil,
    _ body: @Sendable (inout Sum, EventRow) -> Void
  ) throws -> Sum {
    let count = min(try opened().lastEvent(), last ?? .max)
    return try ParallelOrder.run(count, size: Self.rowsAtOnce, into: sum) {
      OwnDatabase(self)
    } answer: { (database: inout OwnDatabase, chunk) throws -> [EventRow] in
      try database.use { database in
        var rows: [EventRow] = []
        rows.reserveCapacity(chunk.count)
        try database.scanEvents(in: window, after: chunk.lowerBound, through: chunk.upperBound) {
          rows.append($0)
        }
        return rows
      }
    } take: { sum, _, rows in
      for row in rows { body(&sum, row) }
    }
  }

  private static var rowsAtOnce: Int { 1 << 14 }
}
