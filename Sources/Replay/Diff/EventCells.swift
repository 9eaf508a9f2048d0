import AuditStore

/// Replayed events counted by call and by what policies can see of the rest.
struct EventCells {
  /// Events of one call whose surroundings neither policies nor reports can tell apart.
  struct Cell {
    /// The first of them.
    let row: EventRow
    var events = 0
    /// First and last of them, seconds since 1970 UTC.
    var seen: ClosedRange<Int64>
    /// Days since 1970 UTC with at least one of them, in no order and perhaps more than once.
    var days: [Int32] = []
    /// The rows of the first three.
    var samples: [Int] = []
  }

  /// A call with its surroundings: as stored for a cell, as policies see both for a group.
  private struct Key: Hashable {
    var call: Int32
    var surroundings: EventProjection.Surroundings
  }

  private let projection: EventProjection
  private var places: [Key: Int] = [:]
  private(set) var cells: [Cell] = []
  private var keys: [Key] = []
  /// The cell of each event by its row, -1 for none; nil unless it is asked for.
  private(set) var cellOfEvent: [Int32]?

  init(_ projection: EventProjection, keepsEvents: Bool = false) {
    self.projection = projection
    cellOfEvent = keepsEvents ? [] : nil
  }

  /// Counts an event.
  mutating func add(_ row: EventRow, time: Int64) {
    let key = Key(
      call: Int32(truncatingIfNeeded: row.call), surroundings: projection.surroundings(row, time: time))
    let place: Int
    if let known = places[key] {
      place = known
    } else {
      place = cells.count
      places[key] = place
      keys.append(key)
      cells.append(Cell(row: row, seen: time...time))
    }
    cells[place].add(row.id, time)
    guard let known = cellOfEvent?.count else { return }
    if known <= row.id { cellOfEvent?.append(contentsOf: repeatElement(-1, count: row.id + 1 - known)) }
    cellOfEvent?[row.id] = Int32(truncatingIfNeeded: place)
  }

  /// The cells in groups with one decision each, both in the order of their first event.
  ///
  /// - Parameter isExplained: whether statements for other actions are looked at as well, as near misses are.
  func groups(isExplained: Bool = false) -> [[Int]] {
    var known: [Key: Int] = [:]
    var groups: [[Int]] = []
    var numbers = DecisiveNumbers(projection)
    for index in cells.indices {
      let (row, surroundings) = (cells[index].row.call, keys[index].surroundings)
      let key = Key(
        call: isExplained ? Int32(truncatingIfNeeded: row) : projection.call(row),
        surroundings: isExplained
          ? projection.decisive(surroundings) : numbers.surroundings(surroundings, ofCall: row))
      if let group = known[key] {
        groups[group].append(index)
      } else {
        known[key] = groups.count
        groups.append([index])
      }
    }
    return groups
  }
}

extension EventCells.Cell {
  mutating func add(_ id: Int, _ time: Int64) {
    events += 1
    seen = min(seen.lowerBound, time)...max(seen.upperBound, time)
    let day = Int32(truncatingIfNeeded: time / 86_400)
    if days.last != day { days.append(day) }
    if samples.count < 3 { samples.append(id) }
  }
}
