/// Texts of logs and policies in HTML, in which nothing of theirs is markup.
enum HTMLText {
  /// A text as character data or as the value of a quoted attribute.
  ///
  /// Control characters and those that turn the direction of writing become visible.
  static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in TextFormat.safe(text).unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "'": result.append(contentsOf: "&#39;".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// A text of several lines.
  static func escapedLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }
      .joined(separator: "\n")
  }

  /// A long name that may be broken behind its separators.
  static func name(_ text: String) -> String {
    var result = ""
    for scalar in escaped(text).unicodeScalars {
      result.unicodeScalars.append(scalar)
      if scalar == "/" || scalar == ":" { result += "<wbr>" }
    }
    return result
  }
}
