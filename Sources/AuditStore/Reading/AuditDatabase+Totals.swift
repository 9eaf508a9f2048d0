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

  /// Makes sums of nothing.
  public init() {}

  /// Records that could not be read.
  public var rejected: Int { rejects.values.reduce(0, +) }
  /// Events read, rejects included.
  public var read: Int { ingested + duplicates + rejected + outOfWindow }
}

extension AuditDatabase {
  /// The sums over everything that was ever read into the database.
  public func totals() throws(StoreError) -> StoreTotals {
    var totals = StoreTotals()
    var files = try connection.prepare("SELECT ingested, duplicates, out_of_window FROM file")
    while try files.step() {
      totals.files += 1
      totals.ingested += try Self.count(files, 0)
      totals.duplicates += try Self.count(files, 1)
      totals.outOfWindow += try Self.count(files, 2)
    }
    var rejects = try connection.prepare(
      "SELECT reason, sum(\(Self.recordsOfReject)) FROM reject GROUP BY reason")
    while try rejects.step() { totals.rejects[rejects.text(0) ?? ""] = Int(rejects.integer(1)) }
    return totals
  }

  /// A count of a file's records, none of which is beyond 32 bits: so sums of them cannot overflow.
  static func count(_ row: borrowing Statement, _ column: Int32) throws(StoreError) -> Int {
    let count = row.integer(column)
    guard count >= 0, count <= UInt32.max else { throw row.damaged("a file cannot have \(count) records") }
    return Int(count)
  }

  /// How many events certainly lie in a window: where it has an end, one without a time does not.
  public func eventCount(in window: TimeWindow) throws(StoreError) -> Int {
    let condition = window == TimeWindow() ? "" : Self.condition(window) + " AND time IS NOT NULL"
    return Int(try connection.integer("SELECT count(*) FROM event\(condition)") ?? 0)
  }

  /// How many events have no time that can be read.
  public func eventCountWithoutTime() throws(StoreError) -> Int {
    Int(try connection.integer("SELECT count(*) FROM event WHERE time IS NULL") ?? 0)
  }

  /// The times of the first and the last event, seconds since 1970 UTC; nil when no event has one.
  public func loggedTimes() throws(StoreError) -> ClosedRange<Int64>? {
    var statement = try connection.prepare("SELECT min(time), max(time) FROM event")
    guard try statement.step(), !statement.isNull(0) else { return nil }
    let (first, last) = (statement.integer(0), statement.integer(1))
    guard first <= last, Self.times.contains(first), Self.times.contains(last) else {
      throw statement.damaged("events cannot lie between \(first) and \(last)")
    }
    return first...last
  }

  /// The events of a window by class.
  public func classes(in window: TimeWindow) throws(StoreError) -> [EventClass: Int] {
    var found: [EventClass: Int] = [:]
    var statement = try connection.prepare(
      "SELECT h.class, sum(n) FROM (SELECT call_id, count(*) AS n FROM event\(Self.condition(window)) "
        + "GROUP BY call_id) LEFT JOIN call a ON a.id = call_id LEFT JOIN call_head h ON h.id = a.head_id GROUP BY h.class"
    )
    while try statement.step() {
      guard let stored = statement.number(0) else {
        throw statement.damaged(
          "`call_id` of a row of `event` names no row of `call` with one of `call_head`")
      }
      let eventClass = UInt8(exactly: stored).flatMap { EventClass(rawValue: $0) } ?? .unreadable
      found[eventClass, default: 0] += Int(statement.integer(1))
    }
    return found
  }
}
