import CloudTrail

extension EventWriter {
  /// What was read from a file with this path, size and time before, for a window that covers the wanted one.
  ///
  /// - Returns: Nil when there is no such file, or more of it may be wanted now.
  public mutating func known(
    path: String, size: Int, modified: Int64, window: TimeWindow
  ) throws(StoreError) -> KnownFile? {
    statements.sameFile.bind(1, path)
    statements.sameFile.bind(2, size)
    statements.sameFile.bind(3, modified)
    defer { statements.sameFile.reset() }
    while try statements.sameFile.step() {
      let known = KnownFile(statements.sameFile)
      if known.covers(window) { return known }
    }
    return nil
  }

  /// Says what an ingest is about to do, so that a database which holds a part of it says so.
  ///
  /// - Parameters:
  ///   - paths: the digest of the paths that it was given: by it a later run is known to be the same.
  ///   - state: its files, of which those are read that are in the database already.
  ///   - covers: whether it reads all that is in places of an earlier ingest, which is complete as well then.
  public mutating func begin(
    ingest paths: SHA256Digest, as state: UnfinishedIngest, covers: ([String]) -> Bool
  ) throws(StoreError) {
    let earlier = try UnfinishedIngestTable.all(database.connection).filter { key, earlier in
      state.window.covers(earlier.window)
        && (key.paths == paths.bytes || !earlier.places.isEmpty && covers(earlier.places))
    }
    ingest = BegunIngest(state: state, paths: paths, covered: earlier.map { $0.key })
    if state.read > 0 { stored = state }
    if state.files > 0, self.state.nextFile == 1 {
      try noteBeginning(isNoted: earlier.contains { $0.key.paths == paths.bytes && $0.ingest == state })
    }
  }

  /// Commits that the first ingest into a database has begun, so that one which is killed before its first events are
  /// committed does not leave a log without events.
  ///
  /// A later one leaves what is there as it was. As SQLite counts commits, it would tell how many there were.
  private mutating func noteBeginning(isNoted: Bool) throws(StoreError) {
    guard let ingest, !ingest.state.isComplete else { return }
    self.ingest?.isNoted = true
    if isNoted { return }
    try beginTransaction()
    try noteIngest()
    try database.connection.execute("COMMIT")
    try beginTransaction()
  }

  /// Whether all files of the ingest were met.
  public var isComplete: Bool { ingest?.state.isComplete ?? (open == nil) }

  /// Counts a file that cannot be opened: it is a problem of the run, and nothing is left to be read of it.
  public mutating func passOver() {
    ingest?.state.read += 1
    ingest?.covered = []
  }

  /// Notes that the ingest is complete where its last files were passed over behind the last commit.
  mutating func noteEnd() throws(StoreError) {
    guard let ingest, ingest.state.isComplete, ingest.isNoted || stored != nil, stored?.isComplete != true
    else { return }
    try database.connection.execute("BEGIN IMMEDIATE")
    try noteIngest()
    try database.connection.execute("COMMIT")
    self.stored = ingest.state
  }

  /// Notes how far the ingest has come; a complete one has completed those that it covers.
  func noteIngest() throws(StoreError) {
    guard let ingest else { return }
    try UnfinishedIngestTable.note(ingest.state, of: ingest.paths, database.connection)
    guard ingest.state.isComplete else { return }
    for key in ingest.covered { try UnfinishedIngestTable.settle(key, database.connection) }
  }

  /// Begins a file, and finds out whether its content is known already.
  mutating func begin(_ start: FileStart) throws(StoreError) {
    var file = OpenFile(id: state.nextFile, start: start, firstEvent: state.nextEvent)
    state.nextFile += 1
    if let digest = start.digest {
      statements.sameContent.bind(1, start.size)
      statements.sameContent.bindBlob(2, digest.bytes[...])
      defer { statements.sameContent.reset() }
      while !file.isCopy, try statements.sameContent.step() {
        let known = KnownFile(statements.sameContent)
        file.isCopy = known.covers(start.window)
        if file.isCopy {
          counts.add(known)
          try noteDamage(known, at: start.path)
        }
        if file.isCopy || file.sameAs == nil && statements.sameContent.integer(6) == 1 {
          file.sameAs = known.id
        }
      }
    }
    open = file
  }

  /// Writes a section's bytes and rejects, and takes its counts.
  mutating func writeRest(of section: EventBatch.Section) throws(StoreError) {
    guard let file = open else { return }
    if file.sameAs == nil {
      for chunk in section.chunks where !chunk.isEmpty {
        statements.bytes.bind(1, file.id)
        try statements.bytes.run(blob: chunk, at: 2)
        bytesSinceCommit += chunk.count
      }
    }
    for reject in section.rejects {
      try list(reject)
      guard rejects.count < Self.rejectsKept else { continue }
      rejects.append(
        StoredReject(
          path: file.start.path, record: reject.position.record, offset: reject.position.offset,
          reason: reject.reason))
    }
    counts.rejected += section.rejects.count
    counts.outOfWindow += section.outOfWindow
    if let kind = section.skippedKind { counts.skipped[kind, default: 0] += section.skipped }
    open?.counts.rejected += section.rejects.count
    open?.counts.outOfWindow += section.outOfWindow
    open?.skipped += section.skipped
    open?.skippedKind = section.skippedKind ?? file.skippedKind
  }

  /// Lists a reject, or counts it where the file has too many: a small file can hold millions of them.
  private mutating func list(_ reject: EventBatch.Reject) throws(StoreError) {
    guard let file = open else { return }
    guard file.listed < Self.rejectsListed else {
      open?.unlisted = (file.unlisted?.first ?? reject.position, (file.unlisted?.count ?? 0) + 1)
      return
    }
    open?.listed += 1
    if file.firstReject == nil { open?.firstReject = reject }
    try insert(reject)
  }

  /// Begins the reason of a row that stands for several records, as `AuditDatabase.standsForSeveral` knows it.
  static func more(_ count: Int) -> String { "and \(count) more record\(count == 1 ? "" : "s")" }

  mutating func insert(_ reject: EventBatch.Reject) throws(StoreError) {
    statements.reject.bind(1, open?.id)
    statements.reject.bind(2, reject.position.record)
    statements.reject.bind(3, reject.position.offset)
    statements.reject.bind(4, reject.reason)
    try statements.reject.run()
  }

  /// Ends the open file, and the transaction when it has grown large.
  mutating func close(_ end: FileEnd) throws(StoreError) {
    guard let file = open else { return }
    if let (first, count) = file.unlisted {
      try insert(.init(position: first, reason: "\(Self.more(count)) could not be read, from here on"))
    }
    open = nil
    if !file.isCopy { counts.files += 1 }
    // A digest's content is kept to be compared with the files that it lists.
    if file.counts.ingested == 0, file.sameAs == nil, file.skippedKind != .digest {
      statements.dropBytes.bind(1, file.id)
      try statements.dropBytes.run()
    }
    try write(file, end)
    noteDamage(file, end)
    ingest?.state.read += 1
    if !end.isComplete { ingest?.covered = [] }
    if eventsSinceCommit >= eventsPerTransaction || bytesSinceCommit >= Self.bytesPerTransaction {
      try commit()
    }
  }

  private mutating func write(_ file: OpenFile, _ end: FileEnd) throws(StoreError) {
    statements.file.bind(1, file.id)
    statements.file.bind(2, file.start.path)
    statements.file.bind(3, file.start.size)
    statements.file.bind(4, file.start.modified)
    statements.file.bind(5, end.isGzip ? "gzip" : "plain")
    statements.file.bind(6, Self.status(file, end))
    statements.file.bind(7, file.sameAs)
    statements.file.bind(8, file.counts.ingested)
    statements.file.bind(9, file.counts.duplicates)
    statements.file.bind(10, file.counts.rejected)
    statements.file.bind(11, file.counts.outOfWindow)
    statements.file.bind(12, file.skipped)
    statements.file.bind(13, file.skippedKind?.rawValue)
    statements.file.bind(14, file.start.window.start.map(Int.init))
    statements.file.bind(15, file.start.window.end.map(Int.init))
    if let digest = file.start.digest {
      statements.file.bindBlob(16, digest.bytes[...])
    } else {
      statements.file.bindNull(16)
    }
    if let digest = end.textDigest {
      statements.file.bindBlob(17, digest.bytes[...])
    } else {
      statements.file.bindNull(17)
    }
    statements.file.bind(18, ingestTime.map(Int.init))
    try statements.file.run()
  }

  private static func status(_ file: OpenFile, _ end: FileEnd) -> String {
    if !end.isComplete { return "unread" }
    if file.isCopy { return "copy" }
    let counts = file.counts
    if counts.rejected == 0 { return counts.read == 0 && file.skipped > 0 ? "skipped" : "complete" }
    return counts.rejected == counts.read ? "rejected" : "damaged"
  }
}
