/// Finds which of some names was probably meant by a mistyped one.
public enum Spelling {
  /// The candidate within two edits that is closest, without regard to case; nil when none is.
  public static func closest(to text: String, among candidates: [String]) -> String? {
    let wanted = Array(text.lowercased().unicodeScalars)
    guard wanted.count <= 256 else { return nil }
    let ranked = candidates.map { ($0, distance(wanted, Array($0.lowercased().unicodeScalars))) }
    return ranked.filter { $0.1 <= 2 }.min { $0.1 < $1.1 }?.0
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
