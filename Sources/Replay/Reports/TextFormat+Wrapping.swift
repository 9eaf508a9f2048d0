/// Fitting words into lines.
extension TextFormat {
  /// Of a longer name or value only the start is shown.
  private static let valueLimit = 2_000

  /// A single name or value; of one of more than 2,000 characters the start, with how many it has.
  static func clipped(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard text.utf8.count > valueLimit, case let length = scalars.count, length > valueLimit else {
      return text
    }
    return String(scalars.prefix(valueLimit)) + "... (\(count(length)) characters)"
  }

  /// A message of which each word that is longer than any name of AWS is cut short, what stands around it kept.
  public static func message(_ text: String) -> String {
    guard text.utf8.count > ARNPattern.maximumLength else { return text }
    return text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      guard word.utf8.count > ARNPattern.maximumLength else { return String(word) }
      let marks = "'`(),.;:?".unicodeScalars
      let scalars = word.unicodeScalars
      let start = scalars.prefix { marks.contains($0) }
      let end = scalars.dropFirst(start.count).reversed().prefix { marks.contains($0) }.reversed()
      let core = scalars.dropFirst(start.count).dropLast(end.count)
      let shown = String(core.prefix(shownOfLongWord))
      return String(start) + "\(shown)... (\(count(core.count)) characters)"
        + String(String.UnicodeScalarView(end))
    }.joined(separator: " ")
  }

  /// How much of a word is shown that is longer than any name.
  private static let shownOfLongWord = 100

  /// Words in lines of at most `width` characters, every line but the first behind an indent.
  ///
  /// A longer word, such as an ARN, is broken behind one of its separators; one of thousands of characters is clipped.
  public static func wrapped(_ text: String, width: Int, indent: Int) -> String {
    var lines: [String] = []
    var line = ""
    var length = 0
    for word in words(of: text) {
      let added = word.count
      if !line.isEmpty, length + 1 + added <= width {
        line += " " + word
        length += 1 + added
        continue
      }
      if !line.isEmpty { lines.append(line) }
      var pieces = pieces(of: word, length: added, width)
      line = String(pieces.removeLast())
      lines += pieces.map { String($0) }
      length = line.count
    }
    lines.append(line)
    return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
  }

  private static func words(of text: String) -> [Substring] {
    let words = text.split(separator: " ")
    guard text.utf8.count > valueLimit else { return words }
    return words.flatMap { clipped(String($0)).split(separator: " ") }
  }

  /// A word cut to the width; there is always a piece.
  private static func pieces(of word: Substring, length: Int, _ width: Int) -> [Substring] {
    var pieces: [Substring] = []
    var rest = word
    var left = length
    while width > 0, left > width {
      let cut = breakingPoint(of: rest, width)
      pieces.append(rest[..<cut.index])
      rest = rest[cut.index...]
      left -= cut.count
    }
    return pieces + [rest]
  }

  /// Behind the last separator that fits, or where the line is full, with how many characters stand before it.
  private static func breakingPoint(of word: Substring, _ width: Int) -> (index: String.Index, count: Int) {
    let line = word.prefix(width)
    for separators in ["/:", ",_-"] {
      let places = line.indices.reversed()
      guard
        let separator = places.first(where: { separators.contains(word[$0]) && !isInPlace(word, $0) })
      else { continue }
      let before = line.distance(from: line.startIndex, to: separator)
      if before >= width / 2 { return (line.index(after: separator), before + 1) }
    }
    return (line.endIndex, width)
  }

  /// Whether a line or column follows a colon, which stays with its file; an account's number is longer.
  private static func isInPlace(_ word: Substring, _ colon: String.Index) -> Bool {
    guard word[colon] == ":" else { return false }
    let digits = word[word.index(after: colon)...].prefix(12).prefix { $0.isNumber }.count
    return (1..<12).contains(digits)
  }
}
