public import CloudTrail

/// The calls that issued temporary credentials.
extension AuditDatabase {
  private static let columns =
    TextTemplate.columns.map { "n." + $0 }
    + ["n.access_key_id", "n.event_rowid", "e.identity_id", "e.time", "n.id", "e.id"]
  private static let issuances =
    "FROM issuance n LEFT JOIN event e ON e.id = n.event_rowid "
    + "WHERE n.event_rowid NOT IN (SELECT event_rowid FROM amendment)"

  /// Lends the issuances as they were delivered, in the order of ingest, but not those of correcting records.
  public func scanIssuances(_ body: (StoredIssuance) throws -> Void) throws {
    var statement = try connection.prepare(rows: Self.columns, Self.issuances + " ORDER BY n.id")
    try lend(&statement, body)
  }

  /// Lends the issuances of an access key, as `scanIssuances(_:)` does.
  public func scanIssuances(ofAccessKey key: String, _ body: (StoredIssuance) throws -> Void) throws {
    let rows = try EventKeyRuns.rows([EventKey.issuance(Array(key.utf8))], connection)
    if rows.isEmpty { return }
    var statement = try connection.prepare(
      rows: Self.columns, Self.issuances + " AND n.id = ?2 AND n.access_key_id = ?3")
    statement.bind(3, key)
    for row in rows {
      guard let number = try issuance(ofEvent: row) else { continue }
      statement.reset()
      statement.bind(2, number)
      try lend(&statement, body)
    }
  }

  /// The row of what an event issued, by halving: they are numbered in the order of their events.
  private func issuance(ofEvent row: Int) throws(StoreError) -> Int? {
    var issuance = try connection.prepare("SELECT event_rowid FROM issuance WHERE id = ?")
    var (low, high) = (1, Int(try connection.integer("SELECT max(id) FROM issuance") ?? 0))
    while low <= high {
      let middle = low + (high - low) / 2
      issuance.reset()
      issuance.bind(1, middle)
      guard try issuance.step() else { throw issuance.damaged("`issuance` has no row \(middle)") }
      let event = Int(issuance.integer(0))
      if event == row { return middle }
      if event < row { low = middle + 1 } else { high = middle - 1 }
    }
    return nil
  }

  private func lend(
    _ statement: inout Statement, _ body: (StoredIssuance) throws -> Void
  ) throws {
    var templates = try TemplateCache(connection)
    let first = Int32(TextTemplate.columns.count)
    let events = try RowReferences(of: "issuance", [("event_rowid", "event")], connection)
    let identities = try RowReferences(of: "event", [("identity_id", "identity")], connection)
    while try statement.step() {
      let number = statement.integer(first + 4)
      let event = try events.row(0, statement, at: first + 1, ofRow: number)
      guard !statement.isNull(first + 5) else {
        throw statement.damaged(
          "event_rowid", ofRow: number, "issuance", "names row \(event) of `event`, which is not there")
      }
      try body(
        StoredIssuance(
          accessKey: statement.lentText(first) ?? TextSlice(""), eventRow: event,
          identity: try identities.row(0, statement, at: first + 2, ofRow: Int64(event)),
          time: try Self.time(statement, at: first + 3, ofRow: Int64(event)),
          parameters: try templates.text(statement, from: 0, in: "issuance", row: Int(number))))
    }
  }
}

/// The call that issued temporary credentials, lent by a scan: valid until it goes on to the next row.
public struct StoredIssuance {
  /// The access key id of the credentials.
  public var accessKey: TextSlice
  /// The row of its event.
  public var eventRow: Int
  /// Row of `Dimension.identity`: who asked for the credentials.
  public var identity: Int
  /// Seconds since 1970; nil when the record's time could not be read.
  public var time: Int64?
  /// The raw request parameters; nil when they were not recorded.
  public var parameters: TemplatedText?
}
