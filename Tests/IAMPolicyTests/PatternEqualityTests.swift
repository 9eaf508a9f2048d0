import Testing

@testable import IAMPolicy

/// Texts that are read as the same pattern, which sets and dictionaries must take for one.
struct PatternEqualityTests {
  private static func pattern(_ text: String) -> ResourcePattern {
    ResourcePattern(text, completesShortARNs: true, hasVariables: true)
  }

  @Test(arguments: [
    ("arn:aws:s3", "arn:aws:s3:*:*:*"), ("arn:aws:s3:::${aws:username}", "arn:aws:s3:::${AWS:UserName}"),
  ])
  func `equal patterns of other texts have equal hashes`(texts: (String, String)) {
    let (left, right) = (Self.pattern(texts.0), Self.pattern(texts.1))
    #expect(left == right)
    #expect(left.hashValue == right.hashValue)
    #expect(Set([left, right]).count == 1)
  }

  @Test func `values that ignore case are equal in any case`() {
    let options = Template.Options(hasVariables: true, ignoresCase: true)
    let (left, right) = (Template("Red", options), Template("RED", options))
    #expect(left == right)
    #expect(left.hashValue == right.hashValue)
  }

  @Test func `defaults in other normal forms are other defaults`() {
    let composed = Self.pattern("arn:aws:s3:::${aws:username, 'caf\u{E9}'}")
    #expect(composed != Self.pattern("arn:aws:s3:::${aws:username, 'cafe\u{301}'}"))
  }
}
