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
      + replaced(";", by: "\\u{3b}", in: TextFormat.safe(text))
  }

  /// Texts as one cell, with semicolons between them.
  static func list(_ texts: [String]) -> String { texts.map { cell($0) }.joined(separator: ";") }

  /// What begins a formula, also in the wide forms that some spreadsheets take.
  private static let formulaStarts: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
  ]

  private static func quoted(_ cell: String) -> String {
    let isSpecial = cell.unicodeScalars.contains { [",", "\"", "\r", "\n", ";"].contains($0) }
    return isSpecial ? "\"" + replaced("\"", by: "\"\"", in: cell) + "\"" : cell
  }

  /// By scalars: a combining mark hides the scalar before it from a search by characters.
  private static func replaced(_ scalar: Unicode.Scalar, by text: String, in cell: String) -> String {
    var result = String.UnicodeScalarView()
    for each in cell.unicodeScalars {
      if each == scalar { result.append(contentsOf: text.unicodeScalars) } else { result.append(each) }
    }
    return String(result)
  }
}
