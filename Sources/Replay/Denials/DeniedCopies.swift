import AuditStore
import JSON

/// Denied calls of other accounts of which the log holds the resource owner's copy, which does not name the caller.
///
/// No policy can be asked of them; who denied what is said all the same.
struct DeniedCopies {
  /// Of how many calls of a group the record is read for its resources, where no filter asks for them.
  private static let maximumRecords = 100

  /// Copies that pass the filters, also those of calls that another record stands for.
  private(set) var accepted = 0
  /// Copies that do not.
  private(set) var filtered = 0

  private let filter: RequestFilter
  /// The rows of copies of calls that another record shows.
  private let known: Set<Int>
  private let amendments: Amendments
  private var resolver = ActionResolver(tables: DerivationTables())
  private var actions: [Int: String] = [:]
  private var callers: [Int: String] = [:]
  private var records: [[String]: Int] = [:]
  private var collector = DenialCollector()

  init(
    filter: RequestFilter, _ events: RecordedEvents, _ database: borrowing AuditDatabase,
    _ counted: CountedRecords
  ) throws {
    self.filter = filter
    known = try RepeatedRecords.copiesOfKnownCalls(events, database, counted)
    amendments = try Amendments(database)
  }

  /// Adds a copy with what AWS's message said.
  mutating func add(
    _ row: EventRow, _ events: RecordedEvents, said: String?, _ database: borrowing AuditDatabase
  ) throws {
    let principal = events.identity(row).facts.principal
    let account = events.account(row)
    guard filter.accepts(principal: principal), filter.accepts(account: account), let time = row.time else {
      return filtered += 1
    }
    let action = try action(row, events, database)
    let names = [try caller(row, events, database), account ?? "not known"]
    let resources = try resources(row, in: names, database)
    guard filter.mayAccept(Self.requests(action, resources)) else { return filtered += 1 }
    accepted += 1
    guard !known.contains(row.id) else { return }
    var cell = EventCells.Cell(row: row, time: time)
    cell.add(row.id, time)
    collector.add(
      cell,
      DenialCollector.Facts(
        cause: said ?? "not known",
        principal: principal, account: names[1], actions: [action],
        resources: resources ?? ["not looked up"]), under: names)
  }

  /// The groups by the caller's account and the one that received the copy, most events first.
  func groups(_ database: borrowing AuditDatabase) throws -> [DenialGroup] {
    try collector.groups { try Differ.name(ofEvent: $0, database) }
  }

  /// The resources that the record names; nil where too many of the group have been read already.
  private mutating func resources(
    _ row: EventRow, in group: [String], _ database: borrowing AuditDatabase
  ) throws -> [String]? {
    records[group, default: 0] += 1
    guard !filter.resources.isEmpty || records[group, default: 0] <= Self.maximumRecords else { return nil }
    let named = try database.event(inRow: row.id).map { OwnersCopy($0.json).resources } ?? []
    return named.isEmpty ? ["not named"] : named
  }

  private static func requests(_ action: String, _ resources: [String]?) -> [DerivedRequest] {
    (resources ?? [""]).map { resource in
      DerivedRequest(
        action: action, resource: resource, state: resource.hasPrefix("arn:") ? .exact : .unknown,
        certainty: .certain, resourceAccount: nil, context: [])
    }
  }

  private mutating func action(
    _ row: EventRow, _ events: RecordedEvents, _ database: borrowing AuditDatabase
  ) throws -> String {
    if let known = actions[row.kind] { return known }
    let kind = try corrected(row, .kind, events, database) ?? database.values(of: .kind, row: row.kind)
    let (source, name) = (kind[0] ?? "", kind[1] ?? "")
    let action = resolver.checks(source: source, name: name).first?.action ?? "\(source) \(name)"
    actions[row.kind] = action
    return action
  }

  private mutating func caller(
    _ row: EventRow, _ events: RecordedEvents, _ database: borrowing AuditDatabase
  ) throws -> String {
    if let known = callers[row.identity] { return known }
    let identity =
      try corrected(row, .identity, events, database) ?? database.values(of: .identity, row: row.identity)
    let json = RecordedCall.json(identity[0])
    let account = json?["accountId"]?.shown ?? "not known"
    callers[row.identity] = account
    return account
  }

  /// What no row of the database holds, as the event was corrected; nil for one that was not.
  private func corrected(
    _ row: EventRow, _ dimension: Dimension, _ events: RecordedEvents, _ database: borrowing AuditDatabase
  ) throws -> [String?]? {
    if events.corrections[row.id] == nil { return nil }
    return try amendments.correctedEvent(inRow: row.id, database)?.values[dimension]
  }
}
