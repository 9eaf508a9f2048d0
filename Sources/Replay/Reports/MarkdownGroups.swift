/// The groups of a diff in Markdown: a table, as long as there is room.
struct MarkdownGroups {
  /// The bytes that the table may take.
  private static let maximumBytes = 20_000

  private let report: DiffReport

  init(_ report: DiffReport) { self.report = report }

  /// The table with a sentence that counts the rows that do not fit; empty when there are no groups.
  var text: String {
    guard !report.groups.isEmpty else { return "" }
    let names = report.grouping.map { MarkdownText.code($0.name) }.joined(separator: " | ")
    let rule = String(repeating: "---|", count: report.grouping.count + 1)
    var text =
      "\n| class | \(names) | requests | events | confirmed | accepted |\n|\(rule)---:|---:|---:|---:|\n"
    for (index, group) in report.groups.enumerated() {
      let row = Self.row(group)
      guard text.utf8.count + row.utf8.count <= Self.maximumBytes else {
        let rest = report.groups[index...]
        let events = TextFormat.count(rest.reduce(0) { $0 + $1.count.events }, "event")
        return text
          + "\nand \(TextFormat.count(rest.count, "more group")) with \(events); `--format json` holds all\n"
      }
      text += row
    }
    return text
  }

  private static func row(_ group: DiffGroup) -> String {
    let names = group.names.map { cell($0) }
    let counts = [
      group.count.requests, group.count.events, group.count.confirmed, group.count.accepted,
    ].map { TextFormat.count($0) }
    return "| " + ([group.changeClass.title] + names + counts).joined(separator: " | ") + " |\n"
  }

  /// A bar ends a cell also within code (GitHub Flavored Markdown, section 4.10).
  private static func cell(_ name: String) -> String {
    let code = MarkdownText.code(name, limit: 160)
    return String(code.unicodeScalars.map { $0 == "|" ? "\\|" : String($0) }.joined())
  }
}
