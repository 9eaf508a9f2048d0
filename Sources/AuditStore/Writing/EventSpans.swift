/// How early and how late the events of some rows in a row are: what tells which rows cannot hold a later one.
///
/// Logs are delivered roughly in the order of time, so that a span covers little of it; nothing relies on that. Events
/// without a time are in no span. Each transaction appends the spans of its events in one row of `event_span`, which has
/// the number of the first of them. A span is that of its first event in 4 bytes, how many rows the last one is behind
/// it in 2, and both times in 8 bytes each, little endian.
struct EventSpans {
  /// Events of rows in a row.
  struct Span: Equatable {
    var rows: ClosedRange<Int>
    var times: ClosedRange<Int64>
  }

  static let table = "CREATE TABLE event_span(id INTEGER PRIMARY KEY, spans BLOB NOT NULL);\n"
  private static let bytesPerSpan = 22
  private static let rowsPerSpan = 512
  /// So many rows have a span also where their events are of times far apart.
  private static let leastRows = 16
  /// How many seconds a span covers that grows on.
  private static let width: Int64 = 3_600

  private var added: [Span] = []

  /// Takes an event in; rows rise.
  mutating func note(_ time: Int64, row: Int) {
    if let last = added.last, let grown = Self.growing(last, by: time, row: row) {
      added[added.count - 1] = grown
    } else {
      added.append(Span(rows: row...row, times: time...time))
    }
  }

  /// Forgets the events from a row on, of those that were not written; a span that is cut stays as wide.
  mutating func drop(from row: Int) {
    while let last = added.last, last.rows.upperBound >= row {
      added.removeLast()
      guard last.rows.lowerBound < row else { continue }
      added.append(Span(rows: last.rows.lowerBound...(row - 1), times: last.times))
    }
  }

  private static func growing(_ span: Span, by time: Int64, row: Int) -> Span? {
    let count = row - span.rows.lowerBound + 1
    let (earliest, latest) = (min(span.times.lowerBound, time), max(span.times.upperBound, time))
    let (seconds, isEndless) = latest.subtractingReportingOverflow(earliest)
    guard count <= leastRows || count <= rowsPerSpan && !isEndless && seconds <= width else { return nil }
    return Span(rows: span.rows.lowerBound...row, times: earliest...latest)
  }

  /// Writes what was taken in.
  mutating func append(to connection: borrowing Connection) throws(StoreError) {
    guard let first = added.first else { return }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(added.count * Self.bytesPerSpan)
    for span in added {
      bytes.append(number: UInt32(truncatingIfNeeded: span.rows.lowerBound))
      bytes.append(low: UInt64(span.rows.count - 1), count: 2)
      bytes.append(low: UInt64(bitPattern: span.times.lowerBound), count: 8)
      bytes.append(low: UInt64(bitPattern: span.times.upperBound), count: 8)
    }
    var insert = try connection.prepare("INSERT INTO event_span VALUES (?, ?)")
    insert.bind(1, first.rows.lowerBound)
    insert.bindBlob(2, bytes[...])
    try insert.run()
    added.removeAll(keepingCapacity: true)
  }

  /// Writes the spans of all stored events anew.
  static func renew(_ connection: borrowing Connection) throws(StoreError) {
    try connection.execute("DELETE FROM event_span")
    var events = try connection.prepare(
      "SELECT id, time FROM event WHERE id > 0 AND time IS NOT NULL ORDER BY id")
    var spans = EventSpans()
    while try events.step() {
      spans.note(events.integer(1), row: Int(events.integer(0)))
      if spans.added.count >= EventWriter.eventsPerTransaction { try spans.append(to: connection) }
    }
    try spans.append(to: connection)
  }

  /// All spans in the order of ingest.
  static func all(_ connection: borrowing Connection) throws(StoreError) -> [Span] {
    var rows = try connection.prepare("SELECT id, spans FROM event_span ORDER BY id")
    var spans: [Span] = []
    while try rows.step() {
      let bytes = rows.bytes(1)
      for start in stride(from: 0, through: bytes.count - bytesPerSpan, by: bytesPerSpan) {
        func number(_ offset: Int, _ count: Int) -> UInt64 { bytes.number(at: start + offset, count: count) }
        let (first, more) = (Int(number(0, 4)), Int(number(4, 2)))
        let (earliest, latest) = (Int64(bitPattern: number(6, 8)), Int64(bitPattern: number(14, 8)))
        guard earliest <= latest else {
          throw connection.damaged("row \(rows.integer(0)) of `event_span` holds no spans")
        }
        spans.append(Span(rows: first...(first + more), times: earliest...latest))
      }
    }
    return spans
  }
}
