import AuditStore

/// Replayed events counted by call and by what policies can see of the rest.
struct EventCells: Sendable {
  /// Events of one call whose surroundings neither policies nor reports can tell apart.
  struct Cell {
    /// The first of them.
    let row: EventRow
    var events = 0
    /// First and last of them, seconds since 1970 UTC.
    private(set) var seen: ClosedRange<Int64>
    private var second: Int32 = 0
    private var third: Int32 = 0
    /// Most cells hold one event, and so one day, which is not worth a list.
    private var firstDay: Int32
    private var laterDays: [Int32] = []
  }

  /// Some events that follow one another, with numbers for surroundings of their own.
  struct Part: Sendable {
    private let projection: SurroundingProjection
    fileprivate var surroundings = SurroundingNumbers()
    fileprivate var events: [NumberedEvent] = []

    fileprivate init(_ projection: SurroundingProjection) { self.projection = projection }

    /// Adds the next event.
    mutating func add(_ row: EventRow, time: Int64) {
      let number = surroundings.number(projection.surroundings(row, time: time))
      events.append(NumberedEvent(row, time: time, surroundings: number))
    }
  }

  private let projection: SurroundingProjection
  private var surroundings = SurroundingNumbers()
  private(set) var cells: CellList
  /// The cell of each event by its row, -1 for none; nil unless it is asked for.
  private(set) var cellOfEvent: [Int32]?

  /// No events yet.
  ///
  /// - Parameter calls: how many calls there are; their rows begin at 0.
  init(_ projection: SurroundingProjection, calls: Int, keepsEvents: Bool = false) {
    self.projection = projection
    cells = CellList(calls: calls)
    cellOfEvent = keepsEvents ? [] : nil
  }

  /// A part without events.
  var emptyPart: Part { Part(projection) }

  /// Counts the events of a part; the answer is what is left to do for those that group their cells.
  mutating func add(_ part: Part) -> CountedCells {
    let known = surroundings.values.count
    let numbers = part.surroundings.values.map { surroundings.number($0) }
    var counted = CountedCells(surroundings.values[known...])
    for var event in part.events {
      event.surroundings = numbers[Int(event.surroundings)]
      let (count, cell) = (cells.count, add(event))
      if cell == count {
        counted.add(call: event.call, surroundings: event.surroundings)
      } else {
        counted.count(cell)
      }
    }
    return counted
  }

  /// Counts an event.
  mutating func add(_ row: EventRow, time: Int64) {
    let number = surroundings.number(projection.surroundings(row, time: time))
    _ = add(NumberedEvent(row, time: time, surroundings: number))
  }

  /// Counts an event; the answer is the index of its cell.
  private mutating func add(_ event: NumberedEvent) -> Int {
    let cell = cells.add(event)
    guard let known = cellOfEvent?.count else { return cell }
    let row = event.number
    if known <= row { cellOfEvent?.append(contentsOf: repeatElement(-1, count: row + 1 - known)) }
    cellOfEvent?[row] = Int32(truncatingIfNeeded: cell)
    return cell
  }

  /// The cells in groups with one decision each.
  ///
  /// - Parameter calls: what statements can see of the calls; nil where statements for other actions are looked at as
  ///   well, as near misses are.
  func groups(_ calls: CallNumbers?) -> CellGroups {
    var counted = CountedCells(surroundings.values[...])
    for cell in cells.indices {
      counted.add(call: cells.call(cell), surroundings: cells.surroundings(cell))
      for _ in 1..<cells.events(cell) { counted.count(cell) }
    }
    var grouping = CellGrouping(projection, calls)
    grouping.add(counted)
    return grouping.groups
  }
}

extension EventCells.Cell {
  /// A cell for events like one of this time, none of which is counted yet.
  init(row: EventRow, time: Int64) {
    self.row = row
    seen = time...time
    firstDay = Self.day(time)
  }

  private static func day(_ time: Int64) -> Int32 { Int32(truncatingIfNeeded: time / 86_400) }

  mutating func add(_ id: Int, _ time: Int64) {
    events += 1
    if time < seen.lowerBound { seen = time...seen.upperBound }
    if time > seen.upperBound { seen = seen.lowerBound...time }
    let day = Self.day(time)
    if day != laterDays.last ?? firstDay { laterDays.append(day) }
    if events == 2 { second = Int32(truncatingIfNeeded: id) }
    if events == 3 { third = Int32(truncatingIfNeeded: id) }
  }

  /// Days since 1970 UTC with at least one of the events, in no order and perhaps more than once.
  var days: [Int32] { [firstDay] + laterDays }

  /// Adds the days to those of other cells.
  func addDays(to days: inout Set<Int32>) {
    days.insert(firstDay)
    for day in laterDays { days.insert(day) }
  }

  /// Whether one of the samples has a lower row.
  func hasSample(below row: Int) -> Bool {
    self.row.id < row || (events > 1 && second < row) || (events > 2 && third < row)
  }

  /// The rows of the first three.
  var samples: [Int] { Array([row.id, Int(second), Int(third)].prefix(events)) }
}
