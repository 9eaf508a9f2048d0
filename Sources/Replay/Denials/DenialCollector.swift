import AuditStore

/// Sums up denied events by what they are grouped by.
struct DenialCollector {
  /// What an event's denial is about.
  struct Facts {
    /// What denied it: one text for each event, also where several things did.
    var cause: String
    var principal: String
    var account: String
    var actions: [String]
    var resources: [String]

    /// The names of a dimension, more than one where a call made several requests.
    func names(of dimension: DenialDimension) -> String {
      switch dimension {
      case .statement: cause
      case .role: principal
      case .account: account
      case .action: actions.joined(separator: ", ")
      case .service: Set(actions.map { String($0.prefix { $0 != ":" }) }).sorted().joined(separator: ", ")
      }
    }
  }

  /// How many resources a group lists, as a cause of a diff does.
  private static let maximumResources = 1_000

  private struct Sum {
    var events = 0
    var seen: ClosedRange<Int64>
    var days: Set<Int32> = []
    var causes: [ExactText: Int] = [:]
    var principals: [ExactText: Int] = [:]
    var actions: [ExactText: Int] = [:]
    var resources: [ExactText: Int] = [:]
    var samples: [Int] = []

    func ranked(_ counts: KeyPath<Sum, [ExactText: Int]>) -> [NamedCount] {
      NamedCount.ranked(self[keyPath: counts].map { ($0.key, $0.value) })
    }

    mutating func add(_ cell: EventCells.Cell, _ facts: Facts) {
      events += cell.events
      seen = min(seen.lowerBound, cell.seen.lowerBound)...max(seen.upperBound, cell.seen.upperBound)
      days.formUnion(cell.days)
      causes[ExactText(facts.cause), default: 0] += cell.events
      principals[ExactText(facts.principal), default: 0] += cell.events
      for name in facts.actions { actions[ExactText(name), default: 0] += cell.events }
      for name in facts.resources { resources[ExactText(name), default: 0] += cell.events }
      if samples.count < 3 { samples += cell.samples.prefix(3 - samples.count) }
    }
  }

  private var sums: [[ExactText]: Sum] = [:]

  /// Adds the events of a cell to their group.
  mutating func add(_ cell: EventCells.Cell, _ facts: Facts, by grouping: [DenialDimension]) {
    add(cell, facts, under: grouping.map { facts.names(of: $0) })
  }

  /// Adds the events of a cell to the group of these names.
  mutating func add(_ cell: EventCells.Cell, _ facts: Facts, under names: [String]) {
    sums[names.map { ExactText($0) }, default: Sum(seen: cell.seen)].add(cell, facts)
  }

  /// The groups, most events first; `name` gives the id of an event row.
  func groups(_ name: (String) throws -> String) rethrows -> [DenialGroup] {
    try sums.map { key, sum in
      let resources = NamedCount.ranked(sum.resources, most: Self.maximumResources) { $0 }
      return DenialGroup(
        names: key.map { $0.text }, events: sum.events, seen: sum.seen, days: sum.days.count,
        causes: sum.ranked(\.causes), principals: sum.ranked(\.principals),
        actions: sum.ranked(\.actions), resources: resources,
        moreResources: sum.resources.count - resources.count,
        sampleEventIDs: try sum.samples.map { try name(String($0)) })
    }
    .sorted { left, right in
      if left.events != right.events { return left.events > right.events }
      return left.names.map { ExactText($0) }.lexicographicallyPrecedes(right.names.map { ExactText($0) })
    }
  }

  /// Puts the groups into a report.
  func finish(_ report: inout DenialReport, _ name: (String) throws -> String) rethrows {
    report.groups = try groups(name)
    report.events = report.groups.reduce(0) { $0 + $1.events }
    let starts = report.groups.map { $0.seen.lowerBound }
    let ends = report.groups.map { $0.seen.upperBound }
    if let start = starts.min(), let end = ends.max() { report.window = start...end }
  }
}
