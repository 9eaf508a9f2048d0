public import CloudTrail
import IAMPolicy

extension AuditDatabase {
  private static let rowColumns = [
    "id", "time", "kind_id", "identity_id", "place_id", "client_id", "endpoint_id", "error_id", "call_id",
  ]
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
    var statement = try connection.prepare(rows: Self.rowColumns, "FROM event\(condition) ORDER BY id")
    let references = try RowReferences.events(connection)
    while try statement.step() { try body(try Self.row(statement, references)) }
  }

  /// Lends the events of some rows in the order of ingest.
  public func scanEvents(inRows rows: [Int], _ body: (EventRow) throws -> Void) throws {
    var statement = try connection.prepare(
      "SELECT \(Self.rowColumns.joined(separator: ", ")) FROM event "
        + "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id")
    statement.bind(1, numbers: rows)
    let references = try RowReferences.events(connection)
    while try statement.step() { try body(try Self.row(statement, references)) }
  }

  /// The rows of places, with the hours since 1970 UTC in which events of some rows were.
  public func activeHours(
    after first: Int, through last: Int
  ) throws(StoreError) -> [(place: Int, hour: Int64)] {
    // The remainder of a time before 1970 is negative.
    var statement = try connection.prepare(
      "SELECT DISTINCT place_id, (time - (time % 3600 + 3600) % 3600) / 3600 FROM event "
        + "WHERE id > \(first) AND id <= \(last) AND time IS NOT NULL")
    let places = try connection.integer("SELECT max(id) FROM place") ?? 0
    var hours: [(place: Int, hour: Int64)] = []
    while try statement.step() {
      guard let place = statement.number(0), place > 0, place <= places else {
        throw try damagedPlace(after: first, through: last, places)
      }
      hours.append((Int(place), statement.integer(1)))
    }
    return hours
  }

  /// What is wrong with the first of some events whose place is not there.
  private func damagedPlace(after first: Int, through last: Int, _ places: Int64) throws(StoreError)
    -> StoreError
  {
    var statement = try connection.prepare(
      "SELECT id FROM event WHERE id > \(first) AND id <= \(last) AND time IS NOT NULL "
        + "AND (typeof(place_id) <> 'integer' OR place_id NOT BETWEEN 1 AND \(places)) ORDER BY id LIMIT 1")
    let row = try statement.step() ? statement.integer(0) : 0
    return statement.damaged("place_id", ofRow: row, "event", "names no row of `place`")
  }

  /// Lends the values of a dimension table, by row number from 1 without gaps, columns as in `Dimension.columns`.
  public func scan(_ dimension: Dimension, _ body: (Int, [String?]) throws -> Void) throws {
    let columns = dimension.columns
    var statement = try connection.prepare(
      "SELECT d.id, \(dimension.selection), \(dimension.lacksTemplate) FROM \(dimension.table) d\(dimension.join) "
        + "ORDER BY d.id")
    var last = 0
    while try statement.step() {
      try follow(&last, Int(statement.integer(0)), dimension.table)
      if statement.integer(Int32(columns.count + 1)) != 0 {
        throw statement.withoutTemplate(last, dimension.table)
      }
      try body(last, columns.indices.map { statement.text(Int32($0 + 1)) })
    }
  }

  /// Lends the resources by row number from 1 without gaps: text, account and what is known of it.
  ///
  /// A resource of a newer program's kind is unknown.
  public func scanResources(_ body: (TextSlice, TextSlice?, ResourceState) -> Void) throws(StoreError) {
    var statement = try connection.prepare(
      rows: ["id", "text", "account", "state"], "FROM resource ORDER BY id")
    var last = 0
    while try statement.step() {
      try follow(&last, Int(statement.integer(0)), Dimension.resource.table)
      let state = try ResourceState(stored: statement, at: 3, ofRow: Int64(last))
      body(statement.lentText(1) ?? TextSlice(""), statement.lentText(2), state)
    }
  }

  /// Lends the error codes with the rows of the dimension that hold them.
  public func scanErrorCodes(_ body: (Int, String) -> Void) throws(StoreError) {
    var statement = try connection.prepare(
      "SELECT id, error_code FROM error WHERE error_code IS NOT NULL ORDER BY id")
    while try statement.step() { if let code = statement.text(1) { body(Int(statement.integer(0)), code) } }
  }

  /// Steps to the row number behind the last one, as rows that are numbered in another way are damage.
  func follow(_ last: inout Int, _ number: Int, _ table: String) throws(StoreError) {
    guard number == last + 1 else { throw gap(table) }
    last = number
  }

  private func gap(_ table: String) -> StoreError {
    connection.damaged("the rows of `\(table)` are not numbered from 1 without gaps")
  }

  /// The number of the last derived event; 0 when there is none.
  public func lastCall() throws(StoreError) -> Int { try StoredState.nextID("call", connection) - 1 }

  /// Lends the derived events by row number from 1 without gaps; a row of a newer program's kind counts as unreadable.
  ///
  /// - Parameters:
  ///   - first: the row behind which they are wanted.
  ///   - last: the last row that is wanted, which must be there; nil for all.
  public func scanCalls(
    after first: Int = 0, through last: Int? = nil, _ body: (Int, StoredCall) throws -> Void
  ) throws {
    let heads = try callHeads()
    let references = try RowReferences.requests(in: "call", connection)
    let furtherReferences = try RowReferences.requests(in: "call_request", connection)
    var calls = try connection.prepare(
      rows: ["id", "head_id", "action_id", "resource_id", "context_id", "further"],
      "FROM call\(Self.condition(TimeWindow(), through: last, after: first)) ORDER BY id")
    // Both tables are filled together, so one pass over each in order pairs them.
    let further = first > 0 ? try firstFurtherRequest(ofCallsAfter: first, through: last) : 1
    var requests = try connection.prepare(
      rows: ["id", "action_id", "resource_id", "context_id", "certainty"],
      "FROM call_request WHERE id >= \(further) ORDER BY id")
    // The memory of one call's requests is that of the next one's.
    var spare: [StoredCall.Request] = []
    var read = first
    while try calls.step() {
      try follow(&read, Int(calls.integer(0)), "call")
      let row = Int64(read)
      let number = try calls.number(1, "head_id", ofRow: row, "call")
      guard number > 0, number <= heads.count else {
        throw calls.damaged(
          "head_id", ofRow: row, "call", "names row \(number) of `call_head`, which is not there")
      }
      let head = heads[Int(number) - 1]
      var call = StoredCall(head, row: Int(number))
      swap(&call.requests, &spare)
      call.requests.removeAll(keepingCapacity: true)
      if head.requestCount > 0 {
        call.requests.append(try Self.request(calls, from: 2, head.certainty, references, ofRow: row))
      }
      let further = head.requestCount > 1 ? try calls.number(5, "further", ofRow: row, "call") &- 1 : 0
      while call.requests.count < head.requestCount {
        guard try requests.step(), requests.integer(0) == further &+ Int64(call.requests.count) else {
          throw connection.damaged("the rows of `call` and `call_request` do not fit together")
        }
        let row = requests.integer(0)
        let certainty = Certainty(stored: try requests.number(4, "certainty", ofRow: row, "call_request"))
        call.requests.append(try Self.request(requests, from: 1, certainty, furtherReferences, ofRow: row))
      }
      try body(read, call)
      swap(&call.requests, &spare)
    }
    guard read == last ?? read else { throw gap("call") }
  }

  /// The row of the first request of some calls that is no call's first.
  private func firstFurtherRequest(ofCallsAfter first: Int, through last: Int?) throws(StoreError) -> Int64 {
    let condition = Self.condition(TimeWindow(), through: last, after: first)
    return try connection.integer(
      "SELECT further FROM call\(condition) AND further IS NOT NULL ORDER BY id LIMIT 1") ?? .max
  }

  private func callHeads() throws(StoreError) -> [CallHead] {
    var statement = try connection.prepare("SELECT \(CallHead.columns) FROM call_head ORDER BY id")
    var heads: [CallHead] = []
    var last = 0
    while try statement.step() {
      try follow(&last, Int(statement.integer(0)), "call_head")
      heads.append(try CallHead(statement))
    }
    return heads
  }

  static func request(
    _ statement: borrowing Statement, from first: Int32, _ certainty: Certainty, _ references: RowReferences,
    ofRow row: Int64
  ) throws(StoreError) -> StoredCall.Request {
    StoredCall.Request(
      action: try references.row(0, statement, at: first, ofRow: row),
      resource: try references.row(1, statement, at: first + 1, ofRow: row),
      context: try references.row(2, statement, at: first + 2, ofRow: row), certainty: certainty)
  }

  /// A time that is no number, or none that an event can have, lies in every window, so that it is read and found.
  static func condition(_ window: TimeWindow, through last: Int? = nil, after first: Int? = nil) -> String {
    var parts: [String] = []
    if let last { parts.append("id <= \(last)") }
    if let first { parts.append("id > \(first)") }
    if let start = window.start {
      parts.append("(time >= \(start) OR time IS NULL OR time < \(times.lowerBound))")
    }
    if let end = window.end { parts.append("(time < \(end) OR time IS NULL OR time > \(times.upperBound))") }
    return parts.isEmpty ? "" : " WHERE " + parts.joined(separator: " AND ")
  }

  /// The row that a statement stands at; its columns are `rowColumns`.
  static func row(
    _ statement: borrowing Statement, _ references: RowReferences
  ) throws(StoreError) -> EventRow {
    let id = statement.integer(0)
    guard id > 0, id >> 32 == 0 else { throw statement.damaged("a row of `event` has the number \(id)") }
    return EventRow(
      id: Int(id), time: try time(statement, at: 1, ofRow: id),
      kind: try references.row(0, statement, at: 2, ofRow: id),
      identity: try references.row(1, statement, at: 3, ofRow: id),
      place: try references.row(2, statement, at: 4, ofRow: id),
      client: try references.row(3, statement, at: 5, ofRow: id),
      endpoint: try references.row(4, statement, at: 6, ofRow: id),
      error: try references.row(5, statement, at: 7, ofRow: id),
      call: try references.row(6, statement, at: 8, ofRow: id))
  }

  /// The time of an event; nil for one without.
  @inline(__always)
  static func time(
    _ statement: borrowing Statement, at place: Int32, ofRow row: Int64
  ) throws(StoreError) -> Int64? {
    if let time = statement.number(place), times.contains(time) { return time }
    if statement.isNull(place) { return nil }
    return try statement.number(place, "time", ofRow: row, "event", in: times)
  }
}
