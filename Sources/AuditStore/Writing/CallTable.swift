import CloudTrail

/// The table of derived events: those with the same class, record and requests share one row.
final class CallTable {
  private var known = SpanInterner()
  // INVARIANT: the value with number n of the interner has the row `firstID + n`.
  private var firstID: Int
  private var nextRequest: Int
  private var key: [UInt8] = []
  private var insertCall: Statement
  private var insertRequest: Statement
  private var noteGeneration: Statement

  init(_ connection: borrowing Connection) throws(StoreError) {
    insertCall = try connection.prepare("INSERT INTO call VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    insertRequest = try connection.prepare("INSERT INTO call_request VALUES (?, ?, ?, ?, ?)")
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
      guard known.intern(key).id + firstID == Int(calls.integer(0)), found.count == Int(calls.integer(7))
      else {
        throw connection.damaged("the rows of `call` and `call_request` do not fit together")
      }
    }
  }

  /// The row of a derived event whose numbers are those of the tables.
  func row(_ call: CallRecord, _ requests: [CallRecord.Request]) throws(StoreError) -> Int {
    fillKey(call, requests)
    let (number, isNew) = known.intern(key)
    let row = firstID + number
    guard isNew else { return row }
    insertCall.bind(1, row)
    insertCall.bind(2, Int(call.eventClass))
    insertCall.bind(3, Int(call.recorded))
    insertCall.bind(4, call.layer.map(Int.init))
    insertCall.bind(5, call.deniedRequest)
    insertCall.bind(6, call.policyARN)
    insertCall.bind(7, nextRequest)
    insertCall.bind(8, requests.count)
    try insertCall.run()
    for request in requests {
      insertRequest.bind(1, nextRequest)
      insertRequest.bind(2, Int(request.action))
      insertRequest.bind(3, Int(request.resource))
      insertRequest.bind(4, Int(request.context))
      insertRequest.bind(5, Int(request.certainty))
      try insertRequest.run()
      nextRequest += 1
    }
    return row
  }

  /// Begins a new generation when the present one has grown large; part of the transaction that ends.
  func endTransaction() throws(StoreError) {
    guard known.byteCount > DimensionTable.generationBytes else { return }
    firstID += known.count
    known.removeAll()
    noteGeneration.bind(1, firstID)
    try noteGeneration.run()
  }

  private func fillKey(_ call: CallRecord, _ requests: [CallRecord.Request]) {
    key.removeAll(keepingCapacity: true)
    key.append(call.eventClass)
    key.append(call.recorded)
    key.append(call.layer ?? 0xFF)
    key.append(call.policyARN == nil ? 0 : 1)
    appendKey(UInt32(truncatingIfNeeded: call.deniedRequest ?? -1))
    for request in requests {
      appendKey(request.action)
      appendKey(request.resource)
      appendKey(request.context)
      key.append(request.certainty)
    }
    if let policy = call.policyARN { key.append(contentsOf: policy.utf8) }
    appendKey(UInt32(truncatingIfNeeded: requests.count))
  }

  private func appendKey(_ number: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      key.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}
