/// An explanation as HTML as it grows: headings, and lists of labels with what belongs to them.
struct HTMLSheet {
  /// The level of the first heading; parts have the next one.
  let level: Int
  /// The id of the first heading.
  let id: String
  private var body = ""
  private var isListOpen = false
  /// Whether what is written stands under the label `because`: of the details alone that is printed.
  private var saysWhy = false

  init(level: Int, id: String) {
    self.level = level
    self.id = id
  }

  /// What was written.
  var html: String { body + (isListOpen ? "</dl>\n" : "") }

  private mutating func closeList() {
    if isListOpen { body += "</dl>\n" }
    isListOpen = false
  }

  private mutating func add(_ content: String, label: String = "", look: String) {
    if !isListOpen { body += "<dl>" }
    isListOpen = true
    if !label.isEmpty { saysWhy = label == "because" }
    let classes = [saysWhy ? "why" : "", look].filter { !$0.isEmpty }.joined(separator: " ")
    if !label.isEmpty { body += "<dt\(saysWhy ? " class=\"why\"" : "")>\(HTMLText.escaped(label))</dt>" }
    body += "<dd\(classes.isEmpty ? "" : " class=\"\(classes)\"")>\(content)</dd>\n"
  }

  /// The class of what is indented by so many columns of a text.
  private static func depth(_ indent: Int) -> String {
    switch indent {
    case ..<16: "in1"
    case 16..<18: "in2"
    default: "in3"
    }
  }
}

extension HTMLSheet: ExplanationSheet {
  mutating func title(_ text: String) {
    closeList()
    body += "<h\(level) id=\"\(id)\">\(HTMLText.name(text))</h\(level)>\n"
  }

  mutating func subtitle(_ text: String) {
    closeList()
    body += "<h\(level + 1)>\(HTMLText.name(text))</h\(level + 1)>\n"
  }

  mutating func line(_ label: String, _ text: String, look: DecisionLook) {
    add(HTMLText.name(text), label: label, look: look == .plain ? "" : "is-\(look.rawValue)")
  }

  mutating func note(_ text: String, indent: Int) {
    guard isListOpen else { return body += "<p>\(HTMLText.name(text))</p>\n" }
    add(HTMLText.name(text), look: Self.depth(indent))
  }

  mutating func note(_ label: String, _ text: String, indent: Int) {
    add(
      "<span class=\"quiet\">\(HTMLText.escaped(label))</span> \(HTMLText.name(text))",
      look: Self.depth(indent))
  }

  mutating func code(_ lines: [String], indent: Int) {
    add("<pre>\(HTMLText.escapedLines(lines.joined(separator: "\n")))</pre>", look: Self.depth(indent))
  }

  mutating func list(_ title: String, _ items: [String]) {
    guard !items.isEmpty else { return }
    subtitle(title)
    body += HTMLPart.list(items)
  }
}
