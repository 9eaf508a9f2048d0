/// A sheet that keeps what is written on it, to be held against others and to be written again.
struct NotedSheet: ExplanationSheet, Equatable {
  private enum Entry: Equatable {
    case title(String)
    case subtitle(String)
    case line(String, String, DecisionLook)
    case note(String, Int)
    case labeledNote(String, String, Int)
    case code([String], Int)
    case list(String, [String])
  }

  private var entries: [Entry] = []

  mutating func title(_ text: String) { entries.append(.title(text)) }
  mutating func subtitle(_ text: String) { entries.append(.subtitle(text)) }
  mutating func line(_ label: String, _ text: String, look: DecisionLook) {
    entries.append(.line(label, text, look))
  }
  mutating func note(_ text: String, indent: Int) { entries.append(.note(text, indent)) }
  mutating func note(_ label: String, _ text: String, indent: Int) {
    entries.append(.labeledNote(label, text, indent))
  }
  mutating func code(_ lines: [String], indent: Int) { entries.append(.code(lines, indent)) }
  mutating func list(_ title: String, _ items: [String]) { entries.append(.list(title, items)) }

  /// Writes all of it on another sheet.
  func write(on sheet: inout some ExplanationSheet) {
    for entry in entries {
      switch entry {
      case .title(let text): sheet.title(text)
      case .subtitle(let text): sheet.subtitle(text)
      case .line(let label, let text, let look): sheet.line(label, text, look: look)
      case .note(let text, let indent): sheet.note(text, indent: indent)
      case .labeledNote(let label, let text, let indent): sheet.note(label, text, indent: indent)
      case .code(let lines, let indent): sheet.code(lines, indent: indent)
      case .list(let title, let items): sheet.list(title, items)
      }
    }
  }
}
