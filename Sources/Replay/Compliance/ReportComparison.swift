import AuditStore

/// What a report shows that the one before did not, and the reverse.
struct ReportComparison {
  /// The tables whose rows are findings, with the columns by which a row is known again.
  ///
  /// The actions of principals stand last, as a new principal has all of its own there.
  private static let compared: [(id: String, key: [String])] = [
    ("digest-findings", ["finding", "file"]), ("accounts", ["account"]),
    ("silent-accounts", ["account"]), ("regions", ["region"]), ("principals", ["principal"]),
    ("sensitive-access", ["resource", "principal", "action", "decision"]),
    ("sensitive-perhaps", ["resource", "principal", "action", "decision"]),
    ("sensitive-records", ["resource", "principal", "operation", "decision"]),
    ("root-events", ["account", "operation", "decision"]),
    ("sign-ins-without-mfa", ["account", "principal", "kind"]),
    ("failed-sign-ins", ["account", "principal", "kind", "operation"]),
    ("console-sign-ins", ["principal", "kind"]),
    ("sign-in-steps", ["account", "principal", "kind", "operation"]),
    ("calls-without-mfa", ["principal", "kind", "credentials"]),
    ("foreign-callers", ["account", "caller_account", "principal", "service"]),
    ("foreign-resources", ["caller_account", "resource_account", "principal", "action"]),
    ("denied-principals", ["account", "principal", "operation", "layer"]),
    ("unused-allows", ["account", "policy", "statement"]),
    ("unused-resource-allows", ["account", "policy", "statement"]),
    ("principal-actions", ["principal", "action", "denied"]),
  ]

  /// The tables with a row for each event: whatever happens is new there, and nothing of it stands in the next report.
  private static let ofSingleEvents = ["policy-changes", "trail-changes", "root-sign-ins", "corrections"]

  private static let source = "compared from the tables of both reports, each with its own query"

  /// The tables of the resources that a report names as sensitive.
  private static let sensitive: Set<String> = [
    "sensitive-access", "sensitive-perhaps", "sensitive-records",
  ]

  let previous: PreviousReport
  /// The tables of the report that is being made.
  let tables: [String: ReportTable]
  /// The patterns of what that report names as sensitive.
  private let sensitiveResources: [String]

  init(_ sections: [ReportSection], sensitive: [String], with previous: PreviousReport) {
    self.previous = previous
    sensitiveResources = sensitive
    tables = Dictionary(
      sections.flatMap { $0.tables }.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The denials by layer and service of both reports.
  func denials() -> ReportTable {
    let before = previous.tables["denials"].map { Self.counts($0, by: ["layer", "service"]) } ?? [:]
    let now = tables["denials"].map { Self.counts($0, by: ["layer", "service"]) } ?? [:]
    let rows = Set(before.keys).union(now.keys).map { key in (key, now[key] ?? 0, before[key] ?? 0) }
      .filter { $0.1 != 0 || $0.2 != 0 }
      .sorted { ($0.2 - $0.1, $0.0) < ($1.2 - $1.1, $1.0) }
    return ReportTable(
      id: "denials-compared", title: "Denials by the layer that AWS named, against the last report",
      columns: [
        .init(name: "layer", kind: .text), .init(name: "service", kind: .text),
        .init(name: "events", kind: .count), .init(name: "events_before", kind: .count),
        .init(name: "change", kind: .count),
      ],
      rows: rows.map { key, now, before in
        key.values.map { .text($0) } + [now, before, now - before].map { .integer(Int64($0)) }
      }, source: Self.source)
  }

  /// The rows that one of the reports alone has.
  ///
  /// - Parameter isNew: whether those of the report that is being made are wanted.
  func findings(isNew: Bool) -> ReportTable {
    let (from, without) = isNew ? (tables, previous.tables) : (previous.tables, tables)
    var rows: [[StoredValue]] = []
    for (id, key) in Self.compared {
      guard isAlike(id), let table = from[id], let other = without[id] else { continue }
      // An older report may lack a column.
      let key = key.filter { table.has(column: $0) && other.has(column: $0) }
      let known = Self.counts(other, by: key)
      let own = Self.counts(table, by: key)
      for row in own.keys.filter({ known[$0] == nil }).sorted() {
        let words = zip(key, row.values).filter { !$1.isEmpty }
          .map { ReportText.value(.text($1), .init(name: $0, kind: .text)) }.joined(separator: ", ")
        rows.append([.text(table.title), .text(words), .integer(Int64(own[row] ?? 0))])
      }
    }
    return ReportTable(
      id: isNew ? "new-findings" : "gone-findings",
      title: isNew ? "New since the last report" : "In the last report, and not in this one",
      columns: [
        .init(name: "table", kind: .text), .init(name: "finding", kind: .text),
        .init(name: "events", kind: .count),
      ], rows: rows, source: Self.source)
  }

  /// Whether a table is about the same in both reports: not where they name other resources as sensitive.
  private func isAlike(_ id: String) -> Bool {
    !Self.sensitive.contains(id)
      || previous.sensitiveResources.map { Set($0) == Set(sensitiveResources) } ?? false
  }

  /// What is not compared, and why, in sentences.
  var notCompared: [String] {
    let ids = Self.compared.map(\.id)
    let ofOne = ids.compactMap { id in
      switch (tables[id], previous.tables[id]) {
      case (let table?, nil), (nil, let table?): table.title
      default: nil
      }
    }
    let unlike = ids.filter { !isAlike($0) && previous.tables[$0] != nil }.compactMap { tables[$0]?.title }
    return [
      ("as only one of the reports shows it", ofOne), (sensitiveDifference, unlike),
      ("as each row is one event at its own time", Self.ofSingleEvents.compactMap { rows(of: $0) }),
    ].filter { !$1.isEmpty }
      .map { "Not compared, \($0): \($1.joined(separator: "; "))." } + [Self.others]
  }

  /// A table of single events, with how many both reports have.
  private func rows(of id: String) -> String? {
    tables[id].map { table in
      let before = previous.tables[id].map { TextFormat.count($0.rows.count) } ?? "not told"
      return "\(table.title) (\(TextFormat.count(table.rows.count)), in the last report \(before))"
    }
  }

  private static let others =
    "All other tables count events, hours and files, or tell what the report was made from: what is new or gone is not looked "
    + "for in them."

  /// How the patterns of what is sensitive differ.
  private var sensitiveDifference: String {
    let now = "this one \(sensitiveResources.joined(separator: ", "))"
    guard let before = previous.sensitiveResources else {
      return "as the last report does not say what it names as sensitive, and \(now)"
    }
    return
      "as the reports name other resources as sensitive, \(now) and the last one \(before.joined(separator: ", "))"
  }

  /// The events of each key; a row without counts stands for none.
  private static func counts(_ table: ReportTable, by key: [String]) -> [ReportKey: Int] {
    let count = table.columns.first { $0.kind == .count }?.name
    return table.rows.reduce(into: [:]) { counts, row in
      let events = count.map { table.count($0, row) } ?? 0
      // What was only denied before and is no longer is as new as what was not tried.
      let values = key.map { column in
        column != "denied" ? table.text(column, row) : table.count(column, row) == events ? "only denied" : ""
      }
      counts[ReportKey(values: values), default: 0] += events
    }
  }
}

extension ReportTable {
  fileprivate func has(column name: String) -> Bool { columns.contains { $0.name == name } }
}

/// The values by which a row of a report is known again, compared by their bytes.
private struct ReportKey: Hashable, Comparable {
  let texts: [ExactText]

  init(values: [String]) { texts = values.map { ExactText($0) } }

  var values: [String] { texts.map { $0.text } }

  static func < (left: ReportKey, right: ReportKey) -> Bool {
    left.texts.lexicographicallyPrecedes(right.texts)
  }
}

extension ComplianceReporter {
  /// What changed against the report before.
  func comparison(
    of sections: [ReportSection], _ database: borrowing AuditDatabase
  ) throws(StoreError) -> ReportSection {
    var section = ReportSection(
      id: "last-report", title: "Against the last report", summary: [], tables: [],
      missing: "no earlier report was given (--previous FILE)")
    guard let previous else { return section }
    let comparison = ReportComparison(sections, sensitive: sensitiveResources, with: previous)
    section.missing = nil
    section.summary = try sentences(comparison, database)
    section.tables = [
      comparison.denials(), comparison.findings(isNew: true), comparison.findings(isNew: false),
    ]
    return section
  }

  private func sentences(
    _ comparison: ReportComparison, _ database: borrowing AuditDatabase
  ) throws(StoreError) -> [String] {
    let previous = comparison.previous
    var sentences = [
      "The last report covers \(TextFormat.minute(previous.window.lowerBound)) to "
        + "\(TextFormat.minute(previous.window.upperBound)) and held \(TextFormat.count(previous.events, "event")). "
        + "Counts are those of either period as they stand; periods of other lengths have other counts."
    ]
    let now = try database.eventCount(
      in: TimeWindow(start: previous.window.lowerBound, end: previous.end))
    if now > previous.events {
      sentences.append(
        "The log now holds \(TextFormat.count(now, "event")) of that period: what came later stands in neither report, "
          + "unless this one covers that time again.")
    } else if now < previous.events {
      sentences.append(
        "The log now holds \(TextFormat.count(now, "event")) of that period: it is not the log that the last report was "
          + "made from.")
    }
    sentences += shared(with: previous)
    return sentences + comparison.notCompared
  }

  /// The time that both reports cover, or that neither of them does between theirs.
  private func shared(with previous: PreviousReport) -> [String] {
    let start = max(window.start ?? .min, previous.window.lowerBound)
    let end = min(window.end ?? .max, previous.end)
    guard start != end else { return [] }
    let (first, last) = (min(start, end), max(start, end))
    let span = "from \(TextFormat.minute(first)) to \(TextFormat.minute(last))"
    return start < end
      ? ["Both reports cover the time \(span): its events count in each."]
      : ["Neither report covers the time between them, \(span) (\(TextFormat.duration(last - first)))."]
  }
}
