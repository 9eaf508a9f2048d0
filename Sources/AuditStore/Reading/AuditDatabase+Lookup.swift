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
    var calls = try connection.prepare(
      "SELECT \(CallHead.columns) FROM call_head WHERE id = (SELECT head_id FROM call WHERE id = ?)")
    calls.bind(1, row)
    guard try calls.step() else { return nil }
    let head = CallHead(calls)
    return DerivedEvent(
      eventClass: head.eventClass, recorded: head.recorded, layer: head.layer,
      deniedRequest: head.deniedRequest, policyARN: head.policyARN,
      requests: try requests(ofCall: row, count: head.requestCount))
  }

  private func requests(ofCall row: Int, count: Int64) throws(StoreError) -> [DerivedRequest] {
    var statement = try connection.prepare(
      "SELECT n.name, r.text, r.account, r.state, \(Dimension.context.selection), "
        + "\(CallTables.certainty) FROM call a \(CallTables.requests) JOIN action n ON n.id = \(CallTables.action) "
        + "JOIN resource r ON r.id = \(CallTables.resource) JOIN context d ON d.id = \(CallTables.context)"
        + "\(Dimension.context.join) WHERE a.id = ? AND \(CallTables.isRequest) ORDER BY \(CallTables.number)"
    )
    statement.bind(1, row)
    var requests: [DerivedRequest] = []
    while try statement.step() {
      requests.append(
        DerivedRequest(
          action: statement.text(0) ?? "", resource: statement.text(1) ?? "",
          state: ResourceState(rawValue: UInt8(truncatingIfNeeded: statement.integer(3))) ?? .unknown,
          certainty: Certainty(stored: statement.integer(5)), resourceAccount: statement.text(2),
          context: ContextCoding.decode(statement.text(4) ?? "{}")))
    }
    guard requests.count == max(count, 0) else {
      throw connection.damaged("the requests of call \(row) are not \(count)")
    }
    return requests
  }
}
