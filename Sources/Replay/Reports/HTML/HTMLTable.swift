import AuditStore

/// A report's table as HTML, cut to a number of rows.
enum HTMLTable {
  /// The table under its heading, with its query.
  ///
  /// - Parameter links: where events are explained; ids of events lead there.
  static func render(_ table: ReportTable, maximum: Int, links: ExplanationLinks) -> String {
    let title = "<h3 id=\"table-\(table.id)\">\(HTMLText.escaped(table.title))</h3>\n"
    guard !table.rows.isEmpty else { return title + "<p class=\"quiet\">None.</p>\n" + query(table) }
    let caption =
      table.rows.count > maximum
      ? "\(TextFormat.count(maximum)) of \(TextFormat.count(table.rows.count)) rows; JSON and CSV have all of them"
      : TextFormat.count(table.rows.count, "row")
    return title
      + HTMLPart.table(
        labelledBy: "table-\(table.id)", caption: caption,
        table.columns.map { ($0.title, $0.kind == .count) },
        rows: table.rows.prefix(maximum).map { row in zip(table.columns, row).map { cell($1, $0, links) } })
      + query(table)
  }

  private static func cell(
    _ value: StoredValue, _ column: ReportTable.Column, _ links: ExplanationLinks
  ) -> String {
    switch column.kind {
    case .count: value.count.map { HTMLPart.cell($0) } ?? "<td class=\"n\" data-v=\"0\"></td>"
    case .time: "<td class=\"t\">\(HTMLText.escaped(value.text))</td>"
    case .text where column.holdsEventIDs:
      "<td>\(links.link(value.text, HTMLText.name(value.text)))</td>"
    case .text: HTMLPart.cell(ReportText.value(value, column))
    }
  }

  private static func query(_ table: ReportTable) -> String {
    guard let sql = table.sql else { return "" }
    return
      "<details><summary>The query behind this table</summary><pre>\(HTMLText.escapedLines(sql))</pre></details>\n"
  }
}

extension ReportTable.Column {
  /// Whether the column names events.
  fileprivate var holdsEventIDs: Bool { name == "event_id" || name == "example" }
}
