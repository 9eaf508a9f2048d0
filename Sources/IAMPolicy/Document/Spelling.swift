/// Finds what was probably meant by a name that is not known.
public enum Spelling {
  /// The closest candidate within two edits, case ignored; nil when none is that close.
  public static func closest(to text: String, among candidates: [String]) -> String? {
    let wanted = Array(text.lowercased().unicodeScalars)
    guard wanted.count <= 256 else { return nil }
    let ranked = candidates.compactMap { candidate -> (String, Int)? in
      let other = Array(candidate.lowercased().unicodeScalars)
      // No fewer edits than the lengths differ by.
      return abs(other.count - wanted.count) <= 2 ? (candidate, distance(wanted, other)) : nil
    }
    return ranked.filter { $0.1 <= 2 }.min { $0.1 < $1.1 }?.0
  }

  /// The same of names with paths; else the first one of the same last part above or below another path.
  public static func closestName(to name: String, among names: [String]) -> String? {
    let last = name.split(separator: "/").last
    return closest(to: name, among: names)
      ?? names.first { $0.contains("/") && name.contains("/") && $0.split(separator: "/").last == last }
  }

  /// The end of a message that names the closest candidate, or nothing.
  public static func hint(for text: String, among candidates: [String]) -> String {
    closest(to: text, among: candidates).map { "; did you mean `\($0)`?" } ?? ""
  }

  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var previous = Array(0...right.count)
    for (row, scalar) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        let substitution = previous[column] + (scalar == other ? 0 : 1)
        current.append(min(substitution, previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[right.count]
  }
}

extension String {
  /// The text in backticks, cut after 120 characters, control characters made visible.
  var quoted: String {
    var shown = ""
    for scalar in unicodeScalars.prefix(120) {
      let isControl = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
      shown += isControl ? "\\u{\(String(scalar.value, radix: 16))}" : String(Character(scalar))
    }
    return "`\(shown)\(unicodeScalars.count > 120 ? "…" : "")`"
  }
}
