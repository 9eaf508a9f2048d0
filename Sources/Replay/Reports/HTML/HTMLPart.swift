/// Parts that several pages are made of.
enum HTMLPart {
  /// A number with what it counts.
  ///
  /// - Parameter look: `denied` or `open` where the number asks for attention.
  static func tile(_ value: Int, _ words: String, look: String = "") -> String {
    let name = look.isEmpty ? "tile" : "tile \(look)"
    return
      "<div class=\"\(name)\"><b>\(TextFormat.count(value))</b><span>\(HTMLText.escaped(words))</span></div>"
  }

  /// A section under its heading; nothing without content.
  static func section(_ id: String, _ title: String, _ content: String) -> String {
    guard !content.isEmpty else { return "" }
    return
      "<section aria-labelledby=\"\(id)\"><h2 id=\"\(id)\">\(HTMLText.escaped(title))</h2>\n\(content)</section>\n"
  }

  /// Sentences behind bullets; nothing without any.
  static func list(_ sentences: [String]) -> String {
    guard !sentences.isEmpty else { return "" }
    return "<ul>" + sentences.map { "<li>\(HTMLText.name($0))</li>" }.joined(separator: "\n") + "</ul>\n"
  }

  /// A table that sorts, in a frame that scrolls; heads of numbers are marked by `true`.
  ///
  /// - Parameter caption: what stands above the heads; nil for nothing.
  static func table(
    labelledBy id: String, caption: String? = nil, _ heads: [(title: String, isNumber: Bool)],
    rows: [[String]]
  ) -> String {
    let caption = caption.map { "<caption>\($0)</caption>\n" } ?? ""
    let head = heads.map {
      "<th scope=\"col\"\($0.isNumber ? " class=\"n\"" : "")>\(HTMLText.escaped($0.title))</th>"
    }
    return """
      <div class="scroll" tabindex="0" role="region" aria-labelledby="\(id)"><table data-sortable>
      \(caption)<thead><tr>\(head.joined())</tr></thead>
      <tbody>
      \(rows.map { "<tr>\($0.joined())</tr>" }.joined(separator: "\n"))
      </tbody></table></div>

      """
  }

  /// A cell of a number.
  static func cell(_ count: Int) -> String {
    "<td class=\"n\" data-v=\"\(count)\">\(TextFormat.count(count))</td>"
  }

  /// A cell of a text.
  static func cell(_ text: String) -> String {
    // A region or an account number is not broken.
    "<td\(text.utf8.count <= 16 ? " class=\"s\"" : "")>\(HTMLText.name(text))</td>"
  }
}
