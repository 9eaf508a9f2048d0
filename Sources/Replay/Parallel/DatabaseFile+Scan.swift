import AuditStore

extension DatabaseFile {
  /// Adds up the events of a window in the order of ingest; they are read on all processors, a part of them at a time.
  ///
  /// - Parameters:
  ///   - part: makes what the events of one part are added to.
  ///   - add: adds one event to its part; called on several threads at once, each with a part of its own.
  ///   - take: adds a part to the sum; called for one after the other in their order.
  func scanEvents<Part: Sendable, Sum: Sendable>(
    into sum: Sum, in window: TimeWindow, part: @Sendable () -> Part,
    _ add: @Sendable (inout Part, EventRow) -> Void, take: @Sendable (inout Sum, Part) -> Void
  ) throws -> Sum {
    try scanEvents(into: (sum, ()), in: window, part: part, add, take: take) { _, _ in }.0
  }

  /// The same, where what taking a part leaves is taken in turn, while the next part is taken.
  ///
  /// - Parameters:
  ///   - sums: what both add to.
  ///   - last: the last event that is wanted, by its row.
  ///   - size: how many rows a part holds at most.
  ///   - then: adds what the first left of a part to the second sum.
  func scanEvents<Part: Sendable, First: Sendable, Left: Sendable, Second: Sendable>(
    into sums: (First, Second), in window: TimeWindow, through last: Int? = nil,
    size: Int = DatabaseFile.rowsAtOnce, part: @Sendable () -> Part,
    _ add: @Sendable (inout Part, EventRow) -> Void, take: @Sendable (inout First, Part) -> Left,
    then: @Sendable (inout Second, Left) -> Void
  ) throws -> (First, Second) {
    let count = min(try use { try $0.lastEvent() }, last ?? .max)
    return try ParallelOrder.run(count, size: size, into: sums) {
    } answer: { _, chunk throws -> Part in
      try use { database in
        var part = part()
        try database.scanEvents(in: window, after: chunk.lowerBound, through: chunk.upperBound) {
          add(&part, $0)
        }
        return part
      }
    } take: { sum, _, part in
      take(&sum, part)
    } then: {
      then(&$0, $1)
    }
  }

  /// The rows of places, with the hours since 1970 UTC in which they have events, at any time.
  ///
  /// - Parameter last: the last event that counts, by its row.
  func activeHours(through last: Int? = nil) throws -> [(place: Int, hour: Int64)] {
    let count = min(try use { try $0.lastEvent() }, last ?? .max)
    let hours = try ParallelOrder.run(count, size: 1 << 18, into: PairNumbering()) {
      chunk throws -> [(place: Int, hour: Int64)] in
      try use { try $0.activeHours(after: chunk.lowerBound, through: chunk.upperBound) }
    } take: { sum, _, part in
      for (place, hour) in part {
        _ = sum.number(Int32(truncatingIfNeeded: place), Int32(truncatingIfNeeded: hour))
      }
    }
    return (0..<hours.count).map { (Int(hours[$0].first), Int64(hours[$0].second)) }
  }

  /// Adds up the derived events in their order; they are read on all processors, a part of them at a time.
  ///
  /// - Parameters:
  ///   - part: makes what the rows of one part are added to.
  ///   - add: adds one row to its part; called on several threads at once, each with a part of its own.
  ///   - take: adds a part to the sum; called for one after the other in their order.
  func scanCalls<Part: Sendable, Sum: Sendable>(
    into sum: Sum, part: @Sendable () -> Part, _ add: @Sendable (inout Part, StoredCall) -> Void,
    take: @Sendable (inout Sum, Part) -> Void
  ) throws -> Sum {
    let count = try use { try $0.lastCall() }
    return try ParallelOrder.run(count, size: Self.rowsAtOnce, into: sum) { chunk throws -> Part in
      try use { database in
        var part = part()
        try database.scanCalls(after: chunk.lowerBound, through: chunk.upperBound) { add(&part, $1) }
        return part
      }
    } take: { sum, _, part in
      take(&sum, part)
    }
  }

  /// How many rows a part holds where nobody says it.
  static var rowsAtOnce: Int { 1 << 14 }
}

extension AuditDatabase {
  /// The file, with a connection for each processor.
  borrowing func file() throws -> DatabaseFile { try file(readers: Processors.count) }
}
