import AuditStore

/// Looks for earlier events in which AWS allowed a principal what it denied later; corrected events count as they stand
/// now.
struct AllowedSearch {
  private let principal: String
  private let time: Int64
  /// The templates that identities of the principal may have.
  private let templates: [Int]
  /// The rows of corrected events, which hold what was delivered first.
  private let correctedRows: Set<Int>
  /// Earlier events of the principal that were corrected and are allowed now, with their times.
  private let corrected: [(event: CorrectedEvent, time: Int64)]
  private var isSame: [Int: Bool] = [:]

  /// - Parameter time: seconds since 1970 UTC; events of this time or later are none before.
  init(
    principal: String, before time: Int64, _ amendments: Amendments, _ database: borrowing AuditDatabase
  ) throws {
    self.principal = principal
    self.time = time
    templates = try PrincipalTemplates(of: principal).rows(database)
    let events = try amendments.correctedEvents(database)
    correctedRows = Set(events.map { $0.row.id })
    corrected = events.compactMap { event in
      guard let own = event.row.time, own < time,
        IdentityFacts(stored: event.values[.identity][0]).principal == principal
      else { return nil }
      return (event, own)
    }
  }

  /// When a request was allowed last.
  mutating func answer(_ request: DerivedRequest, _ database: borrowing AuditDatabase) throws -> AllowedBefore
  {
    if let reason = request.whyNotTheSame { return .notLookedFor(reason) }
    let found = [try delivered(request, database)].compactMap { $0 } + corrected(request)
    guard let last = found.max(by: { ($0.time, $0.row) < ($1.time, $1.row) }) else { return .never }
    return .lastIn(SeenEvent(row: last.row, id: try database.eventID(ofRow: last.row), time: last.time))
  }

  private mutating func delivered(
    _ request: DerivedRequest, _ database: borrowing AuditDatabase
  ) throws -> (row: Int, time: Int64)? {
    var found: (row: Int, time: Int64)?
    try database.scanAllowed(
      action: request.action, resource: request.resource, by: templates, before: time
    ) { row, time, identity in
      guard !correctedRows.contains(row), try isSamePrincipal(identity, database) else { return false }
      found = (row, time)
      return true
    }
    return found
  }

  private func corrected(_ request: DerivedRequest) -> [(row: Int, time: Int64)] {
    corrected.filter { $0.event.derived.wasAllowed(request.action, on: request.resource) }
      .map { ($0.event.row.id, $0.time) }
  }

  private mutating func isSamePrincipal(
    _ identity: Int, _ database: borrowing AuditDatabase
  ) throws -> Bool {
    if let known = isSame[identity] { return known }
    let facts = IdentityFacts(stored: try database.values(of: .identity, row: identity)[0])
    isSame[identity] = facts.principal == principal
    return facts.principal == principal
  }
}

extension DerivedRequest {
  /// Why no other event can be told to have made the same request; nil where one can.
  fileprivate var whyNotTheSame: String? {
    switch state {
    case .unknown: "the log does not tell the resource"
    case .ambiguous, .partial: "the log does not tell all of the resource"
    case .wild: "there was no such resource yet"
    case .listwild: "the log does not name the resources that were to be listed"
    // A path or a suffix that is assumed does not tell two of one name apart; an id would.
    case .assumed: resource.contains("*") ? "the log does not tell all of the resource" : nil
    case .message, .exact, .star, .literal: nil
    }
  }
}
