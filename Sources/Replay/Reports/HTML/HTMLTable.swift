import AuditStore

/// A report's table as HTML, cut to a number of rows and to a length.
struct HTMLTable {
  /// The longest table of a page, in bytes: a page stays quick to open whatever the log holds.
  private static let maximumLength = 96_000

  /// How many rows it shows.
  let maximum: Int
  /// Where events are explained; ids of events lead there.
  let links: ExplanationLinks

  /// The table under its heading, with its query.
  func render(_ table: ReportTable) -> String {
    let title = "<h3 id=\"table-\(table.id)\">\(HTMLText.escaped(table.title))</h3>\n"
    guard !table.rows.isEmpty else { return title + "<p class=\"quiet\">None.</p>\n" + Self.query(table) }
    let looks = table.columns.enumerated().map { index, column in
      Self.look(column, table.rows.prefix(maximum).lazy.map { index < $0.count ? $0[index].text : "" })
    }
    let rows = rows(of: table, looks)
    let isCut = rows.count > HTMLStyle.printedRows
    let caption =
      rows.count < table.rows.count
      ? "The first \(TextFormat.count(rows.count)) of \(TextFormat.count(table.rows.count)) rows; JSON and CSV have all of them"
      : TextFormat.count(table.rows.count, "row")
    return title
      + HTMLPart.table(
        labelledBy: "table-\(table.id)", caption: caption, zip(table.columns, looks).map { ($0.title, $1) },
        rows: rows, isCut: isCut)
      + (isCut ? Self.printed : "") + Self.query(table)
  }

  private static let printed =
    "<p class=\"quiet printed\">Printed are the first \(HTMLStyle.printedRows) of the rows shown; the page itself, on a "
    + "screen, JSON and CSV have more.</p>\n"

  private func rows(of table: ReportTable, _ looks: [CellLook]) -> [[String]] {
    var rows: [[String]] = []
    var length = 0
    for row in table.rows.prefix(maximum) {
      let cells = zip(zip(table.columns, looks), row).map { cell($1, $0.0, $0.1) }
      length += cells.reduce(5) { $0 + $1.utf8.count + 4 }
      if length > Self.maximumLength, !rows.isEmpty { break }
      rows.append(cells)
    }
    return rows
  }

  private func cell(_ value: StoredValue, _ column: ReportTable.Column, _ look: CellLook) -> String {
    let text = ReportText.value(value, column)
    let html = look == .text ? HTMLText.name(text) : HTMLText.escaped(text)
    return column.holdsEventIDs ? links.link(value.text, html) : html
  }

  private static func look(_ column: ReportTable.Column, _ texts: some Sequence<String>) -> CellLook {
    switch column.kind {
    case .count: .number
    case .time: .whole
    case .text: CellLook.of(texts: texts)
    }
  }

  private static func query(_ table: ReportTable) -> String {
    guard let sql = table.sql else {
      let source = table.source ?? ""
      return source.isEmpty ? "" : "<p class=\"quiet\">No query: \(HTMLText.escaped(source)).</p>\n"
    }
    return
      "<details><summary>The query behind this table</summary><p class=\"quiet\">To run in <code>sqlite3 retrial.db</code>, "
      + "where that is the database.</p><pre>\(HTMLText.escapedLines(sql))</pre></details>\n"
  }
}

extension ReportTable.Column {
  /// Whether the column names events.
  fileprivate var holdsEventIDs: Bool { name == "event_id" || name == "example" }
}
