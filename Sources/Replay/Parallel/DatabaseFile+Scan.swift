import AuditStore

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
    let count = min(try use { try $0.lastEvent() }, last ?? .max)
    return try ParallelOrder.run(count, size: Self.rowsAtOnce, into: sum) { chunk throws -> [EventRow] in
      try use { database in
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

extension AuditDatabase {
  /// The file, with a connection for each processor.
  borrowing func file() throws -> DatabaseFile { try file(readers: Processors.count) }
}
