/// Which accounts have events on which days, as an inline drawing: stronger is more, framed is none.
struct CoverageMap {
  private static let maximumAccounts = 60
  private static let maximumColumns = 92

  let accounts: [String]
  let days: [String]
  /// Events by account and day.
  let events: [String: [String: Int]]

  /// The drawing; nothing without accounts.
  func render() -> String {
    guard !accounts.isEmpty, !days.isEmpty else { return "" }
    let shown = accounts.prefix(Self.maximumAccounts)
    let span = (days.count + Self.maximumColumns - 1) / Self.maximumColumns
    let columns = stride(from: 0, to: days.count, by: span).map {
      Array(days[$0..<min($0 + span, days.count)])
    }
    let size = (960.0 - 110) / Double(max(columns.count, 24))
    let height = min(size, 16)
    let rows = shown.enumerated().map { index, account in
      row(account, columns, y: Double(index) * (height + 2), cell: (size, height))
    }
    let total = Double(shown.count) * (height + 2)
    let what = span == 1 ? "day" : "\(span) days"
    let rest =
      accounts.count > shown.count ? "; \(TextFormat.count(accounts.count - shown.count)) accounts more" : ""
    return """
      <figure tabindex="0"><svg viewBox="0 0 960 \(SVG.number(total))" role="img" \
      aria-label="Events of each account by \(what)\(rest)">
      \(rows.joined(separator: "\n"))
      </svg><figcaption>Events of each account by \(what), \(HTMLText.escaped(days.first ?? "")) to \
      \(HTMLText.escaped(days.last ?? "")); stronger is more, an empty frame is none\(rest).</figcaption></figure>

      """
  }

  private func row(
    _ account: String, _ columns: [[String]], y: Double, cell: (width: Double, height: Double)
  ) -> String {
    let counts = columns.map { days in days.reduce(0) { $0 + (events[account]?[$1] ?? 0) } }
    let top = max(counts.max() ?? 1, 1)
    var result =
      "<g><text x=\"100\" y=\"\(SVG.number(y + cell.height - 3))\" text-anchor=\"end\">"
      + "\(HTMLText.escaped(account))</text>"
    for (index, count) in counts.enumerated() {
      let place =
        "x=\"\(SVG.number(110 + Double(index) * cell.width))\" y=\"\(SVG.number(y))\" "
        + "width=\"\(SVG.number(cell.width - 1.5))\" height=\"\(SVG.number(cell.height))\""
      let words = "\(account), \(columns[index].first ?? ""): \(TextFormat.count(count, "event"))"
      let look =
        count == 0 ? "class=\"cell empty\"" : "class=\"cell\" fill-opacity=\"\(Self.shade(count, top))\""
      result += "<rect \(look) \(place)><title>\(HTMLText.escaped(words))</title></rect>"
    }
    return result + "</g>"
  }

  /// Five shades by the order of magnitude below the account's busiest day.
  private static func shade(_ count: Int, _ top: Int) -> String {
    for (share, shade) in [(2, "1"), (4, ".8"), (16, ".6"), (64, ".4")] where count >= top / share {
      return shade
    }
    return ".25"
  }
}
