import AuditStore

/// Reading the events of a database as they stand.
extension RecordedEvents {
  /// Lends every event of a window in the order of ingest, behind them those that were corrected.
  ///
  /// A correction may move an event into the window or out of it.
  /// - Parameter body: is given the event's row, and whether another record stands for its call.
  func scan(
    _ database: borrowing AuditDatabase, in window: TimeWindow, through last: Int? = nil,
    _ body: (EventRow, Bool) throws -> Void
  ) throws {
    let repeated = try RepeatedRecords(self, database, through: last).standing
    if corrections.isEmpty, repeated.isEmpty {
      return try database.scanEvents(in: window, through: last) { row in try body(row, false) }
    }
    try database.scanEvents(in: window, through: last) { row in
      if corrections[row.id] == nil { try body(row, repeated[row.id] != nil) }
    }
    for row in correctedRows(in: window, through: last) { try body(row, repeated[row.id] != nil) }
  }

  /// Adds up the same events, which are read on all processors.
  func scan<Sum: Sendable>(
    into sum: Sum, in window: TimeWindow, through last: Int? = nil,
    _ body: @Sendable (inout Sum, EventRow, Bool) -> Void
  ) throws -> Sum {
    let database = try file.opened()
    let repeated = try RepeatedRecords(self, database, through: last).standing
    let count = min(try database.lastEvent(), last ?? .max)
    var sum = try ParallelOrder.run(count, size: Self.rowsAtOnce, into: sum) {
      EventReader(file)
    } answer: { (reader: inout EventReader, chunk) throws -> [EventRow] in
      try reader.rows(in: window, after: chunk.lowerBound, through: chunk.upperBound)
    } take: { sum, _, rows in
      for row in rows where corrections[row.id] == nil { body(&sum, row, repeated[row.id] != nil) }
    }
    for row in correctedRows(in: window, through: last) { body(&sum, row, repeated[row.id] != nil) }
    return sum
  }

  private static var rowsAtOnce: Int { 1 << 14 }

  private func correctedRows(in window: TimeWindow, through last: Int?) -> [EventRow] {
    corrections.values.filter { window.contains($0.time) && $0.id <= last ?? .max }.sorted { $0.id < $1.id }
  }
}

/// Reads events of a file from a connection of its own, which the first of them opens.
private struct EventReader: ~Copyable {
  private let file: DatabaseFile
  private var database: AuditDatabase?

  init(_ file: DatabaseFile) { self.file = file }

  mutating func rows(in window: TimeWindow, after first: Int, through last: Int) throws -> [EventRow] {
    let own = if let opened = database.take() { opened } else { try file.opened() }
    var rows: [EventRow] = []
    rows.reserveCapacity(last - first)
    try own.scanEvents(in: window, after: first, through: last) { rows.append($0) }
    database = consume own
    return rows
  }
}
