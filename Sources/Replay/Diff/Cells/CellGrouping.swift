/// What counting some events leaves to do for those that group the cells.
struct CountedCells: Sendable {
  /// The cells that are new, in their order: the rows of their calls and the numbers of their surroundings.
  fileprivate(set) var new: [(call: Int32, surroundings: Int32)] = []
  /// The cells that were there, once for each event.
  fileprivate(set) var again: [Int32] = []
  /// Surroundings with numbers behind those that are known.
  fileprivate let surroundings: ArraySlice<SurroundingProjection.Surroundings>

  /// No cells.
  ///
  /// - Parameter surroundings: what policies and reports see of surroundings with numbers behind those that are known.
  init(_ surroundings: ArraySlice<SurroundingProjection.Surroundings>) { self.surroundings = surroundings }

  /// Notes a new cell.
  mutating func add(call: Int, surroundings: Int32) {
    new.append((Int32(truncatingIfNeeded: call), surroundings))
  }

  /// Notes an event of a cell that is there.
  mutating func count(_ cell: Int) { again.append(Int32(truncatingIfNeeded: cell)) }
}

/// Puts cells in groups with one decision each, in the order of the cells.
struct CellGrouping: Sendable {
  private let calls: CallNumbers?
  private var decisive: DecisiveNumbers
  private var found = CellGroups()
  /// What policies and reports see of surroundings, by their numbers.
  private var surroundings: [SurroundingProjection.Surroundings] = []

  /// No cells yet.
  ///
  /// - Parameter calls: what statements can see of the calls; nil where statements for other actions are looked at as
  ///   well, as near misses are.
  init(_ projection: SurroundingProjection, _ calls: CallNumbers?) {
    self.calls = calls
    decisive = DecisiveNumbers(projection, calls)
  }

  /// Adds the cells that counting some events left.
  mutating func add(_ cells: CountedCells) {
    surroundings += cells.surroundings
    for (row, number) in cells.new {
      let call = Int(row)
      found.add(
        CellGroups.Key(
          call: calls?.number(call) ?? row, sight: calls?.keys(ofRow: call) ?? -1,
          surroundings: decisive.number(number, surroundings, ofCall: call)))
    }
    for cell in cells.again { found.countAgain(Int(cell)) }
  }

  /// The groups of the cells that were added.
  var groups: CellGroups {
    var groups = found
    groups.surroundings = decisive.masked.surroundings
    groups.seen = decisive.masked.values
    return groups
  }
}
