import AuditStore

/// A report's table as HTML, cut to a number of rows.
enum HTMLTable {
  /// The table under its heading, with its query.
  static func render(_ table: ReportTable, maximum: Int) -> String {
    let title = "<h3 id=\"table-\(table.id)\">\(HTMLText.escaped(table.title))</h3>\n"
    guard !table.rows.isEmpty else { return title + "<p class=\"quiet\">None.</p>\n" + query(table) }
    let head = table.columns.map { "<th scope=\"col\"\(mark($0))>\(HTMLText.escaped($0.title))</th>" }
      .joined()
    let rows = table.rows.prefix(maximum).map { row in
      "<tr>" + zip(table.columns, row).map { cell($1, $0) }.joined() + "</tr>"
    }
    let caption =
      table.rows.count > maximum
      ? "\(TextFormat.count(maximum)) of \(TextFormat.count(table.rows.count)) rows; JSON and CSV have all of them"
      : TextFormat.count(table.rows.count, "row")
    return title + """
      <div class="scroll" tabindex="0" role="region" aria-labelledby="table-\(table.id)"><table data-sortable>
      <caption>\(caption)</caption>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>

      """ + query(table)
  }

  private static func cell(_ value: StoredValue, _ column: ReportTable.Column) -> String {
    let text = ReportText.value(value, column)
    switch column.kind {
    case .count: return "<td class=\"n\" data-v=\"\(value.count ?? 0)\">\(HTMLText.escaped(text))</td>"
    case .time: return "<td class=\"t\">\(HTMLText.escaped(text))</td>"
    case .text: return "<td>\(HTMLText.name(text))</td>"
    }
  }

  private static func mark(_ column: ReportTable.Column) -> String {
    column.kind == .count ? " class=\"n\"" : ""
  }

  private static func query(_ table: ReportTable) -> String {
    guard let sql = table.sql else { return "" }
    return
      "<details><summary>The query behind this table</summary><pre>\(HTMLText.escapedLines(sql))</pre></details>\n"
  }
}
