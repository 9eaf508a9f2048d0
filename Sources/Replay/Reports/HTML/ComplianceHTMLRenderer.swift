import AuditStore

/// Renders a compliance report as one HTML file.
public struct ComplianceHTMLRenderer {
  private let maximum: Int

  /// Makes a renderer.
  ///
  /// - Parameter maximum: how many rows a table shows.
  public init(maximum: Int = 1_000) { self.maximum = maximum }

  /// The whole page.
  public func render(_ report: ComplianceReport) -> String {
    let links = ExplanationLinks(report.explanations)
    let shown = Self.inReadingOrder(report.sections)
    let sections = shown.map { section in
      render(section, drawings: section.drawings(of: report), links)
    }.joined()
    var navigation = shown.map { ($0.id, Self.shortTitles[$0.id] ?? $0.title) }
    if !report.explanations.isEmpty { navigation.append(("explanations", "Example events")) }
    if !report.controls.isEmpty { navigation.append(("controls", "Controls")) }
    navigation.append(("limits", "Limits"))
    return HTMLPage.page(
      title: "Compliance report", navigation: navigation.map { (id: $0.0, title: $0.1) },
      body: header(report) + sections + examples(report) + controls(report) + limits(report))
  }

  /// The tables of the scope that are looked up rather than read: they stand behind what is found.
  private static let routine: Set<String> = [
    "hours", "silent-hours", "classes", "shared-calls", "corrections", "days",
  ]
  fileprivate static let routineSection = "scope-details"

  /// The sections with the routine tables of the scope in a section of their own behind the others.
  private static func inReadingOrder(_ sections: [ReportSection]) -> [ReportSection] {
    var shown = sections
    guard let scope = shown.firstIndex(where: { $0.id == "scope" }) else { return sections }
    let tables = shown[scope].tables.filter { routine.contains($0.id) }
    guard !tables.isEmpty else { return sections }
    shown[scope].tables.removeAll { routine.contains($0.id) }
    return shown + [
      ReportSection(
        id: routineSection, title: "Scope in detail", summary: [], tables: tables, missing: nil)
    ]
  }

  /// Titles of sections where there is little room.
  private static let shortTitles = [
    "scope": "Scope", "last-report": "Last report", "principals": "Principals",
    "sensitive-resources": "Sensitive resources", "root-use": "Root users", "sign-ins": "Sign-ins",
    "cross-account": "Across accounts", "policy-changes": "Policy changes",
    "trail-changes": "Trail changes", "guardrails": "SCPs and RCPs",
    "unused-allows": "Unused permissions", "fidelity": "Fidelity", routineSection: "Scope in detail",
  ]

  private func header(_ report: ComplianceReport) -> String {
    let period = report.window.map {
      "\(TextFormat.minute($0.lowerBound)) to \(TextFormat.minute($0.upperBound))"
    }
    return """
      <h1>Compliance report</h1>
      <p class="quiet">\(HTMLText.escaped(period ?? "No event in the period"))</p>
      <div class="tiles">\(tiles(report))</div>

      """
  }

  private func tiles(_ report: ComplianceReport) -> String {
    let days = report.table("days")
    let denied = days?.sum("denied") ?? 0
    let changes = report.table("policy-changes").map { ChangeAttempts($0) }
    return HTMLPart.tile(report.events, "event", report.beforeText)
      + HTMLPart.tile(report.table("accounts")?.rows.count ?? 0, "account", "")
      + HTMLPart.tile(report.table("principals")?.rows.count ?? 0, "principal", "")
      + HTMLPart.tile(denied, "denied", look: denied > 0 ? "denied" : "")
      + HTMLPart.tile(report.table("root-events")?.sum("events") ?? 0, "event", " of root users")
      + HTMLPart.tile(changes?.made ?? 0, changes?.words("policies") ?? "changes of policies")
  }

  private func examples(_ report: ComplianceReport) -> String {
    HTMLPart.section(
      "explanations", "Example events", ExplainHTMLRenderer().content(report.explanations))
  }

  private func render(_ section: ReportSection, drawings: String, _ links: ExplanationLinks) -> String {
    var html = "<section aria-labelledby=\"\(section.id)\">"
    html += "<h2 id=\"\(section.id)\">\(HTMLText.escaped(section.title))</h2>\n"
    if let missing = section.missing {
      html += "<p class=\"quiet\">Not shown: \(HTMLText.escaped(missing)).</p>\n"
    }
    for sentence in section.summary { html += "<p>\(HTMLText.escaped(sentence))</p>\n" }
    html += drawings
    html += section.tables.map { HTMLTable(maximum: maximum, links: links).render($0) }.joined()
    return html + "</section>\n"
  }

  private func controls(_ report: ComplianceReport) -> String {
    guard !report.controls.isEmpty else { return "" }
    let rows = report.controls.map { control in
      let shown = report.shown(control).map { "<a href=\"#\($0.id)\">\(HTMLText.escaped($0.title))</a>" }
      let last = shown.isEmpty ? "<span class=\"quiet\">not shown</span>" : shown.joined(separator: ", ")
      return [control.framework, control.id, control.topic].map { HTMLText.name($0) } + [last]
    }
    return HTMLPart.section(
      "controls", "Controls",
      "<p>A control is named where the report holds something an auditor asks for under it. It is no opinion on "
        + "whether the control is met.</p>\n"
        + HTMLPart.table(
          labelledBy: "controls", ["framework", "control", "topic", "shown in"].map { ($0, .text) },
          rows: rows))
  }

  private func limits(_ report: ComplianceReport) -> String {
    HTMLPart.section("limits", "Limits of this report", HTMLPart.list(report.limits))
  }
}

extension ReportSection {
  /// The drawings of what its tables hold, or those of the report that stand elsewhere.
  fileprivate func drawings(of report: ComplianceReport) -> String {
    switch id {
    case "scope":
      report.table("days").map {
        Self.days($0)
          + "<p><a href=\"#\(ComplianceHTMLRenderer.routineSection)\">The hours without any event, and the events by "
          + "class and day, stand behind the other sections.</a></p>\n"
      } ?? ""
    case "denials":
      tables.first { $0.id == "denials" }.map {
        BarList(items: $0.counts(of: "events", by: "layer").map { ReportText.layer($0) }).render(
          title: "Denials by the layer that AWS named")
      } ?? ""
    default: ""
    }
  }

  private static func days(_ table: ReportTable) -> String {
    let days = table.counts(of: "events", by: "day").map { $0.name }.sorted()
    let sums = ["allowed", "probably_allowed", "denied", "not_recorded"].map { table.sums(of: $0, by: "day") }
    let bars = days.map { day in
      DayChart.Bar(
        label: day, allowed: sums[0][day] ?? 0, probablyAllowed: sums[1][day] ?? 0, denied: sums[2][day] ?? 0,
        notRecorded: sums[3][day] ?? 0)
    }
    var events: [String: [String: Int]] = [:]
    for row in table.rows {
      events[table.text("account", row), default: [:]][table.text("day", row)] = table.count("events", row)
    }
    return DayChart(bars: bars).render(title: "Events by day and decision")
      + CoverageMap(accounts: events.keys.sorted(), days: days, events: events).render()
  }
}

extension ComplianceReport {
  /// A table by its id.
  func table(_ id: String) -> ReportTable? {
    sections.lazy.flatMap { $0.tables }.first { $0.id == id }
  }
}

extension ReportTable {
  /// The sum of a column of counts.
  func sum(_ column: String) -> Int { rows.reduce(0) { $0 + count(column, $1) } }

  /// A column of counts added up by the values of another, most first.
  func counts(of column: String, by key: String) -> [NamedCount] {
    NamedCount.ranked(sums(of: column, by: key).map { (ExactText($0.key), $0.value) })
  }

  func sums(of column: String, by key: String) -> [String: Int] {
    rows.reduce(into: [:]) { $0[text(key, $1), default: 0] += count(column, $1) }
  }

  func text(_ column: String, _ row: [StoredValue]) -> String { value(column, row)?.text ?? "" }

  func count(_ column: String, _ row: [StoredValue]) -> Int { value(column, row)?.count ?? 0 }

  private func value(_ column: String, _ row: [StoredValue]) -> StoredValue? {
    guard let index = columns.firstIndex(where: { $0.name == column }), index < row.count else { return nil }
    return row[index]
  }
}
