import AuditStore

/// Reading the events of a database as they stand.
extension RecordedEvents {
  /// Lends every event of a window in the order of ingest, behind them those that were corrected.
  ///
  /// A correction may move an event into the window or out of it.
  /// - Parameters:
  ///   - accepts: what passes the filters; nil where everything does. All events are lent, but what does not pass stands for
  ///     none that does.
  ///   - body: is given the event's row, and whether another record stands for its call.
  func scan(
    _ database: borrowing AuditDatabase, in window: TimeWindow, passing accepts: ((EventRow) -> Bool)? = nil,
    _ body: (EventRow, Bool) throws -> Void
  ) throws {
    let counted = CountedRecords(window: window, accepts: accepts)
    let repeated = try RepeatedRecords(self, database, counted).standing
    if corrections.isEmpty, repeated.isEmpty {
      return try database.scanEvents(in: window) { row in try body(row, false) }
    }
    try database.scanEvents(in: window) { row in
      if corrections[row.id] == nil { try body(row, repeated[row.id] != nil) }
    }
    for row in correctedRows(in: window, through: nil) { try body(row, repeated[row.id] != nil) }
  }

  /// Adds up the same events, which are read on all processors.
  ///
  /// Parameters as in `DatabaseFile.scanEvents(into:in:through:size:part:_:take:then:)`, and as above.
  func scan<Part: Sendable, First: Sendable, Left: Sendable, Second: Sendable>(
    into sums: (First, Second), in window: TimeWindow, through last: Int? = nil,
    passing accepts: (@Sendable (EventRow) -> Bool)? = nil, part: @Sendable () -> Part,
    _ add: @Sendable (inout Part, EventRow, Bool) -> Void, take: @Sendable (inout First, Part) -> Left,
    then: @Sendable (inout Second, Left) -> Void
  ) throws -> (First, Second) {
    let repeated = try file.use {
      try RepeatedRecords(self, $0, CountedRecords(window: window, last: last, accepts: accepts)).standing
    }
    var sums = try file.scanEvents(
      into: sums, in: window, through: last, size: rowsAtOnce, part: part,
      { part, row in if corrections[row.id] == nil { add(&part, row, repeated[row.id] != nil) } },
      take: take, then: then)
    var corrected = part()
    for row in correctedRows(in: window, through: last) { add(&corrected, row, repeated[row.id] != nil) }
    then(&sums.1, take(&sums.0, corrected))
    return sums
  }

  private func correctedRows(in window: TimeWindow, through last: Int?) -> [EventRow] {
    corrections.values.filter { window.contains($0.time) && $0.id <= last ?? .max }.sorted { $0.id < $1.id }
  }
}
