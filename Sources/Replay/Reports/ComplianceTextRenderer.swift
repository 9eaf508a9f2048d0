import AuditStore

/// Renders a compliance report for a terminal or a pipe.
public struct ComplianceTextRenderer {
  private let width: Int
  private let usesColor: Bool
  private let maximum: Int

  /// Makes a renderer for a terminal of this width.
  ///
  /// - Parameter maximum: how many rows a table shows.
  public init(width: Int = 80, usesColor: Bool = false, maximum: Int = 5) {
    self.width = max(40, width)
    self.usesColor = usesColor
    self.maximum = maximum
  }

  /// The whole report as text that ends with a line feed.
  public func render(_ report: ComplianceReport) -> String {
    var sheet = TextSheet(width: width, usesColor: usesColor)
    sheet.heading("Compliance report")
    if let window = report.window {
      sheet.line(
        "period", "\(TextFormat.minute(window.lowerBound)) to \(TextFormat.minute(window.upperBound))")
    }
    sheet.line("events", TextFormat.count(report.events) + report.beforeText)
    for section in report.sections { write(section, &sheet) }
    sheet.list("Controls (no opinion on whether a control is met)", report.controls.map { words($0, report) })
    sheet.list("Limits of this report", report.limits)
    return sheet.output
  }

  private func write(_ section: ReportSection, _ sheet: inout TextSheet) {
    sheet.raw("\n")
    sheet.heading(section.title)
    if let missing = section.missing { sheet.note("Not shown: \(missing).") }
    for sentence in section.summary { sheet.note(sentence) }
    for table in section.tables { write(table, &sheet) }
  }

  private func write(_ table: ReportTable, _ sheet: inout TextSheet) {
    guard !table.rows.isEmpty else { return sheet.note("\(table.title): none") }
    sheet.note("\(table.title): \(TextFormat.count(table.rows.count, "row"))")
    if let lines = lines(table) {
      sheet.raw(lines.map { "    " + $0 + "\n" }.joined())
      let more = table.rows.count - maximum
      if more > 0 { sheet.note("and \(TextFormat.count(more)) more (--limit)", indent: 4) }
      return
    }
    sheet.rows("", table.rows.map { row(table, $0) }, maximum: maximum, heads: heads(table))
  }

  /// The table in columns; nil where it is too wide for that.
  private func lines(_ table: ReportTable) -> [String]? {
    let columns = table.columns.map {
      // Of a time the clock may stand under the day.
      TextTable.Column(title: $0.title, isNumber: $0.kind == .count, least: $0.kind == .time ? 10 : 16)
    }
    let rows = table.rows.prefix(maximum).map { row in
      table.columns.indices.map { index in
        let column = table.columns[index]
        let value = index < row.count ? ReportText.value(row[index], column) : ""
        let shown = value.isEmpty ? "-" : TextFormat.safe(TextFormat.clipped(value))
        return column.kind == .time ? shown.replacing("T", with: " ") : shown
      }
    }
    return TextTable(columns: columns, rows: rows).lines(width: width - 4)
  }

  /// The column that stands in front where a table is too wide: the first count, or time.
  private func lead(_ table: ReportTable) -> Int {
    table.columns.firstIndex { $0.kind == .count } ?? table.columns.firstIndex { $0.kind == .time } ?? 0
  }

  private func heads(_ table: ReportTable) -> (count: String, name: String)? {
    var columns = table.columns
    guard columns.indices.contains(lead(table)) else { return nil }
    let first = columns.remove(at: lead(table))
    return (first.title, columns.map { $0.title }.joined(separator: ", "))
  }

  /// The values in the order of the heads; counts and times repeat their names, as commas stand in counts.
  private func row(_ table: ReportTable, _ row: [StoredValue]) -> (count: String, name: String) {
    let lead = lead(table)
    var parts: [String] = []
    for (index, column) in table.columns.enumerated() where index != lead && index < row.count {
      let value = ReportText.value(row[index], column)
      let shown = value.isEmpty ? "-" : value
      parts.append(column.kind == .text ? shown : "\(column.title) \(shown)")
    }
    let number = lead < row.count ? ReportText.value(row[lead], table.columns[lead]) : ""
    return (number, parts.joined(separator: ", "))
  }

  private func words(_ control: ReportControl, _ report: ComplianceReport) -> String {
    let shown = report.shown(control).map { $0.title }
    let name = "\(control.framework) \(control.id), \(control.topic): "
    return name + (shown.isEmpty ? "not shown by this report" : shown.joined(separator: "; "))
  }
}

extension ComplianceReport {
  /// The events of the period before, or that no log of it is there, behind a comma; empty without such a period.
  var beforeText: String {
    if let eventsBefore { return ", \(TextFormat.count(eventsBefore)) in the period before" }
    return period.before == nil ? "" : ", no log of the period before"
  }
}
