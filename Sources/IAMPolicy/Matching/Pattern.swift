/// A compiled text with wildcards, compared by Unicode scalar over UTF-8, without normalisation.
///
/// Equal bytes are equal scalars, so only a wildcard has to know where a scalar ends.
final class Pattern: Sendable {
  enum Token: Sendable, Hashable {
    /// One byte of literal text.
    case byte(UInt8)
    /// Any run, also an empty one.
    case run
    /// Any run without a colon.
    case runWithinField
    /// Exactly one scalar.
    case one
    /// Exactly one scalar that is no colon.
    case oneWithinField
    /// Text that is not known.
    case hole

    /// A number that no other token has.
    fileprivate var code: UInt64 {
      switch self {
      case .byte(let byte): UInt64(byte)
      case .run: 0x100
      case .runWithinField: 0x101
      case .one: 0x102
      case .oneWithinField: 0x103
      case .hole: 0x104
      }
    }
  }

  /// The forms that need no automaton.
  private enum Shape: Sendable, Hashable {
    case exact
    /// Literal text, then one unbounded run.
    case prefix
    case general
  }

  let tokens: [Token]
  /// The literal bytes before the first wildcard.
  private let head: [UInt8]
  private let shape: Shape

  init(tokens written: [Token]) {
    var tokens: [Token] = []
    tokens.reserveCapacity(written.count)
    var head: [UInt8] = []
    head.reserveCapacity(written.count)
    for token in written {
      if token == .run, tokens.last == .run { continue }
      if case .byte(let byte) = token, head.count == tokens.count { head.append(byte) }
      tokens.append(token)
    }
    self.tokens = tokens
    self.head = head
    if head.count == tokens.count {
      shape = .exact
    } else {
      shape = head.count == tokens.count - 1 && tokens[head.count] == .run ? .prefix : .general
    }
  }

  /// A text in which `*` and `?` are wildcards over anything.
  convenience init(glob text: String) {
    self.init(tokens: Self.tokens(text) { $0 == 0x2A ? .run : .one })
  }

  /// The tokens of a text, with what stands for its `*` and `?`.
  static func tokens(_ text: String, wildcard: (UInt8) -> Token) -> [Token] {
    text.utf8.map { $0 == 0x2A || $0 == 0x3F ? wildcard($0) : .byte($0) }
  }

  /// The tokens of a text without wildcards.
  static func literal(_ text: String) -> [Token] { text.utf8.map { .byte($0) } }

  /// A number that follows from the tokens alone, FNV-1a over them; equal tokens have equal ones.
  static func mark(_ tokens: [Token], _ start: UInt64) -> UInt64 {
    tokens.reduce(start) { ($0 ^ $1.code) &* 0x100_0000_01B3 }
  }

  /// Whether every text matches.
  var matchesEverything: Bool { !tokens.isEmpty && tokens.allSatisfy { $0 == .run } }

  /// Whether the whole text matches; unknown text is taken as any run.
  func matches(_ text: String) -> Bool { matches(text.utf8.span) }

  /// Whether the whole text matches, given as UTF-8.
  func matches(_ text: Span<UInt8>) -> Bool {
    let head = head
    guard text.starts(with: head.span) else { return false }
    switch shape {
    case .exact: return text.count == head.count
    case .prefix: return true
    case .general: return Self.matches(tokens, text, from: head.count)
    }
  }

  /// Whether tokens that stand in no pattern match a whole text; the first `count` are known to.
  static func matches(_ tokens: [Token], _ text: Span<UInt8>, from count: Int = 0) -> Bool {
    quickMatch(tokens.span, text, from: count) ?? PatternReach(tokens, text).isAccepting
  }

  /// The same by going back to the last run on a mismatch; nil when that takes too many steps.
  ///
  /// Only two places to go back to are needed. An earlier run need not be looked at again: the first place
  /// where the text between two runs fits leaves the most to the second. A run within a field does not take
  /// that away from the unbounded run before it, because the colons fix where its field lies.
  private static func quickMatch(
    _ tokens: Span<Token>, _ text: Span<UInt8>, from start: Int
  ) -> Bool? {
    var position = start
    var index = start
    var wide: (index: Int, position: Int)?
    var narrow: (index: Int, position: Int)?
    var steps = 16 &* (text.count &+ tokens.count) &+ 1024
    while true {
      steps &-= 1
      if steps < 0 { return nil }
      if index < tokens.count {
        switch tokens[index] {
        case .run, .hole:
          index &+= 1
          if index == tokens.count { return true }
          wide = (index, position)
          narrow = nil
          continue
        case .runWithinField:
          index &+= 1
          narrow = (index, position)
          continue
        case .byte(let byte):
          guard position < text.count, text[position] == byte else { break }
          index &+= 1
          position &+= 1
          continue
        case .one, .oneWithinField:
          guard let next = text.scalarEnd(position), tokens[index] == .one || text[position] != 0x3A else {
            break
          }
          index &+= 1
          position = next
          continue
        }
      } else if position == text.count {
        return true
      }
      if let back = narrow, back.position < text.count, text[back.position] != 0x3A {
        (index, position) = (back.index, back.position &+ 1)
        narrow = (index, position)
      } else if let back = wide, back.position < text.count {
        (index, position) = (back.index, back.position &+ 1)
        wide = (index, position)
        narrow = nil
      } else {
        return false
      }
    }
  }
}

extension Pattern: Hashable {
  static func == (left: Pattern, right: Pattern) -> Bool {
    left === right || left.tokens == right.tokens
  }

  func hash(into hasher: inout Hasher) { hasher.combine(head) }
}

extension Span<UInt8> {
  /// Whether both hold the same bytes.
  ///
  /// Texts of one kind begin alike: the end tells them apart sooner.
  @inline(__always)
  func isEqual(to other: Span<UInt8>) -> Bool {
    count == other.count && starts(with: other)
  }

  /// Whether the first bytes are those of another.
  @inline(__always)
  func starts(with other: Span<UInt8>) -> Bool {
    guard count >= other.count else { return false }
    var index = other.count
    while index > 0 {
      index &-= 1
      guard self[index] == other[index] else { return false }
    }
    return true
  }

  /// Where the scalar that begins at a position ends; nil at the end and within a scalar.
  func scalarEnd(_ position: Int) -> Int? {
    guard position < count, let length = self[position].scalarLength else { return nil }
    return Swift.min(position &+ length, count)
  }
}

extension UInt8 {
  /// How many bytes the scalar has that begins with this one; nil within a scalar.
  @inline(__always)
  var scalarLength: Int? {
    switch self {
    case ..<0x80: 1
    case ..<0xC0: nil
    case ..<0xE0: 2
    case ..<0xF0: 3
    default: 4
    }
  }
}

/// The places in a text that the tokens of a pattern can reach, one token after the other.
///
/// The work is at most length times length, whatever the pattern.
private struct PatternReach {
  let isAccepting: Bool

  init(_ tokens: [Pattern.Token], _ text: Span<UInt8>) {
    var reached = [Bool](repeating: false, count: text.count + 1)
    reached[0] = true
    for token in tokens { Self.advance(&reached, token, text) }
    isAccepting = reached[text.count]
  }

  private static func advance(_ reached: inout [Bool], _ token: Pattern.Token, _ text: Span<UInt8>) {
    switch token {
    case .byte(let byte):
      for position in stride(from: text.count, to: 0, by: -1) {
        reached[position] = reached[position - 1] && text[position - 1] == byte
      }
      reached[0] = false
    case .run, .hole:
      var isReached = false
      for position in reached.indices {
        isReached = isReached || reached[position]
        reached[position] = isReached
      }
    case .runWithinField:
      for position in 0..<text.count where reached[position] && text[position] != 0x3A {
        reached[position + 1] = true
      }
    case .one, .oneWithinField:
      var next = [Bool](repeating: false, count: reached.count)
      for position in 0..<text.count where reached[position] {
        guard let end = text.scalarEnd(position), token == .one || text[position] != 0x3A else { continue }
        next[end] = true
      }
      reached = next
    }
  }
}

extension String {
  /// The text with every scalar lower-cased one to one.
  var simpleLowercased: String {
    if utf8.allSatisfy({ $0 < 0x80 }) { return lowercased() }
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      let lowered = scalar.properties.lowercaseMapping.unicodeScalars
      result.append(lowered.count == 1 ? lowered[lowered.startIndex] : scalar)
    }
    return String(result)
  }
}

/// Whether two texts are the same scalars, which `==` on `String` does not mean.
func sameText(_ left: String, _ right: String) -> Bool { left.utf8.span.isEqual(to: right.utf8.span) }
