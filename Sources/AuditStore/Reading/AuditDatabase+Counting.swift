/// Events or requests that a table of counts need not tell apart.
public struct CountedGroup: Sendable {
  /// The event of the first of them, by its row.
  public let event: Int
  /// The number of its request within the event; 0 where events are counted.
  public let request: Int
  /// How many they are.
  public private(set) var count = 0
  /// The times of the first and the last that has one, seconds since 1970 UTC.
  public private(set) var times: ClosedRange<Int64>?

  /// Makes a group of nothing, for those that are like one of them.
  public init(event: Int, request: Int) {
    self.event = event
    self.request = request
  }

  /// Counts one more.
  public mutating func add(at time: Int64?) {
    count += 1
    guard let time else { return }
    let known = times ?? time...time
    times = min(known.lowerBound, time)...max(known.upperBound, time)
  }
}

/// What is counted in groups, by the view that shows it row by row.
public enum CountedView: String, Sendable, CaseIterable {
  /// Events by hour, account, region, class, recorded decision and layer.
  case hours
  /// Events by caller, account, region, operation, class, recorded decision and layer.
  case callers
  /// Requests by caller, account, region, action, resource's account, certainty, class, recorded decision and layer.
  case requests
  /// Events one by one, also of the period before: sign-ins, denials and what root users did, which are few.
  case singles
  /// Events one by one whose call has another record.
  case shared
  /// All events of the period before the one that is counted, together.
  case before

  /// Whether a row stands for several events or requests.
  public var isGrouped: Bool { self != .singles && self != .shared }

  /// The view with a row for each event or request.
  public var rows: String { self == .requests ? "requests" : "events" }

  /// The view with a row for each group: that of its first event or request, with how many they are (`counted`), and
  /// when the first and the last of them was (`first_counted`, `last_counted`).
  ///
  /// A row is right in what its view counts by; elsewhere it speaks of the first alone.
  public var groups: String { "temp.counted_\(rawValue)" }

  fileprivate var table: String { "temp.group_of_\(rawValue)" }

  fileprivate var definition: String {
    let place = self == .requests ? " AND v.request_number = g.request" : ""
    return """
      DROP VIEW IF EXISTS \(groups);
      DROP TABLE IF EXISTS \(table);
      CREATE TABLE \(table)(event, request, counted, first, last);
      CREATE VIEW \(groups) AS SELECT v.*, g.counted, \(Views.time("g.first")) AS first_counted,
          \(Views.time("g.last")) AS last_counted
        FROM \(table) g CROSS JOIN main.\(rows) v ON v.event_rowid = g.event\(place);
      """
  }
}

extension AuditDatabase {
  /// Makes the view of groups, for this connection alone; the file stays as it is.
  public func count(_ groups: [CountedGroup], as view: CountedView) throws(StoreError) {
    // A connection that only reads writes not even tables of its own.
    let onlyReads = try connection.integer("PRAGMA query_only") ?? 0
    try connection.execute("PRAGMA query_only = OFF")
    let made = Result { () throws(StoreError) in try make(groups, view) }
    try connection.execute("PRAGMA query_only = \(onlyReads)")
    try made.get()
  }

  /// Checks that a view shows every group, as the views leave out what refers to rows that are not there.
  public func check(_ view: CountedView, shows groups: Int) throws(StoreError) {
    guard try connection.integer("SELECT count(*) FROM \(view.groups)") == Int64(groups) else {
      throw connection.damaged("events or their requests refer to rows that are not there")
    }
  }

  private func make(_ groups: [CountedGroup], _ view: CountedView) throws(StoreError) {
    func bind(_ group: CountedGroup, _ statement: inout Statement, _ first: Int32) {
      statement.bind(first, group.event)
      statement.bind(first + 1, group.request)
      statement.bind(first + 2, group.count)
      statement.bind(first + 3, group.times.map { Int($0.lowerBound) })
      statement.bind(first + 4, group.times.map { Int($0.upperBound) })
    }
    try connection.execute(view.definition)
    var rows = try RowInserter<CountedGroup>(view.table, columns: 5, connection)
    for group in groups { try rows.add(group, bind) }
    try rows.flush(bind)
  }

  /// The caller of each identity, by its row in `Dimension.identity`.
  ///
  /// The sessions of a role differ in nothing that names the caller.
  public func countedCallers() throws(StoreError) -> [CountedCaller] {
    var callers = [CountedCaller(number: 0, isRoot: false)]
    var statement = try connection.prepare(
      """
      SELECT i.id, c.number, t.type = 'Root' FROM identity i
        LEFT JOIN identity_template t ON t.id = i.template_id
        LEFT JOIN (\(IdentityMembers.callers)) c ON c.id = i.template_id
      ORDER BY i.id
      """)
    var last = 0
    while try statement.step() {
      try follow(&last, Int(statement.integer(0)), Dimension.identity.table)
      // An identity whose template does not name the caller is one by itself, with a number that no template has.
      callers.append(
        CountedCaller(
          number: Int32(truncatingIfNeeded: statement.optionalInteger(1) ?? -last),
          isRoot: statement.integer(2) != 0))
    }
    return callers
  }

  /// Lends the events whose call has another record, corrections among them, in the order of ingest: row and time.
  public func scanSharedCalls(_ body: (Int, Int64?) -> Void) throws(StoreError) {
    var statement = try connection.prepare(
      """
      SELECT id, time FROM event WHERE shared_event_id IN (SELECT shared_event_id FROM event
        WHERE shared_event_id IS NOT NULL GROUP BY shared_event_id HAVING count(*) > 1) ORDER BY id
      """)
    while try statement.step() {
      body(Int(statement.integer(0)), statement.isNull(1) ? nil : statement.integer(1))
    }
  }
}

/// Who is told apart where callers are counted.
public struct CountedCaller: Sendable {
  /// Equal for identities that are the same caller to the views.
  public let number: Int32
  /// Whether it is a root user.
  public let isRoot: Bool
}
