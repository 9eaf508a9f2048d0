import AuditStore

/// Reading the events of a database as they stand.
extension RecordedEvents {
  /// Lends every event of a window in the order of ingest, behind them those that were corrected.
  ///
  /// A correction may move an event into the window or out of it.
  func scan(
    _ database: borrowing AuditDatabase, in window: TimeWindow, through last: Int? = nil,
    _ body: (EventRow) throws -> Void
  ) throws {
    if corrections.isEmpty { return try database.scanEvents(in: window, through: last, body) }
    try database.scanEvents(in: window, through: last) { row in
      if corrections[row.id] == nil { try body(row) }
    }
    for row in corrections.values.sorted(by: { $0.id < $1.id })
    where window.contains(row.time) && row.id <= last ?? .max {
      try body(row)
    }
  }
}
