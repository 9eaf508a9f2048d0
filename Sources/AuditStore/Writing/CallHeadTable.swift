import CloudTrail

/// The table of what derived events have in common apart from what they asked for.
final class CallHeadTable {
  private struct Row {
    let number: Int
    let call: CallRecord
    let certainty: UInt8?
    let requestCount: Int

    func bind(to statement: inout Statement, from first: Int32) {
      statement.bind(first, number)
      statement.bind(first + 1, Int(call.eventClass))
      statement.bind(first + 2, Int(call.recorded))
      statement.bind(first + 3, call.layer.map(Int.init))
      statement.bind(first + 4, call.deniedRequest)
      statement.bind(first + 5, call.policyARN)
      statement.bind(first + 6, certainty.map(Int.init))
      statement.bind(first + 7, requestCount)
    }
  }

  private var generation: Generation
  private var key = ByteSink()
  private var insert: RowInserter<Row>

  init(_ connection: borrowing Connection) throws(StoreError) {
    insert = try RowInserter("call_head", columns: 8, connection)
    generation = try Generation(of: "call_head", isLarge: false, connection)
    var rows = try connection.prepare(
      "SELECT \(CallHead.columns) FROM call_head WHERE id >= \(generation.first) ORDER BY id")
    while try rows.step() {
      let call = CallRecord(
        eventClass: UInt8(truncatingIfNeeded: rows.integer(1)),
        recorded: UInt8(truncatingIfNeeded: rows.integer(2)),
        layer: rows.optionalInteger(3).map { UInt8(truncatingIfNeeded: $0) },
        deniedRequest: rows.optionalInteger(4), policyARN: rows.text(5), requests: 0..<0)
      let certainty = rows.optionalInteger(6).map { UInt8(truncatingIfNeeded: $0) }
      fillKey(call, certainty, Int(rows.integer(7)))
      guard generation.row(generation.known.intern(key.text).id) == Int(rows.integer(0)) else {
        throw connection.damaged("the rows of `call_head` are not in order")
      }
    }
  }

  /// The row of what a call is apart from what it asked for.
  func row(_ call: CallRecord, _ requests: [CallRecord.Request]) throws(StoreError) -> Int {
    let certainty = requests.first?.certainty
    fillKey(call, certainty, requests.count)
    let (number, isNew) = generation.known.intern(key.text)
    let row = generation.row(number)
    guard isNew else { return row }
    let head = Row(number: row, call: call, certainty: certainty, requestCount: requests.count)
    try insert.add(head) { $0.bind(to: &$1, from: $2) }
    return row
  }

  /// Inserts what waits to be inserted together.
  func flush() throws(StoreError) { try insert.flush { $0.bind(to: &$1, from: $2) } }

  /// Begins a new generation when the present one has grown large; part of the transaction that ends.
  func endTransaction() throws(StoreError) {
    try flush()
    try generation.endTransaction()
  }

  private func fillKey(_ call: CallRecord, _ certainty: UInt8?, _ requestCount: Int) {
    key.removeAll()
    key.append(call.eventClass)
    key.append(call.recorded)
    key.append(call.layer ?? 0xFF)
    key.append(certainty ?? 0xFF)
    key.append(low: UInt64(UInt32(truncatingIfNeeded: call.deniedRequest ?? -1)), count: 4)
    key.append(low: UInt64(UInt32(truncatingIfNeeded: requestCount)), count: 4)
    if let policy = call.policyARN {
      key.append(0)
      key.append(Array(policy.utf8))
    }
  }
}
