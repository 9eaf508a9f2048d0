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
}
