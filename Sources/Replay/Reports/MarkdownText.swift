/// Texts of logs and policies as Markdown in which nothing of theirs is markup.
///
/// GitHub Flavored Markdown, sections 6.1 (code spans) and 6.5 (links): within a code span neither HTML, links nor
/// mentions are read.
enum MarkdownText {
  /// A text of at most so many characters as a code span on one line.
  static func code(_ text: String, limit: Int = 120) -> String {
    let text = visible(text, limit)
    guard !text.isEmpty else { return "(none)" }
    let fence = String(repeating: "`", count: longestRun(in: text) + 1)
    // By scalars: a combining mark hides the backtick before it from a comparison of characters.
    let edges = [text.unicodeScalars.first, text.unicodeScalars.last]
    let pad = edges.contains("`") || edges == [" ", " "] ? " " : ""
    return fence + pad + text + pad + fence
  }

  /// A sentence whose words stand as they are where they are plain, and as code where they are not.
  static func sentence(_ text: String, limit: Int = 600) -> String {
    visible(text, limit).split(separator: " ").map { word($0) }.joined(separator: " ")
  }

  /// Clipped once more, as what is made visible grows.
  private static func visible(_ text: String, _ limit: Int) -> String {
    clipped(TextFormat.safe(clipped(text, to: limit)), to: limit)
  }

  /// A text of at most so many scalars: the start and the end of a longer one.
  static func clipped(_ text: String, to limit: Int) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > limit, limit > 2 else { return text }
    let end = (limit - 1) / 2
    return String(scalars.prefix(limit - 1 - end)) + "…" + String(scalars.suffix(end))
  }

  /// A word without the punctuation around it, as code unless it is a plain word or number.
  private static func word(_ word: Substring) -> String {
    let scalars = word.unicodeScalars
    let start = scalars.prefix { "('".unicodeScalars.contains($0) }
    let rest = scalars.dropFirst(start.count)
    let end = rest.reversed().prefix { ",.;:)?'".unicodeScalars.contains($0) }.count
    let core = rest.dropLast(end)
    guard !core.isEmpty, !isPlain(core) else { return String(word) }
    return String(start) + code(unquoted(core), limit: .max) + String(rest.suffix(end))
  }

  /// Backticks around a word that becomes code anyway say nothing more.
  private static func unquoted(_ core: Substring.UnicodeScalarView) -> String {
    guard core.count > 2, core.first == "`", core.last == "`" else { return String(core) }
    return String(core.dropFirst().dropLast())
  }

  private static func isPlain(_ core: Substring.UnicodeScalarView) -> Bool {
    if core.allSatisfy({ isDigit($0) || ",.:%=+".unicodeScalars.contains($0) }) { return true }
    guard let first = core.first, isDigit(first) || isLetter(first) else { return false }
    return core.allSatisfy { isDigit($0) || isLetter($0) || $0 == "-" || $0 == "'" }
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  private static func longestRun(in text: String) -> Int {
    var longest = 0
    var run = 0
    for scalar in text.unicodeScalars {
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
