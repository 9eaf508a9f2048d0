/// A reader of comma-separated values (RFC 4180) that is written apart from the writer.
enum CSVTable {
  /// The rows with their cells; nil for a text that is none.
  static func rows(_ text: String) -> [[String]]? {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = String.UnicodeScalarView()
    var isQuoted = false
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch (scalar, isQuoted) {
      case ("\"", true) where rest.first == "\"": cell.append(rest.removeFirst())
      case ("\"", true): isQuoted = false
      case ("\"", false):
        guard cell.isEmpty else { return nil }
        isQuoted = true
      case (",", false):
        row.append(String(cell))
        cell.removeAll()
      case ("\r", false):
        guard rest.popFirst() == "\n" else { return nil }
        rows.append(row + [String(cell)])
        row = []
        cell.removeAll()
      default: cell.append(scalar)
      }
    }
    return isQuoted || !row.isEmpty || !cell.isEmpty ? nil : rows
  }
}
