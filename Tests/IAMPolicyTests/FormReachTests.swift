import TestSupport
import Testing

@testable import IAMPolicy

struct FormReachTests {
  private typealias Token = Pattern.Token
  private static let letters: [Token] = [.byte(0x61), .byte(0x62), .byte(0x3A)]

  private static func tokens(
    _ choices: [Token], most: Int, using generator: inout some RandomNumberGenerator
  ) -> [Token] {
    (0..<Int.random(in: 0...most, using: &generator)).map { _ in
      choices.randomElement(using: &generator) ?? .run
    }
  }

  /// Some texts of a form: each run is empty or one of a few texts.
  private static func texts(of form: ArraySlice<Token>) -> [String] {
    guard let first = form.first else { return [""] }
    let starts: [String] =
      switch first {
      case .byte(let byte): [String(UnicodeScalar(byte))]
      case .one: ["a", "b", ":", "é"]
      case .oneWithinField: ["a", "b", "é"]
      case .runWithinField: ["", "a", "b", "é", "ab", "aab"]
      default: ["", "a", "b", ":", "é", "ab", ":a", "b:", "aab:"]
      }
    let rests = texts(of: form.dropFirst())
    return starts.flatMap { start in rests.map { start + $0 } }
  }

  @Test func `what is said of a form holds for its texts`() {
    var generator = SeededGenerator(seed: 7)
    var answers: [Bool?: Int] = [:]
    for _ in 0..<4_000 {
      let pattern = Self.tokens(
        Self.letters + [.run, .run, .one, .runWithinField, .oneWithinField, .byte(0xC3), .byte(0xA9)],
        most: 6,
        using: &generator)
      let form = Self.tokens(
        Self.letters + [.run, .one, .runWithinField, .oneWithinField], most: 4, using: &generator)
      let answer = Pattern.matches(pattern, form: form)
      answers[answer, default: 0] += 1
      guard let answer else { continue }
      for text in Self.texts(of: form[...]) {
        #expect(Pattern.matches(pattern, text.utf8.span) == answer, "\(pattern) \(form) \(text)")
      }
    }
    #expect(answers.allSatisfy { $0.value > 50 } && answers.count == 3, "\(answers)")
  }

  @Test(arguments: [
    ("arn:aws:s3:::b/*", "arn:aws:s3:::b/x/*", true), ("arn:aws:s3:::b*", "arn:aws:s3:::b/x/*", true),
    ("db-??????", "db-??????", true), ("db-?????", "db-??????", false), ("*-a?????", "db-??????", nil),
    ("db-*", "db-??????", true), ("i-*/x", "i-*/x", true), ("i-*/y", "i-*/x", false), ("i-1*", "i-*", nil),
    ("*", "*", true), ("a", "*", nil), ("", "*", nil),
  ])
  func `a form is covered by a pattern, or is not, or that cannot be told`(
    pattern: String, form: String, expected: Bool?
  ) {
    let form = Pattern.tokens(form) { $0 == 0x2A ? .run : .one }
    #expect(Pattern.matches(Pattern(glob: pattern).tokens, form: form) == expected)
  }
}
