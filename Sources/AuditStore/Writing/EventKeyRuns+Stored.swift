import CloudTrail

extension EventKeyRuns {
  /// Writes the keys of all stored events anew.
  static func renew(_ connection: borrowing Connection) throws(StoreError) {
    try connection.execute("DELETE FROM event_key")
    var keys = try StoredKeys(connection)
    var events = try connection.prepare(
      "SELECT e.id, e.shared_event_id, i.template_id, e.call_id FROM event e "
        + "JOIN identity i ON i.id = e.identity_id ORDER BY e.id")
    var entries: [Entry] = []
    var eventCount = 0
    while try events.step() {
      let row = UInt32(truncatingIfNeeded: events.integer(0))
      func note(_ hash: UInt64) { if hash != 0 { entries.append(Entry(hash, row)) } }
      note(EventKey.shared(events.bytes(1)))
      try keys.issuances(ofEvent: Int(row)) { note($0) }
      let template = events.optionalInteger(2) ?? 0
      try keys.requests(ofCall: events.integer(3)) { request, action in
        note(EventKey.allowed(request, by: template))
        note(action)
      }
      eventCount += 1
      guard eventCount % EventWriter.eventsPerTransaction == 0 else { continue }
      try append(entries, to: connection)
      entries.removeAll(keepingCapacity: true)
    }
    try append(entries, to: connection)
  }
}

/// The keys that stand in other tables than that of events.
struct StoredKeys: ~Copyable {
  private var requests: Statement
  private var issuances: Statement
  private var next: (event: Int, key: UInt64)?

  init(_ connection: borrowing Connection) throws(StoreError) {
    let requests = try connection.prepare(
      "SELECT n.name, r.text FROM call a \(CallTables.requests) "
        + "JOIN action n ON n.id = \(CallTables.action) JOIN resource r ON r.id = \(CallTables.resource) "
        + "WHERE a.id = ? AND \(CallTables.isCertainlyAllowed)")
    var issuances = try connection.prepare("SELECT event_rowid, access_key_id FROM issuance ORDER BY id")
    next = try Self.next(&issuances)
    self.requests = requests
    self.issuances = issuances
  }

  /// Whether any stored event has a key.
  static func areAny(_ connection: borrowing Connection) throws(StoreError) -> Bool {
    let calls = "SELECT 1 FROM call a \(CallTables.requests) WHERE \(CallTables.isCertainlyAllowed)"
    let sources = ["SELECT 1 FROM issuance", "SELECT 1 FROM event WHERE shared_event_id IS NOT NULL", calls]
    return try connection.integer("SELECT " + sources.map { "EXISTS(\($0))" }.joined(separator: " OR ")) == 1
  }

  private static func next(_ issuances: inout Statement) throws(StoreError) -> (event: Int, key: UInt64)? {
    guard try issuances.step() else { return nil }
    return (Int(issuances.integer(0)), EventKey.issuance(issuances.bytes(1)))
  }

  mutating func issuances(ofEvent row: Int, _ body: (UInt64) -> Void) throws(StoreError) {
    while let issuance = next, issuance.event <= row {
      if issuance.event == row { body(issuance.key) }
      next = try Self.next(&issuances)
    }
  }

  /// - Parameter body: is given the key of a request but for who made it, and that of its action alone.
  mutating func requests(ofCall row: Int64, _ body: (UInt64, UInt64) -> Void) throws(StoreError) {
    requests.reset()
    requests.bind(1, row)
    while try requests.step() {
      let action = requests.bytes(0)
      body(
        EventKey.allowed(action: action, resource: requests.bytes(1)),
        TextSlice.with(action) { EventKey.ofOrganizations(action: $0) })
    }
  }
}
