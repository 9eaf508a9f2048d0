/// Single rows by their numbers: what one event is made of, without reading the tables.
extension AuditDatabase {
  /// The values of one row of a dimension table, columns as in `Dimension.columns`; NULLs for a row that is not there.
  public func values(of dimension: Dimension, row: Int) throws(StoreError) -> [String?] {
    let columns = dimension.columns
    var statement = try connection.prepare(
      "SELECT \(dimension.selection) FROM \(dimension.table) d\(dimension.join) WHERE d.id = ?")
    statement.bind(1, row)
    guard try statement.step() else { return columns.map { _ in nil } }
    return columns.indices.map { statement.text(Int32($0)) }
  }

  /// The derived event in a row; nil when there is none.
  public func derivedEvent(inRow row: Int) throws(StoreError) -> DerivedEvent? {
    var calls = try connection.prepare("SELECT \(Self.callColumns) FROM call WHERE id = ?")
    calls.bind(1, row)
    guard try calls.step() else { return nil }
    let call = Self.call(calls)
    var event = DerivedEvent(
      eventClass: call.eventClass, recorded: call.recorded, layer: call.layer, policyARN: call.policyARN)
    event.requests = try requests(from: calls.integer(6), count: calls.integer(7))
    event.deniedRequest = calls.optionalInteger(4).flatMap { event.requests.indices.contains($0) ? $0 : nil }
    return event
  }

  private func requests(from first: Int64, count: Int64) throws(StoreError) -> [DerivedRequest] {
    var statement = try connection.prepare(
      "SELECT n.name, r.text, r.account, r.state, \(Dimension.context.selection), q.certainty "
        + "FROM call_request q JOIN action n ON n.id = q.action_id JOIN resource r ON r.id = q.resource_id "
        + "JOIN context d ON d.id = q.context_id\(Dimension.context.join) WHERE q.id >= ? ORDER BY q.id LIMIT ?"
    )
    statement.bind(1, first)
    statement.bind(2, count)
    var requests: [DerivedRequest] = []
    while try statement.step() {
      requests.append(
        DerivedRequest(
          action: statement.text(0) ?? "", resource: statement.text(1) ?? "",
          state: ResourceState(rawValue: UInt8(truncatingIfNeeded: statement.integer(3))) ?? .unknown,
          certainty: statement.integer(5) == 0 ? .certain : .possible, resourceAccount: statement.text(2),
          context: ContextCoding.decode(statement.text(4) ?? "{}")))
    }
    return requests
  }

  /// Lends the allowed events that certainly made a request on a resource, newest first, until `body` answers true.
  ///
  /// - Parameter body: is given the event's row and its identity's.
  public func scanAllowed(
    action: String, resource: String, before time: Int64, _ body: (Int, Int64, Int) throws -> Bool
  ) throws {
    let calls = try allowedCalls(action: action, resource: resource)
    guard !calls.isEmpty else { return }
    var events = try connection.prepare(
      "SELECT id, time, identity_id FROM event WHERE call_id IN (SELECT value FROM json_each(?)) AND time < ? "
        + "ORDER BY time DESC, id DESC")
    events.bind(1, "[" + calls.map { String($0) }.joined(separator: ",") + "]")
    events.bind(2, time)
    while try events.step() {
      if try body(Int(events.integer(0)), events.integer(1), Int(events.integer(2))) { return }
    }
  }

  private func allowedCalls(action: String, resource: String) throws(StoreError) -> [Int64] {
    var requests = try connection.prepare(
      "SELECT id FROM call_request WHERE certainty = 0 AND action_id IN (SELECT id FROM action WHERE name = ?) "
        + "AND resource_id IN (SELECT id FROM resource WHERE text = ?) ORDER BY id")
    requests.bind(1, action)
    requests.bind(2, resource)
    // Calls are numbered in the order of their first requests, so that a call is found by halving.
    var call = try connection.prepare(
      "SELECT first_request, request_count, recorded FROM call WHERE id = ?")
    let count = Int64(try callCount())
    var found: [Int64] = []
    while try requests.step() {
      let request = requests.integer(0)
      var (low, high): (Int64, Int64) = (1, count)
      while low < high {
        let middle = low + (high - low + 1) / 2
        call.reset()
        call.bind(1, middle)
        guard try call.step() else { break }
        if call.integer(0) <= request { low = middle } else { high = middle - 1 }
      }
      call.reset()
      call.bind(1, low)
      guard try call.step(), call.integer(2) == Int64(RecordedDecision.allowed.rawValue) else { continue }
      if found.last != low { found.append(low) }
    }
    return found
  }
}
