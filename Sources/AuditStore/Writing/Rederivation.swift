public import CloudTrail

extension AuditDatabase {
  /// The version of the derivation that the stored requests were made by; nil while there are none.
  public func derivationVersion() throws(StoreError) -> Int? {
    try connection.integer("SELECT version FROM derivation").map { Int($0) }
  }

  /// Notes the version by which requests are made from now on; an older one that is there stays.
  func noteDerivation(_ version: Int) throws(StoreError) {
    try connection.execute(
      "INSERT INTO derivation SELECT \(version) WHERE NOT EXISTS (SELECT 1 FROM derivation)")
  }

  /// Derives the requests of all events again from the records that are kept, in one transaction.
  ///
  /// - Parameter derive: fills the requests of an event.
  /// - Returns: how many events were derived, and how many whose record could not be read again and which
  ///   therefore count as unreadable.
  /// - Throws: `StoreError`; nothing is changed then.
  public func rederive(
    version: Int, _ derive: (RawEvent, inout CallBytes) -> Void
  ) throws -> (derived: Int, unreadable: Int) {
    try connection.execute("BEGIN IMMEDIATE")
    do {
      let counts = try rederiveAll(derive)
      try connection.execute("DELETE FROM derivation; INSERT INTO derivation VALUES (\(version)); COMMIT")
      return counts
    } catch {
      try? connection.execute("ROLLBACK")
      throw error
    }
  }

  private func rederiveAll(
    _ derive: (RawEvent, inout CallBytes) -> Void
  ) throws -> (derived: Int, unreadable: Int) {
    try connection.execute(
      "DELETE FROM call; DELETE FROM call_head; DELETE FROM call_request; DELETE FROM action; DELETE FROM resource; "
        + "DELETE FROM context; DELETE FROM amendment; DELETE FROM sign_in; "
        + "DELETE FROM generation WHERE dimension IN ('call', 'call_head', 'action', 'resource', 'context')"
    )
    var writer = try CallWriter(connection)
    var call = CallBytes()
    var derived = 0
    var unreadable = 0
    try scanFiles(ofEvents: "true") { group, file in
      let missing = try readAgain(group, bytesOf: file) { event, id in
        derive(event, &call)
        try writer.write(call, event: id)
        if let original = event.amendedEventID { try writer.writeAmendment(of: original, event: id) }
        if let signIn = event.consoleSignIn { try writer.signIn.insert(signIn, event: id) }
      }
      call.begin(.unreadable, recorded: .unknown)
      for id in missing { try writer.write(call, event: id) }
      derived += group.count - missing.count
      unreadable += missing.count
      try writer.endTransaction(after: group.count)
    }
    try writer.flush()
    try EventKeyRuns.renew(connection)
    return (derived, unreadable)
  }
}

/// Writes derived events for events that are in the database already.
private struct CallWriter: ~Copyable {
  private let tables: [DimensionTable]
  private let calls: CallTable
  private var update: Statement
  private var amendment: Statement
  fileprivate var signIn: Statement
  private var splitter = TextSplitter()
  private var requests: [CallRecord.Request] = []
  private var eventsSinceGeneration = 0

  init(_ connection: borrowing Connection) throws(StoreError) {
    let tables = [
      try DimensionTable(.action, connection), try DimensionTable(.resource, connection),
      try DimensionTable(.context, connection), try DimensionTable(.template, connection),
    ]
    let calls = try CallTable(connection)
    let amendment = try connection.prepare(WriterStatements.insertAmendment)
    let signIn = try connection.prepare(WriterStatements.insertSignIn)
    let update = try connection.prepare("UPDATE event SET call_id = ? WHERE id = ?")
    self.tables = tables
    self.calls = calls
    self.update = update
    self.amendment = amendment
    self.signIn = signIn
  }

  mutating func write(_ call: borrowing CallBytes, event: Int) throws(StoreError) {
    requests.removeAll(keepingCapacity: true)
    for index in 0..<call.requestCount {
      let keys = call.keys(ofRequest: index)
      let action = try tables[0].row(call.bytes.text[keys.action])
      let resource = try tables[1].row(call.bytes.text[keys.resource])
      splitter.split(context: call.bytes.text[keys.context].dropFirst(DimensionKey.lengthBytes))
      let template = try tables[3].row(splitter.template[...])
      let context = try tables[2].row(template: template, splitter.values[...])
      requests.append(
        CallRecord.Request(
          action: UInt32(truncatingIfNeeded: action), resource: UInt32(truncatingIfNeeded: resource),
          context: UInt32(truncatingIfNeeded: context), certainty: keys.certainty))
    }
    update.bind(1, try calls.row(call.record(requests: 0..<requests.count), requests))
    update.bind(2, event)
    try update.run()
  }

  mutating func writeAmendment(of original: String, event: Int) throws(StoreError) {
    amendment.bind(1, event)
    amendment.bind(2, original)
    try amendment.run()
  }

  /// Inserts what waits to be inserted together.
  func flush() throws(StoreError) {
    for table in tables { try table.flush() }
    try calls.flush()
  }

  /// Bounds what is held in memory, as the end of an ingest's transaction does.
  mutating func endTransaction(after events: Int) throws(StoreError) {
    eventsSinceGeneration += events
    guard eventsSinceGeneration >= EventWriter.eventsPerTransaction else { return }
    eventsSinceGeneration = 0
    for table in tables { try table.endTransaction() }
    try calls.endTransaction()
  }
}
