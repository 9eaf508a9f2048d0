import CloudTrail

/// Calls of AWS Organizations.
extension AuditDatabase {
  /// Lends the allowed events that certainly made one of some requests to AWS Organizations.
  ///
  /// They are as they were delivered, without what was corrected later.
  ///
  /// - Parameters:
  ///   - actions: names with their service, `organizations:CreateAccount`.
  ///   - last: the last event that is wanted, by its row.
  public func scanOrganizationCalls(
    of actions: Set<String>, through last: Int?, _ body: (OrganizationCall) throws -> Void
  ) throws {
    let names = try namesOfOrganizations().intersection(actions)
    if names.isEmpty { return }
    var event = try connection.prepare(
      "SELECT e.time, e.identity_id FROM event e JOIN call a ON a.id = e.call_id \(CallTables.requests) "
        + "JOIN action n ON n.id = \(CallTables.action) WHERE e.id = ? AND n.name = ? "
        + "AND \(CallTables.isCertainlyAllowed) LIMIT 1")
    let identities = try RowReferences(of: "event", [("identity_id", "identity")], connection)
    for name in names.sorted() {
      let key = TextSlice.with(Array(name.utf8)) { EventKey.ofOrganizations(action: $0) }
      for row in try EventKeyRuns.rows([key], connection) where row <= last ?? .max {
        event.reset()
        event.bind(1, row)
        event.bind(2, name)
        guard try event.step() else { continue }
        try body(
          OrganizationCall(
            row: row, time: try Self.time(event, at: 0, ofRow: Int64(row)),
            identity: try identities.row(0, event, at: 1, ofRow: Int64(row)),
            action: name))
      }
    }
  }

  /// The ARNs of a service's policies that AWS's messages name, in their order.
  ///
  /// - Parameter last: the last event that counts, by its row.
  public func namedPolicies(of service: String, through last: Int?) throws(StoreError) -> [String] {
    var heads = try connection.prepare(
      "SELECT id, policy_arn FROM call_head WHERE policy_arn LIKE 'arn:%:\(service):%' ORDER BY policy_arn, id"
    )
    var named: [(head: Int64, policy: String)] = []
    while try heads.step() { if let policy = heads.text(1) { named.append((heads.integer(0), policy)) } }
    guard let last, !named.isEmpty else { return Set(named.map { $0.policy }).sorted() }
    var event = try connection.prepare(
      "SELECT 1 FROM event e JOIN call a ON a.id = e.call_id WHERE a.head_id = ? AND e.id <= ? LIMIT 1")
    var found: Set<String> = []
    for (head, policy) in named where !found.contains(policy) {
      event.reset()
      event.bind(1, head)
      event.bind(2, last)
      if try event.step() { found.insert(policy) }
    }
    return found.sorted()
  }

  /// The actions of AWS Organizations that any event asked for.
  private func namesOfOrganizations() throws(StoreError) -> Set<String> {
    var statement = try connection.prepare(
      "SELECT name FROM action WHERE name >= 'organizations:' AND name < 'organizations;'")
    var names: Set<String> = []
    while try statement.step() { if let name = statement.text(0) { names.insert(name) } }
    return names
  }
}

/// A call of AWS Organizations that was allowed.
public struct OrganizationCall: Sendable, Hashable {
  /// The row of its event.
  public var row: Int
  /// Seconds since 1970; nil when the record's time could not be read.
  public var time: Int64?
  /// Row of `Dimension.identity`: who called.
  public var identity: Int
  /// The request that it made.
  public var action: String
}
