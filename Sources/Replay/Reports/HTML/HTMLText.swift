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

  /// A long name that may be broken behind its separators.
  static func name(_ text: String) -> String {
    escaped(text).replacingScalars(["/": "/<wbr>", ":": ":<wbr>"])
  }
}
