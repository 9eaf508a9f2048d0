public import CloudTrail

/// Records as they were delivered, read again file by file.
extension AuditDatabase {
  /// An event of a file, by its row and its number in the file.
  typealias FiledEvent = (id: Int, ordinal: Int)

  /// Lends the records of the events of a window from which no request was derived; corrections are none.
  ///
  /// - Returns: how many events there are, and how many of them have a record that could not be read again.
  /// - Throws: `StoreError`, or what `body` throws.
  public func scanRecordsWithoutRequests(
    in window: TimeWindow, _ body: (RawEvent, Int) throws -> Void
  ) throws -> (events: Int, unreadable: Int) {
    var conditions = [
      "e.call_id IN (SELECT a.id FROM call a JOIN call_head h ON h.id = a.head_id "
        + "WHERE h.request_count = 0 AND h.class <> \(EventClass.amendment.rawValue))"
    ]
    if let start = window.start { conditions.append("e.time >= \(start)") }
    if let end = window.end { conditions.append("e.time < \(end)") }
    var counts = (events: 0, unreadable: 0)
    try scanFiles(ofEvents: conditions.joined(separator: " AND ")) { events, file in
      counts.events += events.count
      counts.unreadable += try readAgain(events, bytesOf: file, body).count
    }
    return counts
  }

  /// Lends the events that meet a condition in the order of ingest, all of a file together, with the file that has its
  /// bytes.
  func scanFiles(
    ofEvents condition: String, _ body: ([FiledEvent], Int) throws -> Void
  ) throws {
    var events = try connection.prepare(
      "SELECT e.id, e.file_id, e.ordinal, coalesce(f.same_as, f.id) FROM event e "
        + "JOIN file f ON f.id = e.file_id WHERE \(condition) ORDER BY e.id")
    var group: [FiledEvent] = []
    var file = (id: -1, bytes: -1)
    while try events.step() {
      let next = Int(events.integer(1))
      if next != file.id {
        try body(group, file.bytes)
        group = []
        file = (next, Int(events.integer(3)))
      }
      group.append((Int(events.integer(0)), Int(events.integer(2))))
    }
    try body(group, file.bytes)
  }

  /// Lends the records of a file's events; the answer is the events whose record is not there any more.
  func readAgain(
    _ events: [FiledEvent], bytesOf file: Int, _ body: (RawEvent, Int) throws -> Void
  ) throws -> [Int] {
    guard !events.isEmpty else { return [] }
    var next = 0
    var missing: [Int] = []
    var failure: (any Error)?
    let reader = try storedFile(file)
    while next < events.count, !reader.isFinished, failure == nil {
      _ = try reader.read(upTo: 1_024) { item, place in
        while next < events.count, events[next].ordinal < place.record {
          missing.append(events[next].id)
          next += 1
        }
        guard next < events.count, events[next].ordinal == place.record, failure == nil,
          case .event(let event) = item
        else { return }
        do { try body(event, events[next].id) } catch { failure = error }
        next += 1
      }
    }
    if let failure { throw failure }
    return missing + events[next...].map(\.id)
  }
}
