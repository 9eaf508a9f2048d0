/// Rows of comma-separated values (RFC 4180) that no spreadsheet takes for formulas.
enum CSVText {
  /// A row with its line end.
  static func row(_ cells: [String]) -> String { cells.map { quoted($0) }.joined(separator: ",") + "\r\n" }

  /// A text from a log or policy as a cell.
  ///
  /// Control characters become visible, and semicolons, at which some spreadsheets split; a text that a spreadsheet
  /// would calculate stands behind an apostrophe (OWASP, "CSV Injection").
  static func cell(_ text: String) -> String {
    guard let first = text.unicodeScalars.first else { return "" }
    return (formulaStarts.contains(first) ? "'" : "")
      + TextFormat.safe(text).replacingScalars([";": "\\u{3b}"])
  }

  /// Texts as one cell, with semicolons between them.
  ///
  /// - Parameter more: how many there are beside them, which the end of the cell says.
  static func list(_ texts: [String], more: Int = 0) -> String {
    let cells = texts.map { cell($0) } + (more > 0 ? ["and \(more) more"] : [])
    return cells.joined(separator: ";")
  }

  /// What begins a formula, also in the wide forms that some spreadsheets take.
  private static let formulaStarts: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
  ]

  private static func quoted(_ cell: String) -> String {
    let isSpecial = cell.unicodeScalars.contains { [",", "\"", "\r", "\n", ";"].contains($0) }
    return isSpecial ? "\"" + cell.replacingScalars(["\"": "\"\""]) + "\"" : cell
  }
}
