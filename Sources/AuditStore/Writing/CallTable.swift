import CloudTrail

/// A derived event that is new to the table.
private struct NewCall {
  let row: Int
  let call: CallRecord
  let firstRequest: Int
  let requestCount: Int

  func bind(to statement: inout Statement, from first: Int32) {
    statement.bind(first, row)
    statement.bind(first + 1, Int(call.eventClass))
    statement.bind(first + 2, Int(call.recorded))
    statement.bind(first + 3, call.layer.map(Int.init))
    statement.bind(first + 4, call.deniedRequest)
    statement.bind(first + 5, call.policyARN)
    statement.bind(first + 6, firstRequest)
    statement.bind(first + 7, requestCount)
  }
}

/// One of its requests.
private struct NewRequest {
  let row: Int
  let request: CallRecord.Request

  func bind(to statement: inout Statement, from first: Int32) {
    statement.bind(first, row)
    statement.bind(first + 1, Int(request.action))
    statement.bind(first + 2, Int(request.resource))
    statement.bind(first + 3, Int(request.context))
    statement.bind(first + 4, Int(request.certainty))
  }
}

/// The table of derived events: those with the same class, record and requests share one row.
final class CallTable {
  private var known = SpanInterner(expectedBytes: 3 * DimensionTable.generationBytes)
  // INVARIANT: the value with number n of the interner has the row `firstID + n`.
  private var firstID: Int
  private var nextRequest: Int
  private var key = ByteSink()
  private var insertCall: RowInserter<NewCall>
  private var insertRequest: RowInserter<NewRequest>
  private var noteGeneration: Statement

  init(_ connection: borrowing Connection) throws(StoreError) {
    insertCall = try RowInserter("call", columns: 8, connection)
    insertRequest = try RowInserter("call_request", columns: 5, connection)
    noteGeneration = try connection.prepare("INSERT OR REPLACE INTO generation VALUES ('call', ?)")
    firstID = try StoredState.firstID("call", connection)
    nextRequest = try StoredState.nextID("call_request", connection)
    try load(connection)
  }

  private func load(_ connection: borrowing Connection) throws(StoreError) {
    var calls = try connection.prepare(
      "SELECT id, class, recorded, layer, denied_request, policy_arn, first_request, request_count "
        + "FROM call WHERE id >= \(firstID) ORDER BY id")
    var requests = try connection.prepare(
      "SELECT action_id, resource_id, context_id, certainty FROM call_request WHERE id >= ? ORDER BY id")
    while try calls.step() {
      let call = CallRecord(
        eventClass: UInt8(truncatingIfNeeded: calls.integer(1)),
        recorded: UInt8(truncatingIfNeeded: calls.integer(2)),
        layer: calls.optionalInteger(3).map { UInt8(truncatingIfNeeded: $0) },
        deniedRequest: calls.optionalInteger(4), policyARN: calls.text(5), requests: 0..<0)
      var found: [CallRecord.Request] = []
      requests.bind(1, calls.integer(6))
      while found.count < Int(calls.integer(7)), try requests.step() {
        found.append(
          CallRecord.Request(
            action: UInt32(truncatingIfNeeded: requests.integer(0)),
            resource: UInt32(truncatingIfNeeded: requests.integer(1)),
            context: UInt32(truncatingIfNeeded: requests.integer(2)),
            certainty: UInt8(truncatingIfNeeded: requests.integer(3))))
      }
      requests.reset()
      fillKey(call, found)
      guard known.intern(key.text).id + firstID == Int(calls.integer(0)), found.count == Int(calls.integer(7))
      else {
        throw connection.damaged("the rows of `call` and `call_request` do not fit together")
      }
    }
  }

  /// The row of a derived event whose numbers are those of the tables.
  func row(_ call: CallRecord, _ requests: [CallRecord.Request]) throws(StoreError) -> Int {
    fillKey(call, requests)
    let (number, isNew) = known.intern(key.text)
    let row = firstID + number
    guard isNew else { return row }
    try insertCall.add(
      NewCall(row: row, call: call, firstRequest: nextRequest, requestCount: requests.count)
    ) { $0.bind(to: &$1, from: $2) }
    for request in requests {
      try insertRequest.add(NewRequest(row: nextRequest, request: request)) { $0.bind(to: &$1, from: $2) }
      nextRequest += 1
    }
    return row
  }

  /// Inserts what waits to be inserted together.
  func flush() throws(StoreError) {
    try insertCall.flush { $0.bind(to: &$1, from: $2) }
    try insertRequest.flush { $0.bind(to: &$1, from: $2) }
  }

  /// Begins a new generation when the present one has grown large; part of the transaction that ends.
  func endTransaction() throws(StoreError) {
    try flush()
    guard known.byteCount > DimensionTable.generationBytes else { return }
    firstID += known.count
    known.removeAll()
    noteGeneration.bind(1, firstID)
    try noteGeneration.run()
  }

  private func fillKey(_ call: CallRecord, _ requests: [CallRecord.Request]) {
    key.removeAll()
    key.append(call.eventClass)
    key.append(call.recorded)
    key.append(call.layer ?? 0xFF)
    key.append(call.policyARN == nil ? 0 : 1)
    key.append(low: UInt64(UInt32(truncatingIfNeeded: call.deniedRequest ?? -1)), count: 4)
    for request in requests { request.append(to: &key) }
    if let policy = call.policyARN { key.append(Array(policy.utf8)) }
    key.append(low: UInt64(requests.count), count: 4)
  }
}
