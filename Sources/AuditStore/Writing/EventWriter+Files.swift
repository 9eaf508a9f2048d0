import CloudTrail

extension EventWriter {
  /// Begins a file, and finds out whether its content is known already.
  mutating func begin(_ start: FileStart) throws(StoreError) {
    var file = OpenFile(id: nextFile, start: start)
    nextFile += 1
    if let checksum = start.checksum {
      statements.sameContent.bind(1, start.size)
      statements.sameContent.bind(2, Int(checksum))
      defer { statements.sameContent.reset() }
      while !file.isCopy, try statements.sameContent.step() {
        let keepsBytes = statements.sameContent.integer(4) > 0
        if file.sameAs == nil, keepsBytes { file.sameAs = Int(statements.sameContent.integer(0)) }
        let window = TimeWindow(
          start: statements.sameContent.optionalInteger(2).map(Int64.init),
          end: statements.sameContent.optionalInteger(3).map(Int64.init))
        file.isCopy = statements.sameContent.integer(1) == 0 || window.covers(start.window)
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
      statements.reject.bind(1, file.id)
      statements.reject.bind(2, reject.position.record)
      statements.reject.bind(3, reject.position.offset)
      statements.reject.bind(4, reject.reason)
      try statements.reject.run()
    }
    counts.rejected += section.rejects.count
    counts.outOfWindow += section.outOfWindow
    if let kind = section.skippedKind { counts.skipped[kind, default: 0] += section.skipped }
    open?.counts.rejected += section.rejects.count
    open?.counts.outOfWindow += section.outOfWindow
    open?.skipped += section.skipped
    open?.skippedKind = section.skippedKind ?? file.skippedKind
  }

  /// Ends the open file, and the transaction when it has grown large.
  mutating func close(_ end: FileEnd, _ batch: EventBatch) throws(StoreError) {
    guard let file = open else { return }
    open = nil
    if file.isCopy { counts.knownFiles += 1 } else { counts.files += 1 }
    if file.counts.ingested == 0, file.sameAs == nil, !file.isCopy {
      statements.dropBytes.bind(1, file.id)
      try statements.dropBytes.run()
    }
    try write(file, end)
    let isLarge =
      eventsSinceCommit >= eventsPerTransaction || bytesSinceCommit >= Self.bytesPerTransaction
    guard isLarge else { return }
    try flush(batch)
    try commit()
    try database.connection.execute("BEGIN IMMEDIATE")
  }

  private mutating func write(_ file: OpenFile, _ end: FileEnd) throws(StoreError) {
    statements.file.bind(1, file.id)
    statements.file.bind(2, file.start.path)
    statements.file.bind(3, file.start.size)
    statements.file.bind(4, file.start.modified)
    statements.file.bind(5, file.start.checksum.map(Int.init))
    statements.file.bind(6, end.isGzip ? "gzip" : "plain")
    statements.file.bind(7, Self.status(file, end))
    statements.file.bind(8, file.sameAs)
    statements.file.bind(9, file.counts.ingested)
    statements.file.bind(10, file.counts.duplicates)
    statements.file.bind(11, file.counts.rejected)
    statements.file.bind(12, file.counts.outOfWindow)
    statements.file.bind(13, file.skipped)
    statements.file.bind(14, file.skippedKind?.rawValue)
    statements.file.bind(15, file.start.window.start.map(Int.init))
    statements.file.bind(16, file.start.window.end.map(Int.init))
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

extension AuditDatabase {
  /// Whether a file with this path, size and time has been read, for a window that covers the wanted one.
  public func holds(path: String, size: Int, modified: Int64, window: TimeWindow) throws(StoreError) -> Bool {
    var statement = try connection.prepare(
      "SELECT out_of_window, window_start, window_end FROM file "
        + "WHERE path = ? AND size = ? AND mtime_ns = ? AND status <> 'unread'")
    statement.bind(1, path)
    statement.bind(2, size)
    statement.bind(3, modified)
    while try statement.step() {
      let read = TimeWindow(
        start: statement.optionalInteger(1).map(Int64.init), end: statement.optionalInteger(2).map(Int64.init)
      )
      if statement.integer(0) == 0 || read.covers(window) { return true }
    }
    return false
  }
}
