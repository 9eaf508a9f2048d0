import CloudTrail

/// Taking back what a gzip member held that fails its check: nothing in it is evidence of anything.
///
/// The events of the file that is open are the last ones, and none of them is committed: so what was written of them
/// goes without a trace, and an intact copy of the file is taken like one that was never seen.
extension EventWriter {
  /// Takes back the open file's events from a record on, and counts them as rejected, whatever they were counted as.
  ///
  /// - Parameter unwritten: how many more there are that were neither written nor counted.
  mutating func withdraw(_ refuted: EventBatch.Refutation, and unwritten: Int) throws(StoreError) {
    guard let file = open else { return }
    let position = refuted.position
    let found = try database.connection.integer(
      "SELECT id FROM event WHERE id >= \(file.firstEvent) AND ordinal >= \(position.record) "
        + "ORDER BY id LIMIT 1")
    var written = 0
    if let found { written = try remove(from: Int(found), of: file) }
    let duplicates = file.duplicates.count { Int($0) >= position.record }
    let count = written + duplicates + refuted.outOfWindow + unwritten
    guard count > 0 else { return }
    eventsSinceCommit -= written
    var taken = IngestCounts()
    (taken.ingested, taken.duplicates, taken.outOfWindow) = (written, duplicates, refuted.outOfWindow)
    counts.reject(taken, and: unwritten)
    open?.counts.reject(taken, and: unwritten)
    try insert(
      .init(
        position: position, reason: "\(Self.more(count)) in a gzip member that fails its check, from here on")
    )
  }

  /// Removes the events from a row on; the answer is how many there were.
  private mutating func remove(from first: Int, of file: OpenFile) throws(StoreError) -> Int {
    try uncount(from: first, file.calls)
    try database.connection.execute(
      "DELETE FROM event WHERE id >= \(first); DELETE FROM issuance WHERE event_rowid >= \(first); "
        + "DELETE FROM amendment WHERE event_rowid >= \(first); DELETE FROM sign_in WHERE event_rowid >= \(first)"
    )
    // The table in memory keeps their fingerprints: what is found by one is compared with the row.
    added.removeAll { Int($0.row) >= first }
    addedKeys.removeAll { Int($0.row) >= first }
    spans.drop(from: first)
    defer { state.nextEvent = first }
    return state.nextEvent - first
  }

  /// Takes the events from a row on out of what is said of the derivation.
  private mutating func uncount(from first: Int, _ calls: [Int: CallSummary]) throws(StoreError) {
    try state.dimensions[Dimension.kind.rawValue].flush()
    var groups = try database.connection.prepare(
      "SELECT e.call_id, coalesce(k.event_source, '') || ' ' || coalesce(k.event_name, ''), count(*) "
        + "FROM event e JOIN kind k ON k.id = e.kind_id WHERE e.id >= \(first) GROUP BY 1, 2")
    while try groups.step() {
      guard let call = calls[Int(groups.integer(0))] else { continue }
      counts.derivation.remove(call, events: Int(groups.integer(2)), named: groups.text(1) ?? "")
    }
  }

  /// Notes what the calls of a batch come to while a file goes on behind it.
  mutating func noteCalls(_ batch: EventBatch, _ numbers: borrowing BatchNumbers) {
    guard open != nil else { return }
    for call in batch.callSummaries.indices where numbers.callEvents[call] > 0 {
      open?.calls[numbers.calls[call]] = batch.callSummaries[call]
    }
  }
}
