public import AuditStore
import CloudTrail
import IAMPolicy

/// One pass over the stored events of a window: what is replayed, what is not, and what hours are covered.
struct EventScan: Sendable {
  /// What some events that follow one another add.
  fileprivate struct Part: Sendable {
    var cells: EventCells.Part
    var hours = NotedHours()
    /// One event of each hour of a place and service.
    var noted: [(row: EventRow, hour: Int64)] = []
    var excluded: [EventClass: Int] = [:]
    var seen = 0
  }

  private(set) var cells: EventCells
  private(set) var grouping: CellGrouping
  private(set) var coverage = LogCoverage()
  private var hours = NotedHours()
  private var excluded: [EventClass: Int] = [:]
  private var seen = 0

  init(_ cells: EventCells, _ grouping: CellGrouping) {
    self.cells = cells
    self.grouping = grouping
  }

  /// Reads every event of the window; those that a filter leaves out still show what the log covers.
  mutating func run(_ events: RecordedEvents, _ scope: EventScope) throws {
    let sieve = EventSieve(events, scope)
    let empty = Part(cells: cells.emptyPart)
    let accepts = sieve.filter.map { filter in { @Sendable row in filter.accepts(row, events) } }
    let (scan, grouping) = try events.scan(
      into: (self, grouping), in: scope.window, through: scope.lastEvent, passing: accepts
    ) {
      empty
    } _: { part, row, isRepeated in
      part.add(row, isRepeated: isRepeated, events, sieve)
    } take: { scan, part in
      scan.add(part, events)
    } then: { grouping, cells in
      grouping.add(cells)
    }
    self = scan
    self.grouping = grouping
    guard scope.seeksGaps, let hours = scope.window.hours else { return }
    coverage.note(
      period: hours,
      of: try events.file.activeHours(through: scope.lastEvent).lazy.map { place, hour in
        let names = events.places.indices.contains(place) ? events.places[place] : [nil, nil]
        return (names[1], names[0] ?? "", hour)
      })
  }

  /// Adds a part; the answer is what is left to do for those that group its cells.
  private mutating func add(_ part: Part, _ events: RecordedEvents) -> CountedCells {
    for (row, hour) in part.noted where hours.insert(row, hour, service: events.dataServiceNumber(row)) {
      events.note(row, hour: hour, in: &coverage)
    }
    excluded.merge(part.excluded) { $0 + $1 }
    seen += part.seen
    return cells.add(part.cells)
  }

  /// The counts of events, which add up.
  func sums(_ database: borrowing AuditDatabase, _ scope: EventScope) throws -> EventSums {
    let totals = try database.totals()
    var sums = EventSums()
    sums.read = totals.read
    sums.ingested = totals.ingested
    sums.duplicates = totals.duplicates
    sums.rejected = totals.rejected
    sums.outOfIngestWindow = totals.outOfWindow
    sums.passedOver = try database.passedOver(of: scope.window)
    sums.unfinishedIngests = try database.unfinishedIngests()
    sums.cameLater = try scope.lastEvent.map { try database.eventCount(after: $0, in: TimeWindow()) } ?? 0
    sums.outsideWindow = totals.ingested - seen - sums.cameLater
    sums.excluded = excluded.map { NamedCount(name: $0.key.name, count: $0.value) }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    return sums
  }
}

extension EventScan.Part {
  fileprivate mutating func add(
    _ row: EventRow, isRepeated: Bool, _ events: RecordedEvents, _ sieve: EventSieve
  ) {
    if let hour = row.time.map({ $0 / 3600 }), hours.insert(row, hour, service: events.dataServiceNumber(row))
    {
      noted.append((row, hour))
    }
    if let filter = sieve.filter, !filter.accepts(row, events) { return }
    seen += 1
    guard let time = row.time, sieve.replayed.indices.contains(row.call) else {
      excluded[.unreadable, default: 0] += 1
      return
    }
    if isRepeated || !sieve.replayed[row.call] {
      excluded[events.calls.call(row.call)?.eventClass ?? .unreadable, default: 0] += 1
    } else if sieve.hasCaller.indices.contains(row.identity), sieve.hasCaller[row.identity] {
      if sieve.compared?[row.call] ?? true { cells.add(row, time: time) }
    } else {
      excluded[.unreadable, default: 0] += 1
    }
  }
}

/// What is asked of each event, decided once for each call and each caller.
private struct EventSieve {
  let replayed: [Bool]
  let hasCaller: [Bool]
  /// Whether a call is compared; nil where all are.
  let compared: [Bool]?
  let filter: AppliedFilter?

  init(_ events: RecordedEvents, _ scope: EventScope) {
    replayed = events.calls.indices.map { row in
      events.calls.isReplayed(row)
        && (scope.holdsServiceLinkedRoles || events.calls.call(row)?.eventClass != .serviceLinkedRole)
    }
    hasCaller = events.identities.perForm { $0.caller != nil }
    compared = scope.actions.map { events.calls.mayChange(by: $0) }
    filter = scope.filter.isOpen ? nil : AppliedFilter(scope.filter, events)
  }
}

/// The hours that were noted of each place and service of data events, as most events add none.
private struct NotedHours {
  private var places = PairNumbering()
  private var hours = PairNumbering()
  private var noted = 0
  /// The event before: those of one file mostly share place and hour.
  private var last: (place: Int, service: Int32, hour: Int64)?

  /// False for an hour that is there already.
  mutating func insert(_ row: EventRow, _ hour: Int64, service: Int32) -> Bool {
    if let last, last == (row.place, service, hour) { return false }
    last = (row.place, service, hour)
    let place = places.number(Int32(truncatingIfNeeded: row.place), service)
    _ = hours.number(place, Int32(truncatingIfNeeded: hour))
    defer { noted = hours.count }
    return hours.count > noted
  }
}

/// The events that a diff looks at.
public struct EventScope: Sendable, Equatable {
  /// When they were.
  public var window = TimeWindow()
  /// What passes.
  public var filter = RequestFilter()
  /// The last of them by its row in the database; nil for all.
  public var lastEvent: Int?
  /// Whether the log around a window tells which hours without events in it stand out; not for who asks for none.
  var seeksGaps = true
  /// Whether calls of service-linked roles are replayed, as no change of some kinds reaches them.
  var holdsServiceLinkedRoles = true
  /// The actions of the statements that change, with which the others of what AWS allowed are not compared; nil to
  /// compare all.
  var actions: Set<String>?

  /// The events of a window that pass a filter.
  public init(window: TimeWindow = TimeWindow(), filter: RequestFilter = RequestFilter()) {
    self.window = window
    self.filter = filter
  }

  /// What leaves events out, as it is typed.
  var arguments: [String] {
    [("since", window.start), ("until", window.end)].compactMap { name, moment in
      moment.map { "--\(name) \(EventTime.text($0))" }
    } + filter.arguments
  }
}

extension TimeWindow {
  /// The hours since 1970 UTC that lie in the window, if only in part; nil when it holds all time.
  var hours: Range<Int64>? {
    if self == TimeWindow() { return nil }
    let far: Int64 = 1 << 40
    let first = start?.hour ?? -far
    return first..<max(first, end.map { ($0 + 3599).hour } ?? far)
  }
}

extension RecordedCalls {
  /// By call, whether statements on some actions can change what it comes to: of what AWS denied an action may be missing.
  fileprivate func mayChange(by actions: Set<String>) -> [Bool] {
    let meets = self.actions.map { actions.contains($0) }
    return indices.map { row in
      call(row)?.recorded != .allowed
        || requests(of: row).contains { !meets.indices.contains(Int($0.action)) || meets[Int($0.action)] }
    }
  }

  /// Whether events of a call are replayed; the others are counted by class.
  func isReplayed(_ row: Int) -> Bool {
    (call(row)?.eventClass.canBeReplayed ?? false) && !requests(of: row).isEmpty
  }
}
