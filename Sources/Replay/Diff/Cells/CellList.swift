import AuditStore

/// A replayed event in numbers of 32 bits, which rows of stored events have.
struct NumberedEvent: Sendable {
  /// Seconds since 1970 UTC.
  let time: Int64
  private let id: UInt32
  private let kind: UInt32
  private let identityRow: UInt32
  private let place: UInt32
  private let client: UInt32
  private let endpoint: UInt32
  private let error: UInt32
  private let callRow: UInt32
  /// The number of the surroundings.
  var surroundings: Int32

  init(_ row: EventRow, time: Int64, surroundings: Int32) {
    self.time = time
    self.surroundings = surroundings
    id = UInt32(truncatingIfNeeded: row.id)
    kind = UInt32(truncatingIfNeeded: row.kind)
    identityRow = UInt32(truncatingIfNeeded: row.identity)
    place = UInt32(truncatingIfNeeded: row.place)
    client = UInt32(truncatingIfNeeded: row.client)
    endpoint = UInt32(truncatingIfNeeded: row.endpoint)
    error = UInt32(truncatingIfNeeded: row.error)
    callRow = UInt32(truncatingIfNeeded: row.call)
  }

  /// The row of the event.
  var number: Int { Int(id) }
  /// The row of the caller.
  var identity: Int { Int(identityRow) }
  /// The row of the call.
  var call: Int { Int(callRow) }

  /// The event as it is stored.
  var row: EventRow {
    EventRow(
      id: number, time: time, kind: Int(kind), identity: identity, place: Int(place), client: Int(client),
      endpoint: Int(endpoint), error: Int(error), call: call)
  }
}

/// Cells in the order of their first event.
///
/// Nearly all events of a log may be cells of their own, so that a cell of one event is kept as no more than its row.
struct CellList: RandomAccessCollection, Sendable {
  private struct Entry {
    /// The first event of the cell.
    let first: NumberedEvent
    /// The cell's place in `repeated`; -1 for a cell of one event.
    var more: Int32 = -1
  }

  /// The calls and the numbers of the surroundings of the cells.
  private var numbers: RowNumbering
  private var entries = BlockList<Entry>()
  private var repeated = BlockList<EventCells.Cell>()

  /// A list without cells.
  ///
  /// - Parameter calls: how many calls there are; their rows begin at 0.
  init(calls: Int) { numbers = RowNumbering(rows: calls) }

  var startIndex: Int { 0 }
  var endIndex: Int { entries.count }

  /// A cell by its index.
  subscript(index: Int) -> EventCells.Cell {
    let entry = entries[index]
    if entry.more >= 0 { return repeated[Int(entry.more)] }
    var cell = EventCells.Cell(row: entry.first.row, time: entry.first.time)
    cell.add(entry.first.number, entry.first.time)
    return cell
  }

  /// The first event of a cell.
  func row(_ index: Int) -> EventRow { entries[index].first.row }

  /// The row of a cell's call.
  func call(_ index: Int) -> Int { entries[index].first.call }

  /// How many events a cell has.
  func events(_ index: Int) -> Int {
    let more = entries[index].more
    return more < 0 ? 1 : repeated[Int(more)].events
  }

  /// The row of the caller of a cell's first event.
  func identity(_ index: Int) -> Int { entries[index].first.identity }

  /// First and last of a cell's events, seconds since 1970 UTC.
  func seen(_ index: Int) -> ClosedRange<Int64> {
    let entry = entries[index]
    return entry.more < 0 ? entry.first.time...entry.first.time : repeated[Int(entry.more)].seen
  }

  /// The number of a cell's surroundings.
  func surroundings(_ index: Int) -> Int32 { entries[index].first.surroundings }

  /// Counts an event; the answer is the index of its cell.
  mutating func add(_ event: NumberedEvent) -> Int {
    let index = Int(numbers.number(event.call, event.surroundings))
    if index == entries.count {
      entries.append(Entry(first: event))
    } else {
      addAgain(event, at: index)
    }
    return index
  }

  private mutating func addAgain(_ event: NumberedEvent, at index: Int) {
    if entries[index].more < 0 {
      repeated.append(self[index])
      entries[index].more = Int32(truncatingIfNeeded: repeated.count - 1)
    }
    repeated[Int(entries[index].more)].add(event.number, event.time)
  }
}
