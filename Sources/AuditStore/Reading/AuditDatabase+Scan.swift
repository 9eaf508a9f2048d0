public import CloudTrail
import IAMPolicy

extension AuditDatabase {
  private static let rowColumns =
    "id, time, kind_id, identity_id, place_id, client_id, endpoint_id, error_id, call_id"
  /// The seconds since 1970 of the years 0 to 9999, which is what a record's time can say.
  static let times: ClosedRange<Int64> = -62_167_219_200...253_402_300_800

  /// Lends every event of a window in the order of ingest; events without a readable time lie in every window.
  ///
  /// - Parameters:
  ///   - first: the event behind which they are wanted, by its row.
  ///   - last: the last event that is wanted, by its row.
  /// - Throws: `StoreError`, or what `body` throws.
  public func scanEvents(
    in window: TimeWindow = TimeWindow(), after first: Int? = nil, through last: Int? = nil,
    _ body: (EventRow) throws -> Void
  ) throws {
    let condition = Self.condition(window, through: last, after: first)
    var statement = try connection.prepare("SELECT \(Self.rowColumns) FROM event\(condition) ORDER BY id")
    while try statement.step() { try body(try Self.row(statement)) }
  }

  /// The rows of places, with the hours since 1970 UTC in which events of some rows were.
  public func activeHours(
    after first: Int, through last: Int
  ) throws(StoreError) -> [(place: Int, hour: Int64)] {
    // The remainder of a time before 1970 is negative.
    var statement = try connection.prepare(
      "SELECT DISTINCT place_id, (time - (time % 3600 + 3600) % 3600) / 3600 FROM event "
        + "WHERE id > \(first) AND id <= \(last) AND time IS NOT NULL")
    var hours: [(place: Int, hour: Int64)] = []
    while try statement.step() { hours.append((Int(statement.integer(0)), statement.integer(1))) }
    return hours
  }

  /// Lends the values of a dimension table, by row number from 1 without gaps, columns as in `Dimension.columns`.
  public func scan(_ dimension: Dimension, _ body: (Int, [String?]) throws -> Void) throws {
    let columns = dimension.columns
    var statement = try connection.prepare(
      "SELECT d.id, \(dimension.selection) FROM \(dimension.table) d\(dimension.join) ORDER BY d.id")
    var last = 0
    while try statement.step() {
      try follow(&last, Int(statement.integer(0)), dimension.table)
      try body(last, columns.indices.map { statement.text(Int32($0 + 1)) })
    }
  }

  /// Lends the resources by row number from 1 without gaps: text, account and what is known of it.
  ///
  /// A resource of a newer program's kind is unknown.
  public func scanResources(_ body: (TextSlice, TextSlice?, ResourceState) -> Void) throws(StoreError) {
    var statement = try connection.prepare("SELECT id, text, account, state FROM resource ORDER BY id")
    var last = 0
    while try statement.step() {
      try follow(&last, Int(statement.integer(0)), Dimension.resource.table)
      let state = UInt8(exactly: statement.integer(3)).flatMap { ResourceState(rawValue: $0) } ?? .unknown
      body(statement.lentText(1) ?? TextSlice(""), statement.lentText(2), state)
    }
  }

  /// Steps to the row number behind the last one, as rows that are numbered in another way are damage.
  func follow(_ last: inout Int, _ number: Int, _ table: String) throws(StoreError) {
    guard number == last + 1 else {
      throw connection.damaged("the rows of `\(table)` are not numbered from 1 without gaps")
    }
    last = number
  }

  /// Lends the derived events by row number from 1 without gaps; a row of a newer program's kind counts as unreadable.
  public func scanCalls(_ body: (Int, StoredCall) throws -> Void) throws {
    let heads = try callHeads()
    var calls = try connection.prepare(
      "SELECT id, head_id, action_id, resource_id, context_id, further FROM call ORDER BY id")
    // Both tables are filled together, so one pass over each in order pairs them.
    var requests = try connection.prepare(
      "SELECT id, action_id, resource_id, context_id, certainty FROM call_request ORDER BY id")
    // The memory of one call's requests is that of the next one's.
    var spare: [StoredCall.Request] = []
    var last = 0
    while try calls.step() {
      try follow(&last, Int(calls.integer(0)), "call")
      let number = calls.integer(1)
      guard number > 0, number <= heads.count else {
        throw connection.damaged("the rows of `call` and `call_head` do not fit together")
      }
      let head = heads[Int(number) - 1]
      var call = StoredCall(head, row: Int(number))
      swap(&call.requests, &spare)
      call.requests.removeAll(keepingCapacity: true)
      if head.requestCount > 0 { call.requests.append(Self.request(calls, from: 2, head.certainty)) }
      let further = head.requestCount > 1 ? calls.integer(5) &- 1 : 0
      while call.requests.count < head.requestCount {
        guard try requests.step(), requests.integer(0) == further &+ Int64(call.requests.count) else {
          throw connection.damaged("the rows of `call` and `call_request` do not fit together")
        }
        call.requests.append(Self.request(requests, from: 1, Certainty(stored: requests.integer(4))))
      }
      try body(last, call)
      swap(&call.requests, &spare)
    }
  }

  private func callHeads() throws(StoreError) -> [CallHead] {
    var statement = try connection.prepare("SELECT \(CallHead.columns) FROM call_head ORDER BY id")
    var heads: [CallHead] = []
    var last = 0
    while try statement.step() {
      try follow(&last, Int(statement.integer(0)), "call_head")
      heads.append(CallHead(statement))
    }
    return heads
  }

  private static func request(
    _ row: borrowing Statement, from first: Int32, _ certainty: Certainty
  ) -> StoredCall.Request {
    StoredCall.Request(
      action: Int(row.integer(first)), resource: Int(row.integer(first + 1)),
      context: Int(row.integer(first + 2)), certainty: certainty)
  }

  static func condition(_ window: TimeWindow, through last: Int? = nil, after first: Int? = nil) -> String {
    var parts: [String] = []
    if let last { parts.append("id <= \(last)") }
    if let first { parts.append("id > \(first)") }
    if let start = window.start { parts.append("(time >= \(start) OR time IS NULL)") }
    if let end = window.end { parts.append("(time < \(end) OR time IS NULL)") }
    return parts.isEmpty ? "" : " WHERE " + parts.joined(separator: " AND ")
  }

  /// The row that a statement stands at; its columns are `rowColumns`.
  static func row(_ statement: borrowing Statement) throws(StoreError) -> EventRow {
    let row = EventRow(
      id: Int(statement.integer(0)), time: statement.isNull(1) ? nil : statement.integer(1),
      kind: Int(statement.integer(2)), identity: Int(statement.integer(3)), place: Int(statement.integer(4)),
      client: Int(statement.integer(5)), endpoint: Int(statement.integer(6)),
      error: Int(statement.integer(7)), call: Int(statement.integer(8)))
    // Negative numbers and those beyond 32 bits have high bits.
    let numbers = row.kind | row.identity | row.place | row.client | row.endpoint | row.error | row.call
    guard row.id > 0, (numbers | row.id) >> 32 == 0, row.time.map(times.contains) ?? true else {
      throw statement.damaged("event \(row.id) holds numbers that no event has")
    }
    return row
  }
}
