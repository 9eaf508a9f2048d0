import AuditStore

/// Renders a compliance report as Markdown, its tables cut to a number of rows.
public struct ComplianceMarkdownRenderer {
  private let maximum: Int

  /// Makes a renderer.
  ///
  /// - Parameter maximum: how many rows a table shows.
  public init(maximum: Int = 20) { self.maximum = maximum }

  /// The whole report.
  public func render(_ report: ComplianceReport) -> String {
    var lines = ["# Compliance report", ""]
    if let window = report.window {
      lines.append(
        "Period: \(TextFormat.minute(window.lowerBound)) to \(TextFormat.minute(window.upperBound)).")
    }
    lines += ["Events: \(TextFormat.count(report.events))\(report.beforeText).", ""]
    for section in report.sections { lines += render(section) }
    if !report.controls.isEmpty {
      lines += ["## Controls", "", Self.noOpinion, ""] + controls(report) + [""]
    }
    lines += ["## Limits of this report", ""] + report.limits.map { "- " + MarkdownText.sentence($0) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func render(_ section: ReportSection) -> [String] {
    var lines = ["## \(section.title)", ""]
    if let missing = section.missing { lines += ["Not shown: \(missing).", ""] }
    for sentence in section.summary { lines += [MarkdownText.sentence(sentence), ""] }
    for table in section.tables { lines += render(table) }
    return lines
  }

  private func render(_ table: ReportTable) -> [String] {
    guard !table.rows.isEmpty else { return ["### \(table.title)", "", "None.", ""] }
    let marks = table.columns.map { $0.kind == .count ? "---:" : "---" }
    var lines = ["### \(table.title)", "", row(table.columns.map { $0.title }), row(marks)]
    lines += table.rows.prefix(maximum).map { values in
      row(zip(table.columns, values).map { cell($1, $0) })
    }
    let rest = table.rows.count - min(maximum, table.rows.count)
    return lines
      + (rest > 0 ? ["", "And \(TextFormat.count(rest)) more \(rest == 1 ? "row" : "rows").", ""] : [""])
  }

  private func cell(_ value: StoredValue, _ column: ReportTable.Column) -> String {
    let text = ReportText.value(value, column)
    if text.isEmpty || column.kind != .text { return text }
    // A bar would end the cell, also within a code span.
    return MarkdownText.code(text).replacingScalars(["|": "\\|"])
  }

  private func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  private static let noOpinion =
    "A control is named where the report holds something an auditor asks for under it. It is no opinion on whether the "
    + "control is met."

  private func controls(_ report: ComplianceReport) -> [String] {
    [row(["framework", "control", "topic", "shown in"]), row(["---", "---", "---", "---"])]
      + report.controls.map { control in
        let shown = report.shown(control).map { $0.title }
        return row(
          [control.framework, control.id, control.topic].map { MarkdownText.sentence($0) }
            + [shown.isEmpty ? "not shown" : shown.joined(separator: "; ")])
      }
  }
}
