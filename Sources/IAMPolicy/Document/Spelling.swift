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

  /// The same of names with paths; else the first one of the same last part above or below another path, or of one that is
  /// nearly the same where it is long enough to tell.
  public static func closestName(to name: String, among names: [String]) -> String? {
    if let near = closest(to: name, among: names) { return near }
    guard let last = lastPart(name) else { return nil }
    let parts = names.map { (name: $0, last: lastPart($0) ?? "") }.filter { !$0.last.isEmpty }
    if let same = parts.first(where: { $0.last == last }) { return same.name }
    guard last.count > 4, let near = closest(to: last, among: parts.map { $0.last }) else { return nil }
    return parts.first { $0.last == near }?.name
  }

  /// What stands behind the last slash of a name with a path.
  private static func lastPart(_ name: String) -> String? {
    guard name.contains("/") else { return nil }
    return name.split(separator: "/").last.map(String.init)
  }

  /// The end of a message that names the closest candidate, also one with another path, or nothing.
  public static func hint(for text: String, among candidates: [String]) -> String {
    question(closestName(to: text, among: candidates))
  }

  /// The end of a message that asks whether a name was meant; empty for none.
  public static func question(_ meant: String?) -> String { meant.map { "; did you mean `\($0)`?" } ?? "" }

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
