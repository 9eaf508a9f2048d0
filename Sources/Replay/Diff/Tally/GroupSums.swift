import AuditStore
import IAMPolicy

/// What the groups of events of a diff add up to.
struct GroupSums: Sendable {
  private let events: RecordedEvents
  private let cells: CellList
  private(set) var tally: DiffTally
  private var details: CellDetails
  private(set) var shares: ShareFinder
  /// What each event comes to; nil unless it is asked for.
  private(set) var outcomes: OutcomeCollector?

  init(
    _ events: RecordedEvents, _ cells: CellList, _ tally: DiffTally, _ details: CellDetails,
    _ shares: ShareFinder, _ outcomes: OutcomeCollector?
  ) {
    self.events = events
    self.cells = cells
    self.tally = tally
    self.details = details
    self.shares = shares
    self.outcomes = outcomes
  }

  /// Counts all events of a group.
  mutating func count(_ group: ArraySlice<Int>, _ decided: DecidedGroup) {
    guard let first = group.first else { return }
    let total = group.reduce(0) { $0 + cells.events($1) }
    shares.add(decided.shares, events: total)
    outcomes?.note(group, decided.verdict, events: total)
    let counted = tally.group(
      decided, events.calls.requests(of: cells.call(first)), together: shares.words(decided.shares),
      events: total)
    details.begin(decided.verdict)
    for index in group {
      let cell = cells[index]
      tally.add(
        cell, events.calls.requests(of: cell.row.call),
        account: counted.hasCauses ? events.account(cell.row) : nil, counted, &details)
    }
  }
}
