/// A text report as it grows: headings, labelled lines and counted lists that fit a width.
struct TextSheet {
  /// The columns that sentences may fill.
  let width: Int
  /// Whether headings are set in bold.
  let usesColor: Bool
  private(set) var output = ""

  /// Text as it stands, with its own line feeds.
  mutating func raw(_ text: String) { output += text }

  mutating func heading(_ text: String) {
    output += usesColor ? "\u{1B}[1m\(text)\u{1B}[0m\n" : text + "\n"
  }

  /// A sentence behind a label at column 3.
  mutating func line(_ label: String, _ text: String) {
    output += "  " + TextFormat.padded(label, to: 11)
    output += TextFormat.wrapped(TextFormat.safe(text), width: width - 13, indent: 13) + "\n"
  }

  /// A sentence without a label, indented by so many columns.
  mutating func note(_ text: String, indent: Int = 2) {
    output += String(repeating: " ", count: indent)
    output += TextFormat.wrapped(TextFormat.safe(text), width: width - indent, indent: indent) + "\n"
  }

  /// A sentence behind a short label, indented by so many columns.
  mutating func note(_ label: String, _ text: String, indent: Int) {
    let column = indent + 9
    output += String(repeating: " ", count: indent) + TextFormat.padded(label, to: 9)
    output += TextFormat.wrapped(TextFormat.safe(text), width: width - column, indent: column) + "\n"
  }

  /// Lines as they stand, indented by so many columns.
  mutating func code(_ lines: [String], indent: Int) {
    for line in lines { output += String(repeating: " ", count: indent) + TextFormat.safe(line) + "\n" }
  }

  /// A sentence behind a label at column 4, as under a numbered heading; nothing for an empty one.
  mutating func field(_ label: String, _ text: String) {
    guard !text.isEmpty else { return }
    output += "   " + TextFormat.padded(label, to: 10)
    output += TextFormat.wrapped(text, width: width - 13, indent: 13) + "\n"
  }

  /// Counts in a column of their own beside what they count, under their heads; at most so many of them.
  ///
  /// - Parameter more: how many there are beside the items.
  mutating func rows(
    _ label: String, _ items: [(count: String, name: String)], maximum: Int,
    heads: (count: String, name: String)? = nil, more: Int = 0
  ) {
    let shown = [heads].compactMap { $0 } + items.prefix(maximum)
    let column = shown.map { $0.count.count }.max() ?? 0
    let indent = 13 + column + 2
    for (index, item) in shown.enumerated() {
      let start = index == 0 ? label : ""
      output += "   " + TextFormat.padded(start, to: 10) + TextFormat.aligned(item.count, to: column) + "  "
      let name = TextFormat.safe(TextFormat.clipped(item.name))
      output += TextFormat.wrapped(name, width: width - indent, indent: indent) + "\n"
    }
    let left = items.count - shown.count + (heads == nil ? 0 : 1)
    // An option shows no more than there is.
    let hint = left > 0 ? " (--limit)" : ""
    if left + more > 0 { field("", "and \(TextFormat.count(left + more)) more\(hint)") }
  }

  /// Names with their events.
  mutating func list(_ label: String, _ items: [NamedCount], maximum: Int, more: Int = 0) {
    rows(label, items.map { (TextFormat.count($0.count, "event"), $0.name) }, maximum: maximum, more: more)
  }

  /// A heading with sentences behind dashes; nothing without any.
  mutating func list(_ title: String, _ items: [String]) {
    guard !items.isEmpty else { return }
    output += "\n"
    heading(title)
    for item in items {
      output += "  - " + TextFormat.wrapped(TextFormat.safe(item), width: width - 4, indent: 4) + "\n"
    }
  }
}

extension TextSheet: ExplanationSheet {
  mutating func title(_ text: String) {
    heading(TextFormat.wrapped(TextFormat.safe(text), width: width, indent: 2))
  }

  mutating func subtitle(_ text: String) {
    raw("\n")
    title(text)
  }

  mutating func line(_ label: String, _ text: String, look: DecisionLook) { line(label, text) }
}
