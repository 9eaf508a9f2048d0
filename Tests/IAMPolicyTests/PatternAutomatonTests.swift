import TestSupport
import Testing

@testable import IAMPolicy

/// Many patterns compared with a text at once, against each of them compared alone.
struct PatternAutomatonTests {
  /// Texts and patterns over so few characters that many match.
  private struct Texts {
    private var random: SeededGenerator
    /// The texts that patterns are made of.
    private var sources: [String] = []

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func patterns(_ count: Int) -> [Pattern] {
      (0..<count).map { _ in
        let source = fresh()
        sources.append(source)
        let text = source.map { character -> String in
          switch Int.random(in: 0..<24, using: &random) {
          case 0...5 where character != ":": "*"
          case 6,
            7 where character != ":":
            "?"
          case 8 where character != ":": "${aws:username}"
          default: String(character)
          }
        }
        return ResourcePattern(
          text.joined(), completesShortARNs: true, hasVariables: Bool.random(using: &random)
        ).widest
      }
    }

    mutating func text() -> String {
      Bool.random(using: &random) ? fresh() : sources.randomElement(using: &random) ?? ""
    }

    private mutating func fresh() -> String {
      (0..<Int.random(in: 4...6, using: &random)).map { _ in
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
          ["a", "a", "b", ":", "é", "€", "😀"].randomElement(using: &random) ?? ""
        }.joined()
      }.joined(separator: ":")
    }
  }

  /// Expects patterns to say together what each says alone; the answer is how many texts any of them matches.
  private func compare(_ automaton: inout PatternAutomaton, _ patterns: [Pattern], _ texts: inout Texts)
    -> Int
  {
    var matches = 0
    for _ in 0..<100 {
      let text = texts.text()
      let alone = patterns.indices.filter { patterns[$0].matches(text) }.map { Int32($0) }
      let number = automaton.number(of: text.utf8.span)
      #expect(automaton.matched[Int(number)] == alone, "\(text)")
      matches += alone.isEmpty ? 0 : 1
    }
    return matches
  }

  @Test(arguments: 1...10)
  func `patterns match together what each matches alone`(seed: UInt64) {
    var texts = Texts(seed: seed)
    let patterns = texts.patterns(40)
    var automaton = PatternAutomaton(patterns)
    #expect(compare(&automaton, patterns, &texts) > 5)
  }

  @Test(arguments: 1...10, [(3, 1 << 18), (1 << 12, 200), (2, 1)])
  func `it says the same where it must forget its states`(seed: UInt64, limits: (Int, Int)) {
    var texts = Texts(seed: seed)
    let patterns = texts.patterns(20)
    var automaton = PatternAutomaton(patterns, maximumStates: limits.0, maximumPlaces: limits.1)
    #expect(compare(&automaton, patterns, &texts) > 5)
  }

  @Test func `no patterns match nothing`() {
    var automaton = PatternAutomaton([])
    #expect([automaton.number(of: "a".utf8.span), automaton.number(of: "".utf8.span)] == [0, 0])
    #expect(automaton.matched == [[]])
  }

  @Test func `texts with equal matches have equal numbers`() {
    var automaton = PatternAutomaton([Pattern(glob: "a*"), Pattern(glob: "*b")])
    let numbers = ["ac", "aac", "ab", "cb", "c", ""].map { automaton.number(of: $0.utf8.span) }
    #expect(numbers == [0, 0, 1, 2, 3, 3])
    #expect(automaton.matched == [[0], [0, 1], [1], []])
  }

  @Test func `an ARN that a pattern with a variable may match has no set of patterns`() {
    var matcher = ResourceMatcher(
      ["arn:aws:s3:::own/${aws:username}/*", "arn:aws:s3:::own/*", "arn:aws:s3:::*"].map {
        ResourcePattern($0, completesShortARNs: true, hasVariables: true)
      })
    let numbers = ["own/ann/x", "own/ann", "other", "own/x"].map {
      matcher.number(of: "arn:aws:s3:::\($0)".utf8.span)
    }
    #expect(numbers.map { matcher.patterns($0) } == [nil, [1, 2], [2], [1, 2]])
  }
}
