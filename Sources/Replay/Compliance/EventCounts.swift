import AuditStore
import CloudTrail

/// The events and requests of a period in groups that no table of counts tells apart.
///
/// A log has few callers, actions and hours, so that queries over groups are asked for a small part of its rows.
struct EventCounts: Sendable {
  private var groups = CountedEvents()
  private var shared: [CountedGroup] = []
  /// Places and hours with events, as `activeHours`, of the whole log; nil where the period holds all of it.
  private(set) var allHours: [(place: Int, hour: Int64)]?

  /// Reads every event of the period, and of the one before it what is told one by one.
  ///
  /// - Throws: `StoreError` when the database cannot be read.
  init(_ file: DatabaseFile, in window: TimeWindow) throws {
    let (calls, (callers, shared)) = try ParallelPair.run { () throws -> CallKinds in
      try file.use { try CallKinds($0) }
    } _: { () throws -> ([CountedCaller], [CountedGroup]) in
      try file.use { (try $0.countedCallers(), try Self.shared($0, window)) }
    }
    self.shared = shared
    if window != TimeWindow() { allHours = try file.activeHours() }
    let all = TimeWindow(start: window.before?.start ?? window.start, end: window.end)
    groups = try file.scanEvents(into: groups, in: all) {
      [EventRow]()
    } _: { rows, row in
      if all.holds(row.time) { rows.append(row) }
    } take: { groups, rows in
      for row in rows {
        let caller = callers.indices.contains(row.identity) ? callers[row.identity] : callers[0]
        if caller.isRoot || calls.isRare(row.call) { groups.addSingle(row) }
        if window.holds(row.time) { groups.add(row, caller, calls) } else { groups.addBefore(row) }
      }
    }
  }

  private static func shared(
    _ database: borrowing AuditDatabase, _ window: TimeWindow
  ) throws -> [CountedGroup] {
    var shared: [CountedGroup] = []
    try database.scanSharedCalls { row, time in
      if window.holds(time) { shared.append(.single(row, at: time)) }
    }
    return shared
  }

  /// The places, by their rows, and the hours since 1970 UTC in which they have events.
  var activeHours: [(place: Int, hour: Int64)] { groups.activeHours }

  /// How many events the period before has; nil where none is known.
  var eventsBefore: Int? { groups.before?.count }

  /// Makes the views of the groups, for each connection one of its own.
  ///
  /// - Throws: `StoreError` when not every group is shown, as events refer to what is not there.
  func store(in file: DatabaseFile) throws {
    let views: [([CountedGroup], CountedView)] = [
      (groups.hours.all, .hours), (groups.callers.all, .callers), (groups.requests.all, .requests),
      (groups.singles, .singles), (shared, .shared), ([groups.before].compactMap { $0 }, .before),
    ]
    try file.useAll { database in
      for (groups, view) in views { try database.count(groups, as: view) }
    }
    for (groups, view) in views { try file.use { try $0.check(view, shows: groups.count) } }
  }
}

/// The groups of those events that were read so far.
private struct CountedEvents: Sendable {
  private(set) var hours = Groups()
  private(set) var callers = Groups()
  private(set) var requests = Groups()
  private(set) var singles: [CountedGroup] = []
  private(set) var before: CountedGroup?
  private var people = PairNumbering()
  private var origins = PairNumbering()
  /// Places and hours with events.
  private var active = PairNumbering()

  var activeHours: [(place: Int, hour: Int64)] {
    (0..<active.count).map { (Int(active[$0].first), Int64(active[$0].second)) }
  }

  mutating func addSingle(_ row: EventRow) { singles.append(.single(row.id, at: row.time)) }

  mutating func addBefore(_ row: EventRow) {
    var all = before ?? CountedGroup(event: row.id, request: 0)
    all.add(at: row.time)
    before = all
  }

  mutating func add(_ row: EventRow, _ caller: CountedCaller, _ calls: CallKinds) {
    let place = Int32(truncatingIfNeeded: row.place)
    let origin = origins.number(place, calls.heads.number(at: row.call))
    // The year 9999 has an hour of 32 bits.
    let hour = row.time.map { Int32(truncatingIfNeeded: $0.hour) }
    // No event is so old that it could be taken for one without a time.
    hours.add(origin, hour ?? .min, row)
    if let hour { _ = active.number(place, hour) }
    let person = people.number(caller.number, origin)
    callers.add(person, Int32(truncatingIfNeeded: row.kind), row)
    for (index, request) in calls.requests(of: row.call).enumerated() {
      requests.add(person, request, row, request: index)
    }
  }
}

extension CountedGroup {
  fileprivate static func single(_ event: Int, at time: Int64?) -> CountedGroup {
    var group = CountedGroup(event: event, request: 0)
    group.add(at: time)
    return group
  }
}

extension TimeWindow {
  /// Whether an event certainly lies in the period; of one without a time that is not known where the period has an end.
  fileprivate func holds(_ time: Int64?) -> Bool { time == nil ? self == TimeWindow() : contains(time) }
}

/// Groups by pairs of numbers, in the order of the first of each.
private struct Groups: Sendable {
  private var numbers = PairNumbering()
  private(set) var all: [CountedGroup] = []

  mutating func add(_ first: Int32, _ second: Int32, _ row: EventRow, request: Int = 0) {
    let group = Int(numbers.number(first, second))
    if group == all.count { all.append(CountedGroup(event: row.id, request: request)) }
    all[group].add(at: row.time)
  }
}

/// What tables of counts tell calls and requests apart by, in numbers.
private struct CallKinds: Sendable {
  private struct Head: Hashable {
    var eventClass: EventClass
    var recorded: RecordedDecision
    var layer: RecordedLayer?
  }

  /// For each call a number for its class, decision and layer; -1 for a row that is not there.
  private(set) var heads: [Int32] = [-1]
  private var rareHeads: [Bool] = []
  private var requests: [Int32] = []
  /// Where the requests of each call end.
  private var ends: [Int32] = [0]

  init(_ database: borrowing AuditDatabase) throws {
    let owners = try Self.owners(database)
    var known = Numbering<Head>()
    var actions = PairNumbering()
    var kinds = PairNumbering()
    try database.scanCalls { _, call in
      heads.append(
        known.number(Head(eventClass: call.eventClass, recorded: call.recorded, layer: call.layer)))
      for request in call.requests {
        let action = actions.number(
          Int32(truncatingIfNeeded: request.action), request.certainty == .certain ? 1 : 0)
        requests.append(kinds.number(action, owners.number(at: request.resource)))
      }
      ends.append(Int32(truncatingIfNeeded: requests.count))
    }
    rareHeads = known.values.map { $0.eventClass == .signIn || $0.recorded == .denied }
  }

  /// Whether a call is a sign-in or was denied.
  func isRare(_ row: Int) -> Bool {
    let head = heads.number(at: row)
    return head >= 0 && rareHeads[Int(head)]
  }

  /// A number for the account of each resource, by its row.
  private static func owners(_ database: borrowing AuditDatabase) throws -> [Int32] {
    var accounts = SpanInterner()
    var owners: [Int32] = [-1]
    try database.scanResources { _, account, _ in
      owners.append(account.map { Int32(truncatingIfNeeded: accounts.intern($0).id) } ?? -1)
    }
    return owners
  }

  /// Numbers for the requests of a call, in their order.
  func requests(of row: Int) -> ArraySlice<Int32> {
    guard row > 0, ends.indices.contains(row) else { return [] }
    return requests[Int(ends[row - 1])..<Int(ends[row])]
  }
}
