/// Records of one call in several accounts.
extension AuditDatabase {
  /// Which records with a shared id are wanted.
  public enum SharedRecords: Sendable, Hashable {
    /// Resource owners' copies and VPC endpoints' records that have requests.
    case replayable
    /// Resource owners' copies, with requests or without.
    case ownerCopies
    /// What is neither an owner's copy nor a VPC endpoint's record, but for corrections.
    case callers
    /// All with the id of the one in this row, but for corrections.
    case of(row: Int)
  }

  /// Lends the records that have a shared id, in the order of ingest.
  ///
  /// But for those of one record, all events are looked at.
  /// - Parameter last: the last event that is wanted, by its row.
  public func scanSharedRecords(
    _ wanted: SharedRecords, through last: Int?, _ body: (SharedRecord) throws -> Void
  ) throws {
    let secondary = "(\(EventClass.ownerCopy.rawValue), \(EventClass.network.rawValue))"
    let condition =
      switch wanted {
      case .replayable: "(h.id IS NULL OR h.class IN \(secondary) AND h.request_count > 0)"
      case .ownerCopies: "(h.id IS NULL OR h.class = \(EventClass.ownerCopy.rawValue))"
      case .callers: "(h.id IS NULL OR h.class NOT IN \(secondary))"
      case .of(let row):
        "e.id IN (SELECT value FROM json_each(?)) "
          + "AND e.shared_event_id = (SELECT shared_event_id FROM event WHERE id = \(row))"
      }
    var statement = try connection.prepare(
      "SELECT e.id, e.shared_event_id, h.class, h.request_count, p.recipient_account_id, n.vpc_endpoint_id, "
        + "e.event_id, h.id, p.id, n.id FROM event e LEFT JOIN call a ON a.id = e.call_id "
        + "LEFT JOIN call_head h ON h.id = a.head_id LEFT JOIN place p ON p.id = e.place_id "
        + "LEFT JOIN endpoint n ON n.id = e.endpoint_id WHERE e.shared_event_id IS NOT NULL "
        + "AND (h.id IS NULL OR h.class <> \(EventClass.amendment.rawValue)) AND \(condition)"
        + (last.map { " AND e.id <= \($0)" } ?? "") + " ORDER BY e.id")
    if case .of(let row) = wanted { statement.bind(1, numbers: try rowsSharing(idOf: row)) }
    while try statement.step() {
      for (place, column, names) in [
        (7, "call_id", "call"), (8, "place_id", "place"), (9, "endpoint_id", "endpoint"),
      ]
      where statement.isNull(Int32(place)) {
        throw statement.damaged(
          column, ofRow: statement.integer(0), "event", "names no row of `\(names)`, or one that is damaged")
      }
      let isText = statement.isText(6)
      try body(
        SharedRecord(
          row: Int(statement.integer(0)), sharedID: statement.bytes(1),
          eventClass: EventClass(rawValue: UInt8(truncatingIfNeeded: statement.integer(2))) ?? .unreadable,
          hasRequests: statement.integer(3) > 0, account: statement.text(4), endpoint: statement.text(5),
          eventID: isText ? statement.text(6) ?? "" : UUIDText.of(statement.bytes(6))))
    }
  }

  /// The rows of the events that may share the id of the one in a row.
  private func rowsSharing(idOf row: Int) throws(StoreError) -> [Int] {
    var event = try connection.prepare("SELECT shared_event_id FROM event WHERE id = ?")
    event.bind(1, row)
    guard try event.step(), !event.isNull(0) else { return [] }
    return try EventKeyRuns.rows([EventKey.shared(event.bytes(0))], connection)
  }
}

/// One of several records of a call.
public struct SharedRecord: Sendable, Hashable {
  /// The row of its event.
  public var row: Int
  /// The id that all of them have, as stored.
  public var sharedID: [UInt8]
  /// Why it is replayed, or is not.
  public var eventClass: EventClass
  /// Whether requests were derived from it.
  public var hasRequests: Bool
  /// The account that received it.
  public var account: String?
  /// The VPC endpoint that it names.
  public var endpoint: String?
  /// Its own id; empty for a record without one.
  public var eventID: String
}
