import CloudTrail

/// Writes batches in the order they are given; one task owns it and the connection.
///
/// A file is committed as a whole or not at all, and where a transaction ends depends on the input alone.
/// So a run that was killed and is started again leaves the same rows as one that was not.
public struct EventWriter: ~Copyable {
  /// How many events a transaction holds at least, unless the input ends; runs on one database agree on it.
  public static let eventsPerTransaction = 200_000
  static let bytesPerTransaction = 128 << 20

  /// What has been written since the writer was made; committed or not.
  public internal(set) var counts = IngestCounts()
  let database: AuditDatabase
  let eventsPerTransaction: Int
  let dimensions: [DimensionTable]
  let calls: CallTable
  var fingerprints: FingerprintTable
  var added: [FingerprintRuns.Entry] = []
  var statements: WriterStatements
  // INVARIANT: empty between batches.
  var pending: [PendingEvent] = []
  /// The requests of the call that is being written, in numbers of the tables.
  var requests: [CallRecord.Request] = []
  var nextEvent: Int
  var nextFile: Int
  var open: OpenFile?
  var eventsSinceCommit = 0
  var bytesSinceCommit = 0

  /// Takes the database over; `finish()` commits what is left.
  ///
  /// - Parameter derivation: the version of the derivation that the batches come from.
  ///
  /// - Throws: `StoreError` when the tables cannot be read.
  public init(
    _ database: consuming AuditDatabase, eventsPerTransaction: Int = EventWriter.eventsPerTransaction,
    derivation: Int
  ) throws(StoreError) {
    try database.noteDerivation(derivation)
    var dimensions: [DimensionTable] = []
    for dimension in Dimension.allCases {
      dimensions.append(try DimensionTable(dimension, database.connection))
    }
    let calls = try CallTable(database.connection)
    let fingerprints = try FingerprintRuns.loadAll(database.connection)
    let statements = try WriterStatements(database.connection)
    let nextEvent = try database.connection.integer("SELECT coalesce(max(id), 0) + 1 FROM event") ?? 1
    let nextFile = try database.connection.integer("SELECT coalesce(max(id), 0) + 1 FROM file") ?? 1
    self.eventsPerTransaction = eventsPerTransaction
    self.calls = calls
    self.fingerprints = fingerprints
    self.statements = statements
    self.nextEvent = Int(nextEvent)
    self.nextFile = Int(nextFile)
    self.dimensions = dimensions
    self.database = database
  }

  /// Writes a batch; what belongs to a file that is not yet complete stays uncommitted.
  ///
  /// - Throws: `StoreError`; the open transaction is lost then, and everything before it stays.
  public mutating func write(_ batch: EventBatch) throws(StoreError) {
    do throws(StoreError) {
      try writeSections(of: batch)
    } catch {
      throw AuditDatabase.explained(error, database.path)
    }
  }

  private mutating func writeSections(of batch: EventBatch) throws(StoreError) {
    if !database.connection.isInTransaction { try database.connection.execute("BEGIN IMMEDIATE") }
    var numbers = BatchNumbers(batch)
    var row = 0
    for section in batch.sections {
      if let start = section.start { try begin(start) }
      if open?.isCopy == true {
        row += section.events
      } else {
        for _ in 0..<section.events {
          try write(batch, row, &numbers)
          row += 1
        }
        try writeRest(of: section)
      }
      if let end = section.end { try close(end, batch) }
    }
    try flush(batch)
    for (call, events) in numbers.callEvents.enumerated() where events > 0 {
      counts.derivation.add(batch.callSummaries[call], events: events)
    }
    try write(batch.issuances, numbers)
  }

  /// Commits what is complete; a file that is still open is forgotten.
  public mutating func finish() throws(StoreError) {
    guard database.connection.isInTransaction else { return }
    do throws(StoreError) {
      if open == nil { try commit() } else { try database.connection.execute("ROLLBACK") }
    } catch {
      throw AuditDatabase.explained(error, database.path)
    }
  }

  mutating func commit() throws(StoreError) {
    for table in dimensions { try table.endTransaction() }
    try calls.endTransaction()
    try FingerprintRuns.append(added, to: database.connection)
    try database.connection.execute("COMMIT")
    added.removeAll(keepingCapacity: true)
    eventsSinceCommit = 0
    bytesSinceCommit = 0
  }
}

/// A file whose events are being written.
struct OpenFile {
  var id: Int
  var start: FileStart
  /// The file with the same content that the database holds already.
  var sameAs: Int?
  /// Whether all of it is there already.
  var isCopy = false
  var counts = IngestCounts()
  var skipped = 0
  var skippedKind: SkippedDocument?
}

/// The rows that a batch's own numbers stand for; looked up when first needed.
struct BatchNumbers {
  var dimensions: [[Int]]
  var calls: [Int]
  /// How many events of each call were written.
  var callEvents: [Int]
  /// The rows of the batch's events; 0 for one that was not written.
  var events: [Int]

  init(_ batch: EventBatch) {
    dimensions = batch.dimensions.map { Array(repeating: 0, count: $0.count) }
    calls = Array(repeating: 0, count: batch.callRecords.count)
    callEvents = Array(repeating: 0, count: batch.callRecords.count)
    events = Array(repeating: 0, count: batch.count)
  }
}

/// The writer's prepared statements.
struct WriterStatements: ~Copyable {
  static let eventColumns = 13
  /// How many events one statement inserts.
  static let rowsPerInsert = 16

  var event: Statement
  var events: Statement
  var file: Statement
  var bytes: Statement
  var dropBytes: Statement
  var reject: Statement
  var issuance: Statement
  var identify: Statement
  var sameContent: Statement

  init(_ connection: borrowing Connection) throws(StoreError) {
    let row = "(" + Array(repeating: "?", count: Self.eventColumns).joined(separator: ", ") + ")"
    let rows = Array(repeating: row, count: Self.rowsPerInsert).joined(separator: ", ")
    let event = try connection.prepare("INSERT INTO event VALUES \(row)")
    let events = try connection.prepare("INSERT INTO event VALUES \(rows)")
    let file = try connection.prepare(
      "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    let bytes = try connection.prepare("INSERT INTO file_bytes(file_id, bytes) VALUES (?, ?)")
    let dropBytes = try connection.prepare("DELETE FROM file_bytes WHERE file_id = ?")
    let reject = try connection.prepare(
      "INSERT INTO reject(file_id, record_number, byte_offset, reason) VALUES (?, ?, ?, ?)")
    let issuance = try connection.prepare(
      "INSERT INTO issuance(access_key_id, event_rowid, details) VALUES (?, ?, ?)")
    let identify = try connection.prepare(
      "SELECT e.event_id, p.recipient_account_id FROM event e JOIN place p ON p.id = e.place_id WHERE e.id = ?"
    )
    let sameContent = try connection.prepare(
      "SELECT id, out_of_window, window_start, window_end, ingested FROM file WHERE size = ? AND crc = ? "
        + "AND same_as IS NULL AND status <> 'unread' ORDER BY id")
    self.event = event
    self.events = events
    self.file = file
    self.bytes = bytes
    self.dropBytes = dropBytes
    self.reject = reject
    self.issuance = issuance
    self.identify = identify
    self.sameContent = sameContent
  }
}
