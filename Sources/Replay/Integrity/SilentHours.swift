import AuditStore
import CloudTrail

/// The hours of a period without any event, by account and region, and what is known of why.
struct SilentHours {
  /// Why an hour may have no event.
  enum Meaning: String, CaseIterable {
    /// Digests cover the hour and the one behind it, and list no file with events of its time.
    case nothingDelivered = "no activity delivered"
    /// Every file that digests list for its time is there and unaltered, and none holds an event of it.
    case noEvent = "no event in the files delivered"
    /// A file that digests list for its time is missing, altered or cannot be read.
    case filesMissing = "listed log files missing"
    case notTold = "cannot be told from missing logs"
  }

  /// Hours in a row for which the same is known.
  struct Stretch {
    var place: LogValidation.Place
    var hours: Range<Int64>
    var meaning: Meaning
  }

  /// The hours of the period, since 1970 UTC.
  let hours: Range<Int64>
  /// The hours with events by account and region.
  private(set) var active: [LogValidation.Place: Set<Int64>] = [:]
  /// Whether an ingest passed over events, so that nothing follows from their absence.
  private let isFiltered: Bool
  private let hasRejects: Bool
  private let validation: LogValidation?
  private var coverage = LogCoverage()
  private static let toldGaps = 5

  /// Looks at each account and region that has an event or a digest at any time.
  ///
  /// - Parameters:
  ///   - events: the hours of the period that have events, each with the row of its account and region.
  ///   - all: the same of the whole log, where the period is a part of it.
  /// - Throws: `StoreError` when the database cannot be read.
  init(
    _ database: borrowing AuditDatabase, window: TimeWindow, validation: LogValidation?,
    events: [(place: Int, hour: Int64)], all: [(place: Int, hour: Int64)]? = nil
  ) throws {
    let logged = try database.loggedTimes()
    let start = window.start ?? logged?.lowerBound ?? 0
    let end = window.end ?? logged.map { $0.upperBound + 1 } ?? start
    let first = start.hour
    hours = first..<max(first, (end + 3599).hour)
    let counts = try database.rows("SELECT sum(out_of_window), sum(rejected) FROM files").first ?? []
    isFiltered = counts.first?.count ?? 0 > 0
    hasRejects = counts.last?.count ?? 0 > 0
    self.validation = validation
    var places: [Int: LogValidation.Place] = [:]
    try database.scan(.place) { row, values in
      guard let region = values[0], let account = values[1] else { return }
      places[row] = LogValidation.Place(account: account, region: region)
    }
    for place in places.values { active[place] = [] }
    for place in validation?.periods.keys.map({ $0 }) ?? [] { active[place] = active[place] ?? [] }
    for (row, hour) in events {
      if let place = places[row] { active[place]?.insert(hour) }
    }
    for (place, hours) in active {
      for hour in hours { coverage.note(account: place.account, region: place.region, hour: hour) }
    }
    if let all, let period = window.hours {
      coverage.note(
        period: period,
        of: all.lazy.compactMap { row, hour in places[row].map { ($0.account, $0.region, hour) } })
    }
  }

  /// The stretches without events that stand out between others with some, in sentences; five of them, and how many more.
  var sentences: [String] {
    let gaps = coverage.gaps()
    let others = gaps.count - Self.toldGaps
    return gaps.prefix(Self.toldGaps).map { gap in
      "Account \(gap.account) has events in \(gap.region) in \(TextFormat.count(gap.rhythm.active)) of the "
        + "\(TextFormat.count(gap.rhythm.hours, "hour")) \(gap.rhythm.span.rawValue), and none from \(gap.words), where "
        + "about \(TextFormat.count(gap.rhythm.expected(in: gap.hours.count))) hours with events were to be expected."
    }
      + (others > 0
        ? [
          "There \(others == 1 ? "is" : "are") \(TextFormat.count(others)) more such gap\(others == 1 ? "" : "s")."
        ] : [])
  }

  /// The accounts and regions in their order.
  var places: [LogValidation.Place] {
    active.keys.sorted { ($0.account, $0.region) < ($1.account, $1.region) }
  }

  /// The stretches without events of one place in the order of time.
  func stretches(of place: LogValidation.Place) -> [Stretch] {
    let known = DeliveredHours(validation?.periods[place] ?? [])
    var found = Stretches(place: place)
    var next = hours.lowerBound
    for hour in (active[place] ?? []).sorted() + [hours.upperBound]
    where hours.contains(hour) || hour == hours.upperBound {
      add(next..<max(next, hour), known, to: &found)
      next = max(next, hour + 1)
    }
    return found.all
  }

  /// Adds hours without an event: one by one only where digests say something of them.
  private func add(_ silent: Range<Int64>, _ known: DeliveredHours, to found: inout Stretches) {
    let told = silent.clamped(to: known.bounds)
    guard !isFiltered, !told.isEmpty else { return found.add(silent, .notTold) }
    found.add(silent.lowerBound..<told.lowerBound, .notTold)
    for hour in told { found.add(hour..<(hour + 1), meaning(hour, known)) }
    found.add(told.upperBound..<silent.upperBound, .notTold)
  }

  private func meaning(_ hour: Int64, _ known: DeliveredHours) -> Meaning {
    guard known.covered.contains(hour) else { return .notTold }
    guard let isVerified = known.isVerified(hour) else { return .nothingDelivered }
    guard isVerified else { return .filesMissing }
    return hasRejects ? .notTold : .noEvent
  }
}

/// Stretches as they are found; those that touch and mean the same become one.
private struct Stretches {
  let place: LogValidation.Place
  private(set) var all: [SilentHours.Stretch] = []

  init(place: LogValidation.Place) { self.place = place }

  mutating func add(_ hours: Range<Int64>, _ meaning: SilentHours.Meaning) {
    guard !hours.isEmpty else { return }
    if let last = all.last, last.hours.upperBound == hours.lowerBound, last.meaning == meaning {
      all[all.count - 1].hours = last.hours.lowerBound..<hours.upperBound
    } else {
      all.append(SilentHours.Stretch(place: place, hours: hours, meaning: meaning))
    }
  }
}

/// What digests say of the hours of one account and region.
private struct DeliveredHours {
  /// The hours for which digests are there, with the hour behind each, in which late events are delivered.
  private(set) var covered: Set<Int64> = []
  /// The hours between the first and the last of them.
  private(set) var bounds: Range<Int64> = 0..<0
  private var verified: [Int64: Bool] = [:]
  /// Whether files without times are all verified; nil without such files.
  private var undated: Bool?

  init(_ periods: [LogValidation.Period]) {
    var run: Range<Int64>?
    for period in periods where period.end > period.start {
      if let open = run, period.start <= open.upperBound {
        run = open.lowerBound..<max(open.upperBound, period.end)
      } else {
        cover(run)
        run = period.start..<period.end
      }
      for file in period.files { note(file) }
    }
    cover(run)
  }

  /// Whether all files with events of an hour's time are verified; nil when there are none.
  func isVerified(_ hour: Int64) -> Bool? {
    guard let own = verified[hour] else { return undated }
    return own && undated != false
  }

  private mutating func cover(_ run: Range<Int64>?) {
    guard let run else { return }
    let first = (run.lowerBound + 3599).hour
    let end = run.upperBound.hour - 1
    guard first < end else { return }
    covered.formUnion(first..<end)
    bounds = bounds.isEmpty ? first..<end : min(bounds.lowerBound, first)..<max(bounds.upperBound, end)
  }

  /// Notes the hours of a file's events; times that are far apart say nothing.
  private mutating func note(_ file: LogValidation.ListedFile) {
    guard let events = file.events, events.upperBound - events.lowerBound < 7 * 86_400 else {
      undated = undated != false && file.isVerified
      return
    }
    for hour in events.lowerBound.hour...events.upperBound.hour {
      verified[hour] = verified[hour] != false && file.isVerified
    }
  }
}

extension Int64 {
  /// The hour of a second, both since 1970 UTC.
  var hour: Int64 { self >= 0 ? self / 3600 : (self - 3599) / 3600 }
}
