/// The calls that issued temporary credentials.
extension AuditDatabase {
  /// Lends the issuances as they were delivered, in the order of ingest, but not those of correcting records.
  ///
  /// The table has no index by key, so it is read through.
  ///
  /// - Parameter key: the access key that was issued; nil for all.
  public func scanIssuances(
    ofAccessKey key: String? = nil, _ body: (StoredIssuance) throws -> Void
  ) throws {
    var statement = try connection.prepare(
      "SELECT \(TextTemplate.columns.map { "n." + $0 }.joined(separator: ", ")), n.access_key_id, n.event_rowid, "
        + "e.identity_id, e.time FROM issuance n "
        + "JOIN event e ON e.id = n.event_rowid JOIN call c ON c.id = e.call_id "
        + "WHERE c.class <> \(EventClass.amendment.rawValue)"
        + (key == nil ? "" : " AND n.access_key_id = ?") + " ORDER BY n.id")
    if let key { statement.bind(1, key) }
    var templates = try TemplateCache(connection)
    let first = Int32(TextTemplate.columns.count)
    while try statement.step() {
      try body(
        StoredIssuance(
          accessKey: statement.text(first) ?? "", eventRow: Int(statement.integer(first + 1)),
          identity: Int(statement.integer(first + 2)),
          time: statement.optionalInteger(first + 3).map(Int64.init),
          parameters: try templates.text(statement, from: 0)))
    }
  }
}

/// The call that issued temporary credentials.
public struct StoredIssuance: Sendable {
  /// The access key id of the credentials.
  public var accessKey: String
  /// The row of its event.
  public var eventRow: Int
  /// Row of `Dimension.identity`: who asked for the credentials.
  public var identity: Int
  /// Seconds since 1970; nil when the record's time could not be read.
  public var time: Int64?
  /// The raw request parameters; nil when they were not recorded.
  public var parameters: TemplatedText?
}
