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

  /// A number with what it counts, in the singular where it is one, and words that go on.
  static func tile(_ value: Int, _ noun: String, _ rest: String, look: String = "") -> String {
    tile(value, (value == 1 ? noun : noun + "s") + rest, look: look)
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

  /// The rows of a table that is laid out at once; a longer one waits until it comes to the screen.
  private static let longRows = 40

  /// A table that sorts, in a frame that scrolls.
  ///
  /// - Parameters:
  ///   - caption: what stands above the heads; nil for nothing.
  ///   - columns: titles, as text, with how their cells look.
  ///   - rows: the content of the cells, as HTML.
  ///   - isCut: whether paper shows the first rows alone, which whoever asks for it says beside the table.
  static func table(
    labelledBy id: String, caption: String? = nil, _ columns: [(title: String, look: CellLook)],
    rows: [[String]], isCut: Bool = false
  ) -> String {
    let caption = caption.map { "<caption>\($0)</caption>\n" } ?? ""
    let head = columns.map {
      "<th scope=\"col\"\($0.look == .number ? " class=\"n\"" : "")>\(HTMLText.escaped($0.title))</th>"
    }
    // A frame that is not on the screen has about the height of its rows.
    let frame =
      rows.count > longRows
      ? " long\" style=\"contain-intrinsic-height:auto \(rows.count * 22 / 10)rem\"" : "\""
    let looks = (columns.enumerated().compactMap { $1.look.name(ofColumn: $0 + 1) } + (isCut ? ["cut"] : []))
      .joined(separator: " ")
    return """
      <div class="scroll\(frame) tabindex="0" role="group" aria-labelledby="\(id)">\
      <table data-sortable\(looks.isEmpty ? "" : " class=\"\(looks)\"")>
      \(caption)<thead><tr>\(head.joined())</tr></thead>
      <tbody>
      \(rows.map { row($0) }.joined(separator: "\n"))
      </tbody></table></div>

      """
  }

  /// A row of cells; HTML lets their end tags be left out, which are an eighth of a long table.
  static func row(_ cells: [String]) -> String { "<tr>" + cells.map { "<td>" + $0 }.joined() }
}

/// How the cells of a column look, said once for the column.
enum CellLook: String, CaseIterable {
  case text = ""
  /// Digits at the right.
  case number = "n"
  /// A text that is not broken: a time, a region, an account number.
  case whole = "s"

  /// The widest table for which there are rules.
  private static let maximumColumns = 16
  /// The length up to which texts are not broken, in bytes.
  private static let wholeLength = 20

  /// The look of a column of texts: whole where all of them are short.
  static func of(texts: some Sequence<String>) -> CellLook {
    texts.allSatisfy { $0.utf8.count <= wholeLength } ? .whole : .text
  }

  /// The class of a table whose column, counted from 1, looks so; nil for one without rules of its own.
  func name(ofColumn column: Int) -> String? { self == .text ? nil : "\(rawValue)\(column)" }

  /// The rules of the columns that look so.
  func css(_ rules: String) -> String {
    (1...Self.maximumColumns).map { ".\(rawValue)\($0) td:nth-child(\($0))" }.joined(separator: ", ")
      + " { \(rules) }"
  }
}
