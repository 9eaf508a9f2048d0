/// What a database holds, in sums that add up.
public struct StoreTotals: Sendable, Equatable {
  /// Files that were read, copies included.
  public var files = 0
  /// Events in the database.
  public var ingested = 0
  /// Events that were delivered more than once.
  public var duplicates = 0
  /// Records that could not be read, by reason.
  public var rejects: [String: Int] = [:]
  /// Events that an ingest with a window passed over.
  public var outOfWindow = 0
  /// Events by class.
  public var classes: [EventClass: Int] = [:]

  /// Makes sums of nothing.
  public init() {}

  /// Records that could not be read.
  public var rejected: Int { rejects.values.reduce(0, +) }
  /// Events read, rejects included.
  public var read: Int { ingested + duplicates + rejected + outOfWindow }
}

/// How many events one account has in one region on one day: what a gap shows against.
public struct Coverage: Sendable, Hashable {
  /// Days since 1970-01-01, UTC.
  public var day: Int
  /// The receiving account.
  public var account: String?
  /// The region of the record.
  public var region: String?
  /// Events on that day.
  public var events: Int
}

extension AuditDatabase {
  /// The sums over everything that was ever read into the database.
  public func totals() throws(StoreError) -> StoreTotals {
    var totals = StoreTotals()
    var files = try connection.prepare(
      "SELECT count(*), total(ingested), total(duplicates), total(out_of_window) FROM file")
    if try files.step() {
      totals.files = Int(files.integer(0))
      totals.ingested = Int(files.integer(1))
      totals.duplicates = Int(files.integer(2))
      totals.outOfWindow = Int(files.integer(3))
    }
    var rejects = try connection.prepare("SELECT reason, count(*) FROM reject GROUP BY reason")
    while try rejects.step() { totals.rejects[rejects.text(0) ?? ""] = Int(rejects.integer(1)) }
    totals.classes = try classes(in: TimeWindow())
    return totals
  }

  /// The events of a window by class.
  public func classes(in window: TimeWindow) throws(StoreError) -> [EventClass: Int] {
    var found: [EventClass: Int] = [:]
    var statement = try connection.prepare(
      "SELECT c.class, sum(n) FROM (SELECT call_id, count(*) AS n FROM event\(Self.condition(window)) "
        + "GROUP BY call_id) JOIN call c ON c.id = call_id GROUP BY c.class")
    while try statement.step() {
      let eventClass = EventClass(rawValue: UInt8(truncatingIfNeeded: statement.integer(0))) ?? .unreadable
      found[eventClass, default: 0] += Int(statement.integer(1))
    }
    return found
  }

  /// Days, accounts and regions that have events in a window, in that order.
  public func coverage(in window: TimeWindow) throws(StoreError) -> [Coverage] {
    var found: [Coverage] = []
    var statement = try connection.prepare(
      "SELECT day, p.recipient_account_id, p.aws_region, sum(n) FROM (SELECT time / 86400 AS day, place_id, "
        + "count(*) AS n FROM event\(Self.condition(window)) GROUP BY 1, 2) JOIN place p ON p.id = place_id "
        + "WHERE day IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")
    while try statement.step() {
      found.append(
        Coverage(
          day: Int(statement.integer(0)), account: statement.text(1), region: statement.text(2),
          events: Int(statement.integer(3))))
    }
    return found
  }

  /// The identity row of the credentials' issuing call and its raw request parameters, by access key id.
  ///
  /// In the order of ingest; a key that stands twice counts by its first issuance.
  public func scanIssuances(_ body: (String, Int, String?) throws -> Void) throws {
    var statement = try connection.prepare(
      "SELECT n.access_key_id, e.identity_id, n.details FROM issuance n JOIN event e ON e.id = n.event_rowid "
        + "ORDER BY n.id")
    while try statement.step() {
      try body(statement.text(0) ?? "", Int(statement.integer(1)), statement.text(2))
    }
  }

  /// What could not be read: path, record number, byte offset and reason, in the order of ingest.
  public func scanRejects(_ body: (String, Int, Int, String) throws -> Void) throws {
    var statement = try connection.prepare(
      "SELECT f.path, j.record_number, j.byte_offset, j.reason FROM reject j JOIN file f ON f.id = j.file_id "
        + "ORDER BY j.id")
    while try statement.step() {
      try body(
        statement.text(0) ?? "", Int(statement.integer(1)), Int(statement.integer(2)), statement.text(3) ?? ""
      )
    }
  }
}
