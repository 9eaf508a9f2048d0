import CSQLite
import CloudTrail

/// Writes batches in the order they are given; one task owns it and the connection.
///
/// A file is committed as a whole or not at all, and the order of all writes depends on the input alone: not
/// on how its files are spread over batches. So a run that was killed and is started again leaves the same
/// bytes as one that was not.
public struct EventWriter: ~Copyable {
  /// How many events a transaction holds at least, unless the input ends; runs on one database agree on it.
  public static let eventsPerTransaction = 200_000
  static let bytesPerTransaction = 128 << 20
  /// How many events are looked for in memory at once.
  private static let rowsFetched = 128

  /// Tables that grow over millions of events would else leave their old places behind; the bytes of one file are small
  /// enough to come into the place of those of another.
  private static let returnsLargeBlocks = retrial_return_large_blocks(8 << 20)

  /// How many rejects of a file are listed; the others are counted.
  static let rejectsListed = 1_000
  /// How many rejects are kept for the summary.
  static let rejectsKept = 10
  /// How many milliseconds the write lock is waited for before the first transaction.
  public static let patience: Int32 = 5_000
  /// And before later ones: who has begun should not give way to who comes.
  private static let laterPatience: Int32 = 60_000

  /// What has been written since the writer was made; committed or not.
  public internal(set) var counts = IngestCounts()
  /// What of it is committed.
  public private(set) var committed = IngestCounts()
  /// How far the ingest is committed, by this run or by earlier ones; nil when nothing of it is, and for one that was
  /// not begun.
  public internal(set) var stored: UnfinishedIngest?
  /// The ingest that is written; nil for one that was not begun.
  var ingest: BegunIngest?
  /// The first few records that could not be read.
  public internal(set) var rejects: [StoredReject] = []
  /// The first few files of which something could not be read, now or by an earlier run.
  public internal(set) var damaged: [DamagedFile] = []
  let database: AuditDatabase
  let eventsPerTransaction: Int
  /// When this ingest began, seconds since 1970; nil where it shall not be kept.
  public var ingestTime: Int64?
  var state: StoredState
  var added: [FingerprintRuns.Entry] = []
  var addedKeys: [EventKeyRuns.Entry] = []
  var spans = EventSpans()
  var statements: WriterStatements
  // INVARIANT: empty between sections.
  var pending: [PendingEvent] = []
  /// The requests of the call that is being written, in numbers of the tables.
  var requests: [CallRecord.Request] = []
  var ahead = ReadAhead()
  var open: OpenFile?
  var eventsSinceCommit = 0
  var bytesSinceCommit = 0

  /// Takes the database over; `finish()` commits what is left.
  ///
  /// What the database holds is read under the write lock, which is kept until the first commit.
  /// - Parameter derivation: the version of the derivation that the batches come from.
  /// - Throws: `StoreError` when the tables cannot be read, or another process keeps on writing.
  public init(
    _ database: consuming AuditDatabase, eventsPerTransaction: Int = EventWriter.eventsPerTransaction,
    derivation: Int, patience: Int32 = EventWriter.patience
  ) throws(StoreError) {
    _ = Self.returnsLargeBlocks
    database.connection.wait(milliseconds: patience)
    try database.connection.execute("BEGIN IMMEDIATE")
    database.connection.wait(milliseconds: Self.laterPatience)
    try database.noteDerivation(derivation)
    let state = try StoredState(database.connection)
    let statements = try WriterStatements(database.connection)
    self.eventsPerTransaction = eventsPerTransaction
    self.state = state
    self.statements = statements
    self.database = database
  }

  /// Writes a batch; what belongs to a file that is not yet complete stays uncommitted.
  ///
  /// - Throws: `StoreError`; the open transaction is lost then, and everything before it stays.
  public mutating func write(_ batch: EventBatch) throws(StoreError) {
    var numbers = BatchNumbers(batch)
    var row = 0
    var issuance = 0
    for section in batch.sections {
      if try beginTransaction() {
        countCalls(batch, numbers)
        numbers = BatchNumbers(batch)
      }
      if let start = section.start { try begin(start) }
      let rows = row..<(row + section.events)
      row = rows.upperBound
      if open?.isCopy != true {
        let checked = batch.checkedRows(rows, of: section)
        for row in checked {
          if (row - rows.lowerBound) % Self.rowsFetched == 0 {
            fetch(row..<min(row + Self.rowsFetched, checked.upperBound), of: batch, numbers)
          }
          try write(batch, row, &numbers)
        }
        try flush(batch)
        if let refuted = section.refuted { try withdraw(refuted, and: rows.count - checked.count) }
        try writeIssuances(of: batch, from: &issuance, below: row, &numbers)
        try write(batch.amendments, in: rows, numbers)
        try write(batch.signIns, in: rows, numbers)
        try writeRest(of: section)
      }
      if let end = section.end { try close(end) }
    }
    countCalls(batch, numbers)
    noteCalls(batch, numbers)
  }

  /// Opens a transaction when none is open; true when numbers that were looked up before may be out of date.
  @discardableResult
  mutating func beginTransaction() throws(StoreError) -> Bool {
    guard !database.connection.isInTransaction else { return false }
    try database.connection.execute("BEGIN IMMEDIATE")
    if try StoredState.dataVersion(database.connection) != state.dataVersion {
      state = try StoredState(database.connection)
    }
    return true
  }

  /// Commits what is complete; a file that is still open is forgotten.
  public mutating func finish() throws(StoreError) {
    guard database.connection.isInTransaction else { return try noteEnd() }
    if open == nil { try commit() } else { try database.connection.execute("ROLLBACK") }
  }

  /// Forgets what is not committed: the next run goes on behind the last commit, as one would whose process was killed.
  public mutating func abandon() throws(StoreError) {
    guard database.connection.isInTransaction else { return }
    try database.connection.execute("ROLLBACK")
  }

  mutating func commit() throws(StoreError) {
    try noteIngest()
    try state.endTransaction(&statements.members)
    try FingerprintRuns.append(added, to: database.connection)
    try EventKeyRuns.append(addedKeys, to: database.connection)
    try spans.append(to: database.connection)
    try database.connection.execute("COMMIT")
    committed = counts
    stored = ingest?.state
    added.removeAll(keepingCapacity: true)
    addedKeys.removeAll(keepingCapacity: true)
    eventsSinceCommit = 0
    bytesSinceCommit = 0
  }
}

/// A record that could not be read.
public struct StoredReject: Sendable, Hashable {
  /// The file it stands in.
  public var path: String
  /// Its number in the file, counted from 1.
  public var record: Int
  /// Where it starts, in bytes of the uncompressed text from 0.
  public var offset: Int
  /// Why, as a fragment.
  public var reason: String
}

/// An ingest that is being written.
struct BegunIngest {
  /// How far it has come.
  var state: UnfinishedIngest
  /// Whether the database says that it has begun.
  var isNoted = false
  /// The digest of its paths.
  let paths: SHA256Digest
  /// Earlier ones that are complete once it is; none when there is a file that it could not read.
  var covered: [UnfinishedIngestTable.Key]
}

/// A file whose events are being written.
struct OpenFile {
  var id: Int
  var start: FileStart
  /// The file with the same content whose bytes the database keeps, or of which this one is a copy.
  var sameAs: Int?
  /// Whether all of it is there already.
  var isCopy = false
  var counts = IngestCounts()
  /// The first of its events.
  var firstEvent: Int
  /// What the calls of its events come to, by their rows; only of a file that several batches hold.
  var calls: [Int: CallSummary] = [:]
  /// The first reject that is not listed, and how many there are.
  var unlisted: (first: LogPosition, count: Int)?
  /// How many rejects are listed.
  var listed = 0
  /// The first of them.
  var firstReject: EventBatch.Reject?
  var skipped = 0
  var skippedKind: SkippedDocument?
  /// The numbers of its records that were duplicates.
  var duplicates: [UInt32] = []
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
  private static let readBefore =
    "o.out_of_window, o.window_start, o.window_end, "
    + "o.ingested + o.duplicates + o.out_of_window, o.rejected"
  /// By its path: very many files may have one size, whose index SQLite would take else.
  static let findSameFile =
    "SELECT \(readBefore), o.id FROM file f JOIN file o ON o.id = CASE f.status WHEN 'copy' THEN f.same_as ELSE f.id END "
    + "WHERE f.path = ? AND +f.size = ? AND f.mtime_ns = ? AND f.status <> 'unread'"
  static let insertAmendment = "INSERT INTO amendment(event_rowid, original_event_id) VALUES (?, ?)"
  static let insertSignIn = "INSERT INTO sign_in(event_rowid, mfa_used, result) VALUES (?, ?, ?)"

  var event: Statement
  var events: Statement
  var file: Statement
  var bytes: Statement
  var dropBytes: Statement
  var reject: Statement
  var issuance: Statement
  var amendment: Statement
  var signIn: Statement
  var identify: Statement
  var sameFile: Statement
  var sameContent: Statement
  /// Adds to the table of `IdentityMembers`.
  var members: Statement

  init(_ connection: borrowing Connection) throws(StoreError) {
    let row = "(" + Array(repeating: "?", count: Self.eventColumns).joined(separator: ", ") + ")"
    let rows = Array(repeating: row, count: Self.rowsPerInsert).joined(separator: ", ")
    let event = try connection.prepare("INSERT INTO event VALUES \(row)", keepsBytes: true)
    let events = try connection.prepare(
      "\(Statement.insertionOfSeveral) event VALUES \(rows)", keepsBytes: true)
    let file = try connection.prepare(
      "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    let sameFile = try connection.prepare(Self.findSameFile)
    let bytes = try connection.prepare("INSERT INTO file_bytes(file_id, bytes) VALUES (?, ?)")
    let dropBytes = try connection.prepare("DELETE FROM file_bytes WHERE file_id = ?")
    let reject = try connection.prepare(
      "INSERT INTO reject(file_id, record_number, byte_offset, reason) VALUES (?, ?, ?, ?)")
    let issuance = try connection.prepare(
      "INSERT INTO issuance(access_key_id, event_rowid, \(TextTemplate.columns.joined(separator: ", "))) "
        + "VALUES (?, ?, ?, ?, ?, ?, ?)", keepsBytes: true)
    let amendment = try connection.prepare(Self.insertAmendment)
    let signIn = try connection.prepare(Self.insertSignIn)
    let identify = try connection.prepare(
      "SELECT e.event_id, p.recipient_account_id FROM event e JOIN place p ON p.id = e.place_id WHERE e.id = ?"
    )
    let sameContent = try connection.prepare(
      "SELECT \(Self.readBefore), o.id, o.ingested > 0 AND o.same_as IS NULL FROM file o "
        + "WHERE o.size = ? AND o.digest = ? AND o.status NOT IN ('unread', 'copy') ORDER BY o.id")
    let members = try connection.prepare(IdentityMembers.insertion)
    self.members = members
    self.event = event
    self.events = events
    self.file = file
    self.bytes = bytes
    self.dropBytes = dropBytes
    self.reject = reject
    self.issuance = issuance
    self.amendment = amendment
    self.signIn = signIn
    self.identify = identify
    self.sameFile = sameFile
    self.sameContent = sameContent
  }
}
