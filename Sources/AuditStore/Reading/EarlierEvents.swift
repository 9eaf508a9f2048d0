/// Events of some rows before a time, the newest first; of two at once the later row is the newer one.
///
/// Rows of one span are read when no event that was read is certainly newer than all of them, see `EventSpans`: of tens
/// of thousands of events a few are read until the newest is told.
struct EarlierEvents: ~Copyable {
  /// An event with what was stored of it.
  struct Event {
    var row: Int
    var time: Int64
    var identity: Int
    var call: Int
  }

  /// Rows that are not read yet, none of which holds a later event than `latest`.
  private struct Block {
    var latest: Int64
    var rows: Range<Int>
  }

  private let rows: [Int]
  // INVARIANT: the block with the latest event, and the newest event, stand last.
  private var blocks: [Block]
  private var found: [Event] = []
  private var event: Statement
  private let references: RowReferences

  /// - Parameter rows: rows of events, rising.
  init(_ rows: [Int], before time: Int64, _ connection: borrowing Connection) throws(StoreError) {
    let blocks = try Self.blocks(rows, before: time, connection)
    var event = try connection.prepare(
      "SELECT time, identity_id, call_id FROM event WHERE id = ? AND time < ?")
    event.bind(2, time)
    references = try RowReferences(
      of: "event", [("identity_id", "identity"), ("call_id", "call")], connection)
    self.rows = rows
    self.blocks = blocks
    self.event = event
  }

  /// The next event; nil behind the oldest.
  mutating func next() throws(StoreError) -> Event? {
    while let block = blocks.last, found.last.map({ $0.time <= block.latest }) ?? true {
      blocks.removeLast()
      try read(rows[block.rows])
    }
    return found.popLast()
  }

  private mutating func read(_ rows: ArraySlice<Int>) throws(StoreError) {
    for row in rows {
      event.reset()
      event.bind(1, row)
      guard try event.step() else { continue }
      let number = Int64(row)
      found.append(
        Event(
          row: row, time: try event.number(0, "time", ofRow: number, "event"),
          identity: try references.row(0, event, at: 1, ofRow: number),
          call: try references.row(1, event, at: 2, ofRow: number)))
    }
    found.sort { ($0.time, $0.row) < ($1.time, $1.row) }
  }

  private static func blocks(
    _ rows: [Int], before time: Int64, _ connection: borrowing Connection
  ) throws(StoreError) -> [Block] {
    let spans = rows.isEmpty ? [] : try EventSpans.all(connection)
    var blocks: [Block] = []
    var (start, next) = (0, 0)
    while start < rows.count {
      while next < spans.count, spans[next].rows.upperBound < rows[start] { next += 1 }
      if next < spans.count, spans[next].rows.contains(rows[start]) {
        let span = spans[next]
        var end = start + 1
        while end < rows.count, rows[end] <= span.rows.upperBound { end += 1 }
        if span.times.lowerBound < time {
          blocks.append(Block(latest: min(span.times.upperBound, time), rows: start..<end))
        }
        start = end
      } else {
        // What no span tells of may be of any time.
        blocks.append(Block(latest: time, rows: start..<(start + 1)))
        start += 1
      }
    }
    return blocks.sorted { $0.latest < $1.latest }
  }
}
