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

  /// Looks at each account and region that has an event or a digest at any time.
  ///
  /// - Throws: `StoreError` when the database cannot be read.
  init(
    _ database: borrowing AuditDatabase, window: TimeWindow, validation: LogValidation?
  ) throws {
    let logged = try database.loggedTimes()
    let start = window.start ?? logged?.lowerBound ?? 0
    let end = window.end ?? logged.map { $0.upperBound + 1 } ?? start
    let first = start.hour
    hours = first..<max(first, (end + 3599).hour)
    let totals = try database.totals()
    isFiltered = totals.outOfWindow > 0
    hasRejects = totals.rejected > 0
    self.validation = validation
    var places: [Int: LogValidation.Place] = [:]
    try database.scan(.place) { row, values in
      guard let region = values[0], let account = values[1] else { return }
      places[row] = LogValidation.Place(account: account, region: region)
    }
    for place in places.values { active[place] = [] }
    for place in validation?.periods.keys.map({ $0 }) ?? [] { active[place] = active[place] ?? [] }
    try database.scanHours(in: window) { row, hour in
      guard let place = places[row] else { return }
      active[place]?.insert(hour)
    }
  }

  /// The accounts and regions in their order.
  var places: [LogValidation.Place] {
    active.keys.sorted { ($0.account, $0.region) < ($1.account, $1.region) }
  }

  /// The stretches without events of one place in the order of time.
  func stretches(of place: LogValidation.Place) -> [Stretch] {
    let seen = active[place] ?? []
    let known = DeliveredHours(validation?.periods[place] ?? [])
    var found: [Stretch] = []
    for hour in hours where !seen.contains(hour) {
      let meaning = meaning(hour, known)
      if let last = found.last, last.hours.upperBound == hour, last.meaning == meaning {
        found[found.count - 1].hours = last.hours.lowerBound..<(hour + 1)
      } else {
        found.append(Stretch(place: place, hours: hour..<(hour + 1), meaning: meaning))
      }
    }
    return found
  }

  private func meaning(_ hour: Int64, _ known: DeliveredHours) -> Meaning {
    guard !isFiltered, known.covered.contains(hour) else { return .notTold }
    guard let isVerified = known.isVerified(hour) else { return .nothingDelivered }
    guard isVerified else { return .filesMissing }
    return hasRejects ? .notTold : .noEvent
  }
}

/// What digests say of the hours of one account and region.
private struct DeliveredHours {
  /// The hours for which digests are there, with the hour behind each, in which late events are delivered.
  private(set) var covered: Set<Int64> = []
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
    if first < end { covered.formUnion(first..<end) }
  }

  private mutating func note(_ file: LogValidation.ListedFile) {
    guard let events = file.events, events.upperBound - events.lowerBound < 90 * 86_400 else {
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
  fileprivate var hour: Int64 { self >= 0 ? self / 3600 : (self - 3599) / 3600 }
}
