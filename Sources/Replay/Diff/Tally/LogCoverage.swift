/// Which hours of which accounts and regions a log covers, and where data events were recorded.
public struct LogCoverage: Sendable {
  /// A stretch without events in a place that otherwise has some all the time.
  struct Gap: Equatable {
    var account: String
    var region: String
    /// The first hour without events and the first one with events again, in hours since 1970 UTC.
    var hours: Range<Int64>
    /// What it was judged by.
    var rhythm: Rhythm

    /// When it was, for example `2026-09-02 16:00 UTC to 2026-09-03 22:00 UTC (30 hours)`.
    var words: String {
      "\(TextFormat.minute(hours.lowerBound * 3600)) to \(TextFormat.minute(hours.upperBound * 3600)) "
        + "(\(TextFormat.count(hours.count, "hour")))"
    }
  }

  /// How many hours of a place have events.
  struct Rhythm: Equatable {
    /// Which hours were looked at.
    enum Span: String {
      case log = "of the log"
      case surroundings = "of the weeks around the period"
      case period = "of the period"
    }

    var span: Span
    /// The hours from the first to the last event of any place.
    var hours: Int
    /// Those of them with events of the place.
    var active: Int

    /// How many of so many hours would have events.
    func expected(in hours: Int) -> Int {
      Int((Double(active) / Double(self.hours) * Double(hours)).rounded())
    }
  }

  private struct Place: Hashable {
    var account: String
    var region: String
  }

  private var hours: [Place: Set<Int64>] = [:]
  /// Where `hours` are of a period: its hours, and the hours with events of the whole log.
  private var whole: (period: Range<Int64>, hours: [Place: Set<Int64>])?
  /// The hours of the whole log with events of which it does not tell the account, where `hours` are of a period.
  private var unplaced: Set<Int64> = []
  /// The hours with such events that were noted.
  private var notedUnplaced: Set<Int64> = []
  private var dataServices: [String: Set<String>] = [:]
  /// The services with data events of which the log does not tell the account.
  private var unplacedDataServices: Set<String> = []

  /// The accounts that have any event.
  var accounts: Set<String> { Set(hours.keys.map { $0.account }) }

  /// Notes events of an account in a region in one hour, counted since 1970 UTC.
  mutating func note(account: String, region: String, hour: Int64) {
    hours[Place(account: account, region: region), default: []].insert(hour)
  }

  /// Notes events in one hour of which the log does not tell the account that received them.
  ///
  /// CloudTrail User Guide, "CloudTrail record contents", `recipientAccountId`: older versions of a record have none.
  ///
  /// - Parameter dataService: the service of data events.
  mutating func noteUnplaced(hour: Int64, dataService: String?) {
    notedUnplaced.insert(hour)
    if let dataService { unplacedDataServices.insert(dataService) }
  }

  /// Whether some events do not tell the account that received them.
  var hasUnplaced: Bool { !notedUnplaced.isEmpty }

  /// Whether some events of these hours do not tell the account that received them.
  func hasUnplaced(in hours: Range<Int64>) -> Bool {
    notedUnplaced.contains { hours.contains($0) } || unplaced.contains { hours.contains($0) }
  }

  /// Whether some data events of a service do not tell the account that received them.
  func hasUnplacedDataEvents(of service: String) -> Bool { unplacedDataServices.contains(service) }

  /// Notes of which period the other hours are, of a log that has events in these hours.
  mutating func note(
    period: Range<Int64>, of all: some Sequence<(account: String?, region: String, hour: Int64)>
  ) {
    var places: [Place: Set<Int64>] = [:]
    for (account, region, hour) in all {
      guard let account else {
        unplaced.insert(hour)
        continue
      }
      places[Place(account: account, region: region), default: []].insert(hour)
    }
    whole = (period, places)
  }

  /// Whether an account has, or may have, events outside the period.
  func isOutside(_ account: String) -> Bool {
    guard let whole, !accounts.contains(account) else { return false }
    return !unplaced.isEmpty || whole.hours.keys.contains { $0.account == account }
  }

  /// The hours from the first to the last one with events of the whole log in accounts that are meant, and how many of
  /// them in a row have none, at most.
  ///
  /// Nil where no other hours than those of the whole log were noted, and where the log has none of these accounts.
  ///
  /// - Parameter isMeant: also asked for nil, which stands for the account of events that the log does not tell it of.
  func logged(where isMeant: (String?) -> Bool) -> (hours: Range<Int64>, silence: Int64)? {
    let places = (whole?.hours ?? [:]).filter { isMeant($0.key.account) }.values
    let seen = places.reduce(into: isMeant(nil) ? unplaced : []) { $0.formUnion($1) }.sorted()
    guard let first = seen.first, let last = seen.last else { return nil }
    return (first..<(last + 1), zip(seen, seen.dropFirst()).map { $1 - $0 - 1 }.max() ?? 0)
  }

  /// Whether the hours are those of a period and not of the whole log.
  var isOfPeriod: Bool { whole != nil }

  /// Notes that data events of a service, named as in `eventSource` (`s3`), are recorded in an account.
  mutating func noteDataEvent(of service: String, in account: String) {
    dataServices[service, default: []].insert(account)
  }

  /// The accounts with data events of a service.
  func accountsWithDataEvents(of service: String) -> Set<String> { dataServices[service] ?? [] }

  /// The stretches without events that stand out, by account, region and time.
  ///
  /// A stretch stands out when it is at least a day, when the place's usual density says that at least twelve
  /// of its hours should have had events, and when it is half as long again as the next longest one: quiet
  /// nights and weekends repeat, an outage does not.
  ///
  /// Those of a period are told with all their hours. A short one has no rhythm of its own: it is judged by that of the
  /// whole log as well, and by that of the weeks around it, as a place may have been there for a part of a long log.
  func gaps() -> [Gap] {
    guard let (period, all) = whole else { return Self.gaps(hours, .log) }
    let around = (period.lowerBound - Self.surroundings)..<(period.upperBound + Self.surroundings)
    let near = all.mapValues { $0.filter(around.contains) }.filter { !$0.value.isEmpty }
    var found: [Gap] = []
    for gap in [(all, .log), (near, .surroundings), (hours, .period)].flatMap({ Self.gaps($0, $1) })
    where gap.hours.overlaps(period)
      && !found.contains(where: {
        $0.account == gap.account && $0.region == gap.region && $0.hours.overlaps(gap.hours)
      })
    {
      found.append(gap)
    }
    return Self.sorted(found)
  }

  /// How many hours before and behind a period tell its rhythm.
  private static let surroundings: Int64 = 14 * 24

  private static func sorted(_ gaps: [Gap]) -> [Gap] {
    gaps.sorted {
      ($0.account, $0.region, $0.hours.lowerBound) < ($1.account, $1.region, $1.hours.lowerBound)
    }
  }

  private static func gaps(_ hours: [Place: Set<Int64>], _ span: Rhythm.Span) -> [Gap] {
    guard let low = hours.values.compactMap({ $0.min() }).min(),
      let high = hours.values.compactMap({ $0.max() }).max()
    else { return [] }
    return sorted(
      hours.flatMap { place, seen in
        let rhythm = Rhythm(span: span, hours: Int(high + 1 - low), active: seen.count)
        return gaps(seen, low..<(high + 1)).map {
          Gap(account: place.account, region: place.region, hours: $0, rhythm: rhythm)
        }
      })
  }

  private static func gaps(_ seen: Set<Int64>, _ span: Range<Int64>) -> [Range<Int64>] {
    guard seen.count >= 48 else { return [] }
    var silent: [Range<Int64>] = []
    var last = span.lowerBound - 1
    for hour in seen.sorted() + [span.upperBound] {
      if hour > last + 1 { silent.append(last + 1..<hour) }
      last = hour
    }
    silent.sort { $0.count > $1.count }
    let density = Double(seen.count) / Double(span.count)
    for (index, stretch) in silent.prefix(4).enumerated() {
      guard stretch.count >= 24, density * Double(stretch.count) >= 12 else { return [] }
      let next = index + 1 < silent.count ? silent[index + 1].count : 0
      if stretch.count * 2 >= next * 3 {
        return Array(silent[...index]).sorted { $0.lowerBound < $1.lowerBound }
      }
    }
    return []
  }
}
