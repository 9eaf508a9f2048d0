import CloudTrail
import TestSupport
import Testing

/// Looking for a literal by the rarest of its bytes.
struct TextSliceTests {
  private func holds(_ text: String, rarestAt anchor: Int) -> Bool {
    TextSlice.with(Array(text.utf8)) { $0.contains("\"code\"", rarestAt: anchor) }
  }

  static let texts: [(text: String, isThere: Bool)] = [
    (#""code""#, true), (#"xx"code""#, true), (#""code"xx"#, true), (#"""code""#, true),
    (#""co"code""#, true), (#""cod"code"#, false), (#""code"#, false), (#"code""#, false), ("", false),
    ("c", false), (#"dddd"d"#, false), (#""codE""#, false), (#"ccc""cod""code""#, true),
  ]

  @Test(arguments: texts)
  func `a literal is found where it stands, whichever of its bytes is looked for`(
    sample: (text: String, isThere: Bool)
  ) {
    for anchor in 0..<6 { #expect(holds(sample.text, rarestAt: anchor) == sample.isThere, "\(anchor)") }
  }

  @Test func `every text of a few bytes is searched like one byte after the other`() {
    let letters = Array(#"ab"#.utf8)
    for length in 0...9 {
      for bits in 0..<(1 << length) {
        let bytes = (0..<length).map { letters[(bits >> $0) & 1] }
        let expected = bytes.indices.contains { Array(bytes[$0...].prefix(3)) == Array("aba".utf8) }
        for anchor in 0..<3 {
          let isFound = TextSlice.with(bytes) { $0.contains("aba", rarestAt: anchor) }
          #expect(isFound == expected, "\(bytes) \(anchor)")
        }
      }
    }
  }
}
