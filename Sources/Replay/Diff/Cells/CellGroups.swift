/// Cells in groups with one decision each, both in the order of their first event.
struct CellGroups: RandomAccessCollection {
  /// What the events of a group have in common, as policies see it.
  struct Key {
    /// The call, see `CallNumbers.number(_:)`; the stored call's row where statements for other actions count as well.
    var call: Int32
    /// What the statements for the call's actions look at, see `CallNumbers.sight(_:)`; -1 where all count.
    var sight: Int32
    /// The number of the surroundings, see `CellGroups.surroundings`.
    var surroundings: Int32
  }

  /// What each group has in common.
  let keys: [Key]
  /// Surroundings as far as decisions can depend on them, by their numbers.
  let surroundings: [SurroundingProjection.Surroundings]
  /// Identities as far as decisions can depend on them, by their numbers; none where all statements count.
  let identities: [ProjectedIdentity]
  private let cells: [Int]
  /// Where each group's cells begin; those of the last end with all.
  private let starts: [Int]

  /// - Parameter groups: the group of each cell, numbered by their first.
  init(
    _ groups: [Int32], _ keys: [Key], _ surroundings: [SurroundingProjection.Surroundings],
    _ identities: [ProjectedIdentity]
  ) {
    self.keys = keys
    self.surroundings = surroundings
    self.identities = identities
    var starts = [Int](repeating: 0, count: keys.count + 1)
    for group in groups { starts[Int(group) + 1] += 1 }
    for index in keys.indices { starts[index + 1] += starts[index] }
    var next = starts
    var cells = [Int](repeating: 0, count: groups.count)
    for (cell, group) in groups.enumerated() {
      cells[next[Int(group)]] = cell
      next[Int(group)] += 1
    }
    self.starts = starts
    self.cells = cells
  }

  var startIndex: Int { 0 }
  var endIndex: Int { keys.count }

  /// The cells of a group, by index.
  subscript(group: Int) -> ArraySlice<Int> { cells[starts[group]..<starts[group + 1]] }
}
