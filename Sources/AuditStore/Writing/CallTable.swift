import CloudTrail

/// A derived event that is new to the table: what it has in common with others, and its requests.
private struct NewCall {
  let row: Int
  let head: Int
  let request: CallRecord.Request?
  let further: Int?

  func bind(to statement: inout Statement, from first: Int32) {
    statement.bind(first, row)
    statement.bind(first + 1, head)
    statement.bind(first + 2, request.map { Int($0.action) })
    statement.bind(first + 3, request.map { Int($0.resource) })
    statement.bind(first + 4, request.map { Int($0.context) })
    statement.bind(first + 5, further)
  }
}

/// One of its requests behind the first.
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
  private let heads: CallHeadTable
  private var generation: Generation
  private var nextRequest: Int
  private var key = ByteSink()
  private var insertCall: RowInserter<NewCall>
  private var insertRequest: RowInserter<NewRequest>

  init(_ connection: borrowing Connection) throws(StoreError) {
    heads = try CallHeadTable(connection)
    insertCall = try RowInserter("call", columns: 6, connection)
    insertRequest = try RowInserter("call_request", columns: 5, connection)
    generation = try Generation(of: "call", connection)
    nextRequest = try StoredState.nextID("call_request", connection)
    try load(connection)
  }

  private func load(_ connection: borrowing Connection) throws(StoreError) {
    var calls = try connection.prepare(
      "SELECT a.id, a.head_id, h.request_count, h.certainty, a.action_id, a.resource_id, a.context_id, a.further "
        + "FROM call a LEFT JOIN call_head h ON h.id = a.head_id WHERE a.id >= \(generation.first) ORDER BY a.id"
    )
    var requests = try connection.prepare(
      "SELECT certainty, action_id, resource_id, context_id, id FROM call_request WHERE id >= ? ORDER BY id")
    while try calls.step() {
      let count = calls.integer(2)
      var found = count > 0 ? [Self.request(calls, from: 3)] : []
      if count > 1 {
        requests.bind(1, calls.integer(7))
        while found.count < count, try requests.step(),
          requests.integer(4) == calls.integer(7) &+ Int64(found.count - 1)
        {
          found.append(Self.request(requests, from: 0))
        }
        requests.reset()
      }
      fillKey(head: Int(truncatingIfNeeded: calls.integer(1)), found)
      let row = generation.row(generation.known.intern(key.text).id)
      let isWhole = !calls.isNull(2) && (count < 2 || !calls.isNull(7)) && found.count == count
      guard row == Int(calls.integer(0)), isWhole else {
        throw connection.damaged("the rows of `call`, `call_head` and `call_request` do not fit together")
      }
    }
  }

  private static func request(_ row: borrowing Statement, from first: Int32) -> CallRecord.Request {
    CallRecord.Request(
      action: UInt32(truncatingIfNeeded: row.integer(first + 1)),
      resource: UInt32(truncatingIfNeeded: row.integer(first + 2)),
      context: UInt32(truncatingIfNeeded: row.integer(first + 3)),
      certainty: UInt8(truncatingIfNeeded: row.integer(first)))
  }

  /// The row of a derived event whose numbers are those of the tables.
  func row(_ call: CallRecord, _ requests: [CallRecord.Request]) throws(StoreError) -> Int {
    let head = try heads.row(call, requests)
    fillKey(head: head, requests)
    let (number, isNew) = generation.known.intern(key.text)
    let row = generation.row(number)
    guard isNew else { return row }
    let further = requests.count > 1 ? nextRequest : nil
    try insertCall.add(NewCall(row: row, head: head, request: requests.first, further: further)) {
      $0.bind(to: &$1, from: $2)
    }
    for request in requests.dropFirst() {
      try insertRequest.add(NewRequest(row: nextRequest, request: request)) { $0.bind(to: &$1, from: $2) }
      nextRequest += 1
    }
    return row
  }

  /// Inserts what waits to be inserted together.
  func flush() throws(StoreError) {
    try heads.flush()
    try insertCall.flush { $0.bind(to: &$1, from: $2) }
    try insertRequest.flush { $0.bind(to: &$1, from: $2) }
  }

  /// Begins a new generation when the present one has grown large; part of the transaction that ends.
  func endTransaction() throws(StoreError) {
    try flush()
    try heads.endTransaction()
    try generation.endTransaction()
  }

  /// The head tells how many requests there are, and whether the first is certain.
  private func fillKey(head: Int, _ requests: [CallRecord.Request]) {
    key.removeAll()
    key.append(low: UInt64(UInt32(truncatingIfNeeded: head)), count: 4)
    guard let first = requests.first else { return }
    key.append(low: UInt64(first.action), count: 4)
    key.append(low: UInt64(first.resource) | UInt64(first.context) << 32, count: 8)
    for request in requests.dropFirst() { request.append(to: &key) }
  }
}
