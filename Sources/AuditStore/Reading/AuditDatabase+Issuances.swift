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
      "SELECT n.access_key_id, n.event_rowid, e.identity_id, e.time, n.details FROM issuance n "
        + "JOIN event e ON e.id = n.event_rowid JOIN call c ON c.id = e.call_id "
        + "WHERE c.class <> \(EventClass.amendment.rawValue)"
        + (key == nil ? "" : " AND n.access_key_id = ?") + " ORDER BY n.id")
    if let key { statement.bind(1, key) }
    while try statement.step() {
      try body(
        StoredIssuance(
          accessKey: statement.text(0) ?? "", eventRow: Int(statement.integer(1)),
          identity: Int(statement.integer(2)), time: statement.isNull(3) ? nil : statement.integer(3),
          parameters: statement.text(4)))
    }
  }
}

/// The call that issued temporary credentials.
public struct StoredIssuance: Sendable, Hashable {
  /// The access key id of the credentials.
  public var accessKey: String
  /// The row of its event.
  public var eventRow: Int
  /// Row of `Dimension.identity`: who asked for the credentials.
  public var identity: Int
  /// Seconds since 1970; nil when the record's time could not be read.
  public var time: Int64?
  /// The raw request parameters; nil when they were not recorded.
  public var parameters: String?
}
