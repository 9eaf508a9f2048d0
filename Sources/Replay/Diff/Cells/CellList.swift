import AuditStore

/// Cells in the order of their first event.
///
/// Nearly all events of a log may be cells of their own, so that a cell of one event is kept as no more than its row.
struct CellList: RandomAccessCollection, Sendable {
  /// The first event of a cell; rows of stored events have numbers of 32 bits.
  private struct Entry {
    var time: Int64
    var id: UInt32
    var kind: UInt32
    var identity: UInt32
    var place: UInt32
    var client: UInt32
    var endpoint: UInt32
    var error: UInt32
    /// The cell's place in `repeated`; -1 for a cell of one event.
    var more: Int32 = -1

    init(_ row: EventRow, time: Int64) {
      self.time = time
      id = UInt32(truncatingIfNeeded: row.id)
      kind = UInt32(truncatingIfNeeded: row.kind)
      identity = UInt32(truncatingIfNeeded: row.identity)
      place = UInt32(truncatingIfNeeded: row.place)
      client = UInt32(truncatingIfNeeded: row.client)
      endpoint = UInt32(truncatingIfNeeded: row.endpoint)
      error = UInt32(truncatingIfNeeded: row.error)
    }
  }

  /// The calls and the numbers of the surroundings of the cells.
  private var numbers = PairNumbering()
  private var entries: [Entry] = []
  private var repeated: [EventCells.Cell] = []

  var startIndex: Int { 0 }
  var endIndex: Int { entries.count }

  /// A cell by its index.
  subscript(index: Int) -> EventCells.Cell {
    let entry = entries[index]
    if entry.more >= 0 { return repeated[Int(entry.more)] }
    var cell = EventCells.Cell(row: row(index), time: entry.time)
    cell.add(Int(entry.id), entry.time)
    return cell
  }

  /// The first event of a cell.
  func row(_ index: Int) -> EventRow {
    let entry = entries[index]
    return EventRow(
      id: Int(entry.id), time: entry.time, kind: Int(entry.kind), identity: Int(entry.identity),
      place: Int(entry.place), client: Int(entry.client), endpoint: Int(entry.endpoint),
      error: Int(entry.error), call: call(index))
  }

  /// The row of a cell's call.
  func call(_ index: Int) -> Int { Int(UInt32(bitPattern: numbers[index].first)) }

  /// How many events a cell has.
  func events(_ index: Int) -> Int {
    let more = entries[index].more
    return more < 0 ? 1 : repeated[Int(more)].events
  }

  /// The row of the caller of a cell's first event.
  func identity(_ index: Int) -> Int { Int(entries[index].identity) }

  /// First and last of a cell's events, seconds since 1970 UTC.
  func seen(_ index: Int) -> ClosedRange<Int64> {
    let entry = entries[index]
    return entry.more < 0 ? entry.time...entry.time : repeated[Int(entry.more)].seen
  }

  /// The number of a cell's surroundings.
  func surroundings(_ index: Int) -> Int32 { numbers[index].second }

  /// Counts an event of some surroundings; the answer is the index of its cell.
  mutating func add(_ row: EventRow, time: Int64, surroundings: Int32) -> Int {
    let index = Int(numbers.number(Int32(truncatingIfNeeded: row.call), surroundings))
    if index == entries.count {
      entries.append(Entry(row, time: time))
    } else {
      addAgain(row.id, time, at: index)
    }
    return index
  }

  private mutating func addAgain(_ id: Int, _ time: Int64, at index: Int) {
    if entries[index].more < 0 {
      repeated.append(self[index])
      entries[index].more = Int32(truncatingIfNeeded: repeated.count - 1)
    }
    repeated[Int(entries[index].more)].add(id, time)
  }
}
