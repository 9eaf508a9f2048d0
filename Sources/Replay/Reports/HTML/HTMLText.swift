/// Texts of logs and policies in HTML, in which nothing of theirs is markup.
enum HTMLText {
  /// A text as character data or as the value of a quoted attribute.
  ///
  /// Control characters and those that turn the direction of writing become visible.
  static func escaped(_ text: String) -> String {
    TextFormat.safe(text).replacingScalars(markup)
  }

  private static let markup: [Unicode.Scalar: String] = [
    "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;",
  ]

  /// A text of several lines.
  static func escapedLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }
      .joined(separator: "\n")
  }

  /// The least length of what stands between two places where a name may be broken.
  private static let leastPart = 10

  /// A name that may be broken behind its separators, so that no part is tiny.
  static func name(_ text: String) -> String {
    let text = escaped(text)
    guard text.utf8.count > leastPart else { return text }
    var result = String.UnicodeScalarView()
    var length = 0
    for scalar in text.unicodeScalars {
      result.append(scalar)
      length += 1
      guard length >= leastPart, scalar == "/" || scalar == ":" else { continue }
      result.append(contentsOf: "<wbr>".unicodeScalars)
      length = 0
    }
    return String(result)
  }
}
