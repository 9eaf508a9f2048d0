/// Text matching by the plainest means: recursion over scalars, no automaton, nothing compiled.
enum NaiveText {
  /// A wildcard stands in a pattern as one of these private scalars; every other scalar is literal.
  static let anyText: Unicode.Scalar = "\u{F0000}"
  static let anyScalar: Unicode.Scalar = "\u{F0001}"
  static let anyTextInField: Unicode.Scalar = "\u{F0002}"
  static let anyScalarInField: Unicode.Scalar = "\u{F0003}"

  static func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

  static func equal(_ left: String, _ right: String) -> Bool { scalars(left) == scalars(right) }

  static func lowered(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.map { scalar in
      let lower = Array(scalar.properties.lowercaseMapping.unicodeScalars)
      return lower.count == 1 ? lower[0] : scalar
    }
  }

  static func matches(_ pattern: [Unicode.Scalar], _ text: [Unicode.Scalar]) -> Bool {
    matches(pattern[...], text[...])
  }

  private static func matches(_ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>)
    -> Bool
  {
    guard let first = pattern.first else { return text.isEmpty }
    let rest = pattern.dropFirst()
    switch first {
    case anyText, anyTextInField:
      if matches(rest, text) { return true }
      guard let scalar = text.first, first == anyText || scalar != ":" else { return false }
      return matches(pattern, text.dropFirst())
    case anyScalar, anyScalarInField:
      guard let scalar = text.first, first == anyScalar || scalar != ":" else { return false }
      return matches(rest, text.dropFirst())
    default:
      return text.first == first && matches(rest, text.dropFirst())
    }
  }

  /// A text with its `*` and `?` as wildcards that cross everything.
  static func pattern(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.map { $0 == "*" ? anyText : $0 == "?" ? anyScalar : $0 }
  }

  /// The text cut at its first colons, at most six fields.
  static func fields(_ text: String) -> [String] {
    text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
  }
}
