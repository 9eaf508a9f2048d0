/// Puts cells in groups with one decision each, in the order of the cells.
struct CellGrouping: Sendable {
  private let calls: CallNumbers?
  private var decisive: DecisiveNumbers
  private var found = CellGroups()

  /// No cells yet.
  ///
  /// - Parameter calls: what statements can see of the calls; nil where statements for other actions are looked at as
  ///   well, as near misses are.
  init(_ projection: SurroundingProjection, _ calls: CallNumbers?) {
    self.calls = calls
    decisive = DecisiveNumbers(projection, calls)
  }

  /// Counts events of a cell; the one behind those that are there is new.
  ///
  /// - Parameters:
  ///   - call: the row of the cell's call.
  ///   - number: the number of its surroundings.
  ///   - surroundings: what policies and reports see of them, by their numbers.
  mutating func add(
    _ cell: Int, call: Int, surroundings number: Int32, _ surroundings: [SurroundingProjection.Surroundings],
    events: Int = 1
  ) {
    if found.has(cell) { return found.count(cell, events: events) }
    found.add(
      CellGroups.Key(
        call: calls?.number(call) ?? Int32(truncatingIfNeeded: call), sight: calls?.keys(ofRow: call) ?? -1,
        surroundings: decisive.number(number, surroundings, ofCall: call)), events: events)
  }

  /// The groups of the cells that were added.
  var groups: CellGroups {
    var groups = found
    groups.surroundings = decisive.masked.surroundings
    groups.seen = decisive.masked.values
    return groups
  }
}
