/// Counts as bars beside their names.
struct BarList {
  let items: [NamedCount]

  /// The drawing; nothing without items.
  func render(title: String) -> String {
    guard let top = items.map({ $0.count }).max(), top > 0 else { return "" }
    let rows = items.enumerated().map { index, item in row(item, y: index * 22, top: top) }
    return """
      <figure tabindex="0"><svg viewBox="0 0 960 \(items.count * 22)" role="img" aria-label="\(HTMLText.escaped(title))">
      \(rows.joined(separator: "\n"))
      </svg><figcaption>\(HTMLText.escaped(title))</figcaption></figure>

      """
  }

  private func row(_ item: NamedCount, y: Int, top: Int) -> String {
    let width = max(560 * Double(item.count) / Double(top), 1)
    let end = 270 + width
    return "<text x=\"262\" y=\"\(y + 14)\" text-anchor=\"end\">\(HTMLText.escaped(item.name))</text>"
      + "<rect class=\"denied\" x=\"270\" y=\"\(y + 3)\" width=\"\(SVG.number(width))\" height=\"14\"/>"
      + "<text x=\"\(SVG.number(end + 6))\" y=\"\(y + 14)\">\(TextFormat.count(item.count))</text>"
  }
}
