import AuditStore
import IAMPolicy

/// Events of a database in groups that the policies of a comparison cannot tell apart.
struct GroupedEvents {
  /// The comparison, its vocabulary with the session policies that the log holds.
  let differ: Differ
  let events: RecordedEvents
  private(set) var cells: EventCells

  /// Prepares the events of a database without counting one yet.
  init(_ prepared: Differ, _ recorded: RecordedEvents) {
    differ = prepared.with(recorded)
    events = recorded.resolvingWildcards(differ.conditionKeys)
    cells = EventCells(differ.surroundings(of: events, shown: []), calls: events.calls.indices.count)
  }

  /// The events counted so far in groups.
  ///
  /// - Parameter isExplained: whether statements for other actions are looked at as well, as near misses are.
  func groups(isExplained: Bool = false) -> CellGroups {
    cells.groups(isExplained ? nil : differ.calls(of: events, shown: []))
  }

  /// Counts an event.
  mutating func add(_ row: EventRow, time: Int64) { cells.add(row, time: time) }

  /// What an event's request is decided by under the baseline; nil for an event without a caller.
  ///
  /// Called with the requests that have a part in the decision, by index.
  func explained(
    _ cell: EventCells.Cell, _ indexes: [Int]
  ) -> [(request: AuthorizationRequest, policies: AppliedPolicies)]? {
    guard let derived = events.derived(cell.row), let call = AskedCall(differ, cell, events) else {
      return nil
    }
    let session = events.identity(cell.row).sessionPolicies
    return indexes.map { index in
      let request = call.request(index)
      let policies = differ.evaluator.baseline.policies(
        for: request, session: session, endpoint: call.endpoint,
        coversMany: derived.requests[index].state == .listwild)
      return (request, policies)
    }
  }
}
