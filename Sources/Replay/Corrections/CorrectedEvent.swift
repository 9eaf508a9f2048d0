import AuditStore
import CloudTrail

/// An event as it stands after its corrections.
struct CorrectedEvent {
  /// The row under which it counts, with the time that holds now: of the event, or of a correction where the log
  /// does not hold the event.
  let row: EventRow
  /// The rows of the records that were taken in.
  let amendments: [Int]
  /// What its rows would hold.
  let values: EventValues
  let derived: DerivedEvent
  /// Which members were corrected.
  let members: CorrectedMembers

  /// Reads an event and its corrections again; nil when its record cannot be read.
  ///
  /// - Parameter records: the stored events by row.
  init?(
    base: Int, amendments: [Int], _ deriver: inout EventDeriver, _ records: [Int: StoredEvent]
  ) {
    guard let stored = records[base],
      var record = RawEvent.withEvent(stored.json, { CorrectedRecord($0) })
    else { return nil }
    for row in amendments {
      guard let amendment = records[row] else { continue }
      _ = RawEvent.withEvent(amendment.json) { record.correct(by: $0) }
    }
    let read = RawEvent.withEvent(record.json) { (EventValues($0), deriver.derive($0)) }
    guard let (values, derived) = read else { return nil }
    var row = stored.row
    row.time = values.time
    self.row = row
    self.amendments = amendments
    self.values = values
    self.derived = record.isReadable ? derived : DerivedEvent(eventClass: .unreadable, recorded: .unknown)
    members = record.correctedMembers
  }
}

/// The members of a record that later records correct, by CloudTrail's names, in order.
public struct CorrectedMembers: Sendable, Equatable {
  /// Those that hold something else now.
  public var changed: [String] = []
  /// Those of which no record tells what they hold now.
  public var unknown: [String] = []
}

extension Amendments {
  /// Every event that was corrected, as it stands now.
  func correctedEvents(
    _ database: borrowing AuditDatabase, through last: Int? = nil
  ) throws -> [CorrectedEvent] {
    isEmpty ? [] : try correctedEvents(groups(database, through: last), database)
  }

  /// The event in a row as it stands after its corrections; nil for one that has none.
  func correctedEvent(inRow row: Int, _ database: borrowing AuditDatabase) throws -> CorrectedEvent? {
    try correctedEvents(inRows: [row], database).first
  }

  /// The events in some rows as they stand after their corrections, of those that have any.
  func correctedEvents(
    inRows rows: Set<Int>, _ database: borrowing AuditDatabase
  ) throws -> [CorrectedEvent] {
    isEmpty ? [] : try correctedEvents(groups(database).filter { rows.contains($0.base) }, database)
  }

  private func correctedEvents(
    _ groups: [(base: Int, amendments: [Int])], _ database: borrowing AuditDatabase
  ) throws -> [CorrectedEvent] {
    let records = try database.events(inRows: Set(groups.flatMap { [$0.base] + $0.amendments }))
    var deriver = EventDeriver()
    var events: [CorrectedEvent] = []
    for group in groups {
      let event = CorrectedEvent(base: group.base, amendments: group.amendments, &deriver, records)
      if let event { events.append(event) }
    }
    return events
  }
}
