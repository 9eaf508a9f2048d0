/// Cells in groups with one decision each, the groups in the order of their first event.
struct CellGroups: Sendable {
  /// What the events of a group have in common, as policies see it.
  struct Key {
    /// The call, see `CallNumbers.number(_:)`; the stored call's row where statements for other actions count as well.
    var call: Int32
    /// What the statements for the call's actions look at, see `CallNumbers.keys(ofRow:)`; -1 where all count.
    var sight: Int32
    /// The number of the surroundings, see `CellGroups.surroundings`.
    var surroundings: Int32
  }

  private var numbers = PairNumbering()
  /// What each group has in common.
  private(set) var keys: [Key] = []
  /// The first cell of each group, by index.
  private(set) var firsts: [Int] = []
  /// How many events each group has.
  private(set) var events: [Int] = []
  /// The group of each cell.
  private(set) var ofCell: [Int32] = []
  /// Surroundings as far as decisions can depend on them, by their numbers.
  var surroundings: [SurroundingProjection.Surroundings] = []
  /// What the numbers of the surroundings stand for; nothing where all statements count.
  var seen = SurroundingValues()

  /// The groups, from 0.
  var indices: Range<Int> { keys.indices }

  /// Counts another event of a cell that is there.
  mutating func countAgain(_ cell: Int) { events[Int(ofCell[cell])] += 1 }

  /// Adds the next cell, of one event, to those that have as much in common.
  mutating func add(_ key: Key) {
    // The sight is left out: calls with equal numbers have equal actions, and so equal sights.
    let group = Int(numbers.number(key.call, key.surroundings))
    if group == keys.count {
      keys.append(key)
      firsts.append(ofCell.count)
      events.append(0)
    }
    events[group] += 1
    ofCell.append(Int32(truncatingIfNeeded: group))
  }
}
