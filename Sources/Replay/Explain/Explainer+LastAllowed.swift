import AuditStore

extension Explainer {
  /// The last event before in which the same role or user was allowed what is denied now.
  func lastAllowed(_ call: RecordedCall, _ database: borrowing AuditDatabase) throws -> SeenEvent? {
    guard case .denied(let among) = call.derived.record, let index = among.first,
      let time = call.stored.row.time
    else { return nil }
    let request = call.derived.requests[index]
    guard request.state != .unknown else { return nil }
    let principal = call.facts.identity.principal
    let templates = try Self.templates(of: principal, database)
    var same: [Int: Bool] = [:]
    var found: (row: Int, time: Int64)?
    try database.scanAllowed(
      action: request.action, resource: request.resource, by: templates, before: time
    ) { row, time, identity in
      let isSame: Bool
      if let known = same[identity] {
        isSame = known
      } else {
        let caller = IdentityFacts(stored: try database.values(of: .identity, row: identity)[0])
        isSame = caller.principal == principal
        same[identity] = isSame
      }
      if isSame { found = (row, time) }
      return isSame
    }
    return try found.map { SeenEvent(row: $0.row, id: try database.eventID(ofRow: $0.row), time: $0.time) }
  }

  /// The templates whose identities may be of a principal: where a session's own texts name it, that cannot be told.
  private static func templates(of principal: String, _ database: borrowing AuditDatabase) throws -> [Int] {
    var found: [Int] = []
    if IdentityFacts(stored: nil).principal == principal { found.append(0) }
    let marks = IdentityValue.allCases.map { $0.mark }
    try database.scanIdentityTemplates { row, text in
      let own = IdentityFacts(stored: text).principal
      if own == principal || marks.contains(where: { own.contains($0) }) { found.append(row) }
    }
    return found
  }
}
