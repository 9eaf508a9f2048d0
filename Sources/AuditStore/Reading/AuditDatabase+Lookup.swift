/// Single rows by their numbers: what one event is made of, without reading the tables.
extension AuditDatabase {
  /// The values of one row of a dimension table, columns as in `Dimension.columns`.
  ///
  /// - Throws: `StoreError` for a row that is not there.
  public func values(of dimension: Dimension, row: Int) throws(StoreError) -> [String?] {
    let columns = dimension.columns
    var statement = try connection.prepare(
      "SELECT \(dimension.selection), \(dimension.lacksTemplate) FROM \(dimension.table) d\(dimension.join) "
        + "WHERE d.id = ?")
    statement.bind(1, row)
    guard try statement.step() else {
      throw statement.damaged("row \(row) of `\(dimension.table)` is not there")
    }
    if statement.integer(Int32(columns.count)) != 0 { throw statement.withoutTemplate(row, dimension.table) }
    return columns.indices.map { statement.text(Int32($0)) }
  }

  /// The derived event in a row.
  ///
  /// - Throws: `StoreError` for a row that is not there, and for one that names others which are not there.
  public func derivedEvent(inRow row: Int) throws(StoreError) -> DerivedEvent {
    var calls = try connection.prepare(
      "SELECT \(CallHead.columns) FROM call_head WHERE id = (SELECT head_id FROM call WHERE id = ?)")
    calls.bind(1, row)
    guard try calls.step() else { throw try damagedCall(row) }
    let head = try CallHead(calls)
    return DerivedEvent(
      eventClass: head.eventClass, recorded: head.recorded, layer: head.layer,
      deniedRequest: head.deniedRequest, policyARN: head.policyARN,
      requests: try requests(ofCall: row, count: head.requestCount))
  }

  /// What is wrong with a call of which no head is found.
  private func damagedCall(_ row: Int) throws(StoreError) -> StoreError {
    var call = try connection.prepare("SELECT head_id FROM call WHERE id = ?")
    call.bind(1, row)
    guard try call.step() else { return call.damaged("row \(row) of `call` is not there") }
    return call.damaged("head_id", ofRow: Int64(row), "call", "names no row of `call_head`")
  }

  /// What is wrong with a call of which not all requests are found.
  private func damagedRequests(ofCall row: Int, count: Int64) throws(StoreError) -> StoreError {
    let columns = "id, action_id, resource_id, context_id"
    for (table, condition) in [
      ("call", "id = ?"),
      (
        "call_request",
        "id BETWEEN (SELECT further FROM call WHERE id = ?1) AND "
          + "(SELECT further FROM call WHERE id = ?1) + \(max(count, 2) - 2)"
      ),
    ] {
      let references = try RowReferences.requests(in: table, connection)
      var statement = try connection.prepare("SELECT \(columns) FROM \(table) WHERE \(condition)")
      statement.bind(1, row)
      while try statement.step() {
        _ = try Self.request(
          statement, from: 1, .certain, references, ofRow: statement.integer(0))
      }
    }
    return connection.damaged("the requests of row \(row) of `call` are not \(count)")
  }

  private func requests(ofCall row: Int, count: Int64) throws(StoreError) -> [DerivedRequest] {
    var statement = try connection.prepare(
      "SELECT n.name, r.text, r.account, r.state, \(Dimension.context.selection), "
        + "\(CallTables.certainty), r.id FROM call a \(CallTables.requests) JOIN action n ON n.id = \(CallTables.action) "
        + "JOIN resource r ON r.id = \(CallTables.resource) JOIN context d ON d.id = \(CallTables.context)"
        + "\(Dimension.context.join) WHERE a.id = ? AND \(CallTables.isRequest) ORDER BY \(CallTables.number)"
    )
    statement.bind(1, row)
    var requests: [DerivedRequest] = []
    while try statement.step() {
      requests.append(
        DerivedRequest(
          action: statement.text(0) ?? "", resource: statement.text(1) ?? "",
          state: try ResourceState(stored: statement, at: 3, ofRow: statement.integer(6)),
          certainty: Certainty(stored: try statement.number(5, "certainty", ofRow: Int64(row), "call")),
          resourceAccount: statement.text(2),
          context: ContextCoding.decode(statement.text(4) ?? "{}")))
    }
    guard requests.count == count else { throw try damagedRequests(ofCall: row, count: count) }
    return requests
  }
}
