import AuditStore
import CloudTrail

/// Records of calls that other records of a database stand for, whatever order they were ingested in.
///
/// CloudTrail User Guide, "CloudTrail record contents", `sharedEventID`: CloudTrail gives the records of one call in
/// several accounts, and the one of the VPC endpoint that it took, the same id.
struct RepeatedRecords {
  /// The row of the record that stands for the call, by the row of each other one.
  private(set) var standing: [Int: Int] = [:]

  /// Looks through all events, but only where there is a record that another one may stand for.
  ///
  /// A record that is left out stands for none that is not.
  init(
    _ events: RecordedEvents, _ database: borrowing AuditDatabase,
    _ counted: CountedRecords = CountedRecords()
  ) throws {
    let calls = events.calls
    guard calls.indices.contains(where: { calls.isSecondary($0) && calls.isReplayed($0) }) else { return }
    var groups: [[UInt8]: [SharedRecord]] = [:]
    try database.scanSharedRecords(.replayable, through: counted.last) { record in
      groups[record.sharedID, default: []].append(record.corrected(events))
    }
    try database.scanSharedRecords(.callers, through: counted.last) { record in
      groups[record.sharedID]?.append(record.corrected(events))
    }
    let several = groups.values.filter { $0.count > 1 }
    let rows = try counted.rows(several.flatMap { $0.map { $0.row } }, events, database)
    for group in several { settle(rows.map { rows in group.filter { rows.contains($0.row) } } ?? group) }
  }

  /// The record that stands for the one in a row; nil where it stands itself.
  static func standing(
    forRow row: Int, _ amendments: Amendments, _ database: borrowing AuditDatabase
  ) throws -> Int? {
    var group: [SharedRecord] = []
    try database.scanSharedRecords(.of(row: row), through: nil) { group.append($0) }
    let corrected = try amendments.correctedEvents(inRows: Set(group.map { $0.row }), database)
    let events = Dictionary(corrected.map { ($0.row.id, $0) }) { first, _ in first }
    for index in group.indices {
      guard let event = events[group[index].row] else { continue }
      group[index].take(
        event.derived.eventClass, hasRequests: !event.derived.requests.isEmpty,
        endpoint: event.values[.endpoint][0])
    }
    var records = RepeatedRecords()
    records.settle(group)
    return records.standing[row]
  }

  /// The rows of the resource owners' copies of calls that the log holds a record of the caller's account for which counts.
  static func copiesOfKnownCalls(
    _ events: RecordedEvents, _ database: borrowing AuditDatabase, _ counted: CountedRecords
  ) throws -> Set<Int> {
    var copies: [[UInt8]: [Int]] = [:]
    try database.scanSharedRecords(.ownerCopies, through: nil) {
      copies[$0.sharedID, default: []].append($0.row)
    }
    if copies.isEmpty { return [] }
    var known: [Int: [Int]] = [:]
    try database.scanSharedRecords(.callers, through: nil) { known[$0.row] = copies[$0.sharedID] }
    let rows = try counted.rows(Array(known.keys), events, database)
    return Set(known.filter { rows?.contains($0.key) ?? true }.values.joined())
  }

  private init() {}

  private mutating func settle(_ group: [SharedRecord]) {
    let order = group.sorted { $0.precedes($1) }
    let caller = order.first { $0.isOfCaller }
    let owners = order.filter { $0.isOfOwner }
    // The owners' copies stand for a call that the caller's account did not record, and one of them for all.
    let own = caller ?? owners.first { $0.hasRequests }
    for copy in owners where copy.row != own?.row { standing[copy.row] = own?.row }
    var told = [own].compactMap { $0 }.filter { $0.hasRequests }
    for record in order where record.isOfEndpoint {
      // A record that names the endpoint has its policy asked as well.
      let same = told.first { $0.endpoint != nil && $0.endpoint == record.endpoint }
      if let same { standing[record.row] = same.row } else { told.append(record) }
    }
  }
}

/// The records that a run looks at.
struct CountedRecords {
  /// When they were.
  var window = TimeWindow()
  /// The last of them by its row; nil for all.
  var last: Int?
  /// What passes the filters; nil where everything does.
  var accepts: ((EventRow) -> Bool)?

  /// Those of some rows that are among them; nil for all.
  fileprivate func rows(
    _ rows: [Int], _ events: RecordedEvents, _ database: borrowing AuditDatabase
  ) throws -> Set<Int>? {
    if rows.isEmpty || (window == TimeWindow() && accepts == nil) { return nil }
    var counted: Set<Int> = []
    try database.scanEvents(inRows: rows) { stored in
      let row = events.corrections[stored.id] ?? stored
      if window.contains(row.time), accepts?(row) ?? true { counted.insert(row.id) }
    }
    return counted
  }
}

extension RecordedCalls {
  /// Whether a call is of a record that another account's may stand for.
  fileprivate func isSecondary(_ row: Int) -> Bool {
    switch call(row)?.eventClass {
    case .ownerCopy, .network: true
    default: false
    }
  }
}

extension SharedRecord {
  /// The record as it stands after its corrections.
  fileprivate func corrected(_ events: RecordedEvents) -> SharedRecord {
    guard let row = events.corrections[row], let call = events.calls.call(row.call) else { return self }
    var record = self
    record.take(
      call.eventClass, hasRequests: !events.calls.requests(of: row.call).isEmpty,
      endpoint: events.endpoints[row.endpoint][0])
    return record
  }

  fileprivate mutating func take(_ eventClass: EventClass, hasRequests: Bool, endpoint: String?) {
    self.eventClass = eventClass
    self.hasRequests = hasRequests
    self.endpoint = endpoint
  }

  /// One that cannot be read any more stands for no other.
  fileprivate var isOfCaller: Bool { !isOfOwner && !isOfEndpoint && eventClass != .unreadable }
  fileprivate var isOfOwner: Bool { eventClass == .ownerCopy }
  fileprivate var isOfEndpoint: Bool { eventClass == .network }

  /// An order that does not depend on that of ingest.
  fileprivate func precedes(_ other: Self) -> Bool {
    let (left, right) = ([account ?? "", eventID], [other.account ?? "", other.eventID])
    return left == right ? row < other.row : left.lexicographicallyPrecedes(right)
  }
}
