extension AuditDatabase {
  private static let rowColumns =
    "id, time, kind_id, identity_id, place_id, client_id, endpoint_id, error_id, call_id"

  /// Lends every event of a window in the order of ingest; events without a readable time lie in every window.
  ///
  /// - Throws: `StoreError`, or what `body` throws.
  public func scanEvents(
    in window: TimeWindow = TimeWindow(), _ body: (EventRow) throws -> Void
  ) throws {
    var statement = try connection.prepare(
      "SELECT \(Self.rowColumns) FROM event\(Self.condition(window)) ORDER BY id")
    while try statement.step() { try body(Self.row(statement)) }
  }

  /// Lends the values of a dimension table, by row number, columns as in `Dimension.columns`.
  public func scan(_ dimension: Dimension, _ body: (Int, [String?]) throws -> Void) throws {
    let columns = dimension.columns
    var statement = try connection.prepare(
      "SELECT id, \(columns.joined(separator: ", ")) FROM \(dimension.table) ORDER BY id")
    while try statement.step() {
      try body(Int(statement.integer(0)), columns.indices.map { statement.text(Int32($0 + 1)) })
    }
  }

  /// The largest row number of a dimension table: what an array by row number must hold.
  public func count(of dimension: Dimension) throws(StoreError) -> Int {
    Int(try connection.integer("SELECT coalesce(max(id), 0) FROM \(dimension.table)") ?? 0)
  }

  /// How many derived events are stored: the largest row number.
  public func callCount() throws(StoreError) -> Int {
    Int(try connection.integer("SELECT coalesce(max(id), 0) FROM call") ?? 0)
  }

  /// Lends the derived events by row number; a row of a newer program's kind counts as unreadable.
  public func scanCalls(_ body: (Int, StoredCall) throws -> Void) throws {
    var calls = try connection.prepare(
      "SELECT id, class, recorded, layer, denied_request, policy_arn, request_count FROM call ORDER BY id")
    // Both tables are filled together, so one pass over each in order pairs them.
    var requests = try connection.prepare(
      "SELECT action_id, resource_id, context_id, certainty FROM call_request ORDER BY id")
    while try calls.step() {
      var call = StoredCall(
        eventClass: EventClass(rawValue: UInt8(truncatingIfNeeded: calls.integer(1))) ?? .unreadable,
        recorded: RecordedDecision(rawValue: UInt8(truncatingIfNeeded: calls.integer(2))) ?? .unknown,
        layer: calls.optionalInteger(3).flatMap { RecordedLayer(rawValue: UInt8(truncatingIfNeeded: $0)) },
        deniedRequest: calls.optionalInteger(4), policyARN: calls.text(5), requests: [])
      for _ in 0..<max(0, calls.integer(6)) where try requests.step() {
        call.requests.append(
          StoredCall.Request(
            action: Int(requests.integer(0)), resource: Int(requests.integer(1)),
            context: Int(requests.integer(2)), certainty: requests.integer(3) == 0 ? .certain : .possible))
      }
      try body(Int(calls.integer(0)), call)
    }
  }

  static func condition(_ window: TimeWindow) -> String {
    var parts: [String] = []
    if let start = window.start { parts.append("(time >= \(start) OR time IS NULL)") }
    if let end = window.end { parts.append("(time < \(end) OR time IS NULL)") }
    return parts.isEmpty ? "" : " WHERE " + parts.joined(separator: " AND ")
  }

  static func row(_ statement: borrowing Statement) -> EventRow {
    EventRow(
      id: Int(statement.integer(0)), time: statement.isNull(1) ? nil : statement.integer(1),
      kind: Int(statement.integer(2)), identity: Int(statement.integer(3)), place: Int(statement.integer(4)),
      client: Int(statement.integer(5)), endpoint: Int(statement.integer(6)),
      error: Int(statement.integer(7)),
      call: Int(statement.integer(8)))
  }
}
