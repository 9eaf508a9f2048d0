/// A compiled text with wildcards, compared by Unicode scalar, without normalisation.
struct Pattern: Sendable, Hashable {
  enum Token: Sendable, Hashable {
    case scalar(UInt32)
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

    /// Whether a token that stands for one scalar stands for this one.
    @inline(__always)
    func accepts(_ scalar: UInt32) -> Bool {
      switch self {
      case .scalar(let expected): expected == scalar
      case .one: true
      case .oneWithinField: scalar != 0x3A
      case .run, .runWithinField, .hole: false
      }
    }
  }

  var tokens: [Token]

  /// A text in which `*` and `?` are wildcards over anything.
  init(glob text: String) {
    tokens = text.unicodeScalars.map { scalar in
      switch scalar {
      case "*": .run
      case "?": .one
      default: .scalar(scalar.value)
      }
    }
  }

  init(tokens: [Token]) { self.tokens = tokens }

  /// Whether an unknown text takes part; a match is then only a possible one.
  var hasHole: Bool { tokens.contains(.hole) }

  /// Whether every text matches.
  var matchesEverything: Bool { !tokens.isEmpty && tokens.allSatisfy { $0 == .run } }

  /// Whether the whole text matches; unknown text is taken as any run.
  func matches(_ text: [UInt32]) -> Bool { quickMatch(text) ?? matchesInLockstep(text) }

  /// Runs all positions of the pattern at once: the work is at most length times length.
  func matchesInLockstep(_ text: [UInt32]) -> Bool {
    var states = PatternStates(self)
    for scalar in text where !states.advance(scalar) { return false }
    return states.isAccepting
  }

  /// The same by going back to the last run on a mismatch; nil when that takes too many steps.
  ///
  /// Only two places to go back to are needed. An earlier run need not be looked at again: the first place
  /// where the text between two runs fits leaves the most to the second. A run within a field does not take
  /// that away from the unbounded run before it, because the colons fix where its field lies.
  private func quickMatch(_ text: [UInt32]) -> Bool? {
    var position = 0
    var index = 0
    var wide: (index: Int, position: Int)?
    var narrow: (index: Int, position: Int)?
    var steps = 16 * (text.count + tokens.count) + 1024
    while true {
      steps -= 1
      if steps < 0 { return nil }
      if index < tokens.count {
        switch tokens[index] {
        case .run, .hole:
          index += 1
          if index == tokens.count { return true }
          wide = (index, position)
          narrow = nil
          continue
        case .runWithinField:
          index += 1
          narrow = (index, position)
          continue
        case .scalar, .one, .oneWithinField:
          guard position < text.count, tokens[index].accepts(text[position]) else { break }
          index += 1
          position += 1
          continue
        }
      } else if position == text.count {
        return true
      }
      if let back = narrow, back.position < text.count, text[back.position] != 0x3A {
        (index, position) = (back.index, back.position + 1)
        narrow = (index, position)
      } else if let back = wide, back.position < text.count {
        (index, position) = (back.index, back.position + 1)
        wide = (index, position)
        narrow = nil
      } else {
        return false
      }
    }
  }

  /// Whether a text that starts with this prefix matches: nil when only some such texts do.
  func matches(prefix: [UInt32]) -> Bool? {
    var states = PatternStates(self)
    for scalar in prefix where !states.advance(scalar) { return false }
    return states.acceptsAnything && !hasHole ? true : nil
  }
}

/// The positions in a pattern that are reached after some text.
private struct PatternStates {
  private let tokens: [Pattern.Token]
  private var reached: [Bool]

  init(_ pattern: Pattern) {
    tokens = pattern.tokens
    reached = [Bool](repeating: false, count: tokens.count + 1)
    reached[0] = true
    skipRuns()
  }

  var isAccepting: Bool { reached[tokens.count] }

  /// Whether whatever follows is accepted: some position has only unbounded runs after it, at least one.
  var acceptsAnything: Bool {
    var start = tokens.count
    while start > 0, tokens[start - 1] == .run { start -= 1 }
    return start < tokens.count && reached[start..<tokens.count].contains(true)
  }

  /// Moves over one scalar; false when no position is left.
  mutating func advance(_ scalar: UInt32) -> Bool {
    var next = [Bool](repeating: false, count: reached.count)
    var isAlive = false
    for index in tokens.indices where reached[index] {
      switch tokens[index] {
      case .scalar(let expected):
        guard expected == scalar else { continue }
        next[index + 1] = true
      case .run, .hole: next[index] = true
      case .runWithinField:
        guard scalar != 0x3A else { continue }
        next[index] = true
      case .one: next[index + 1] = true
      case .oneWithinField:
        guard scalar != 0x3A else { continue }
        next[index + 1] = true
      }
      isAlive = true
    }
    reached = next
    skipRuns()
    return isAlive
  }

  /// A run may be empty: what lies before it lies after it too.
  private mutating func skipRuns() {
    for index in tokens.indices where reached[index] {
      switch tokens[index] {
      case .run, .runWithinField, .hole: reached[index + 1] = true
      case .scalar, .one, .oneWithinField: continue
      }
    }
  }
}

extension String {
  /// The text as scalar values, for matching.
  var scalarValues: [UInt32] { unicodeScalars.map { $0.value } }

  /// The text with every scalar lower-cased one to one.
  var simpleLowercased: String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      let lowered = scalar.properties.lowercaseMapping.unicodeScalars
      result.append(lowered.count == 1 ? lowered[lowered.startIndex] : scalar)
    }
    return String(result)
  }
}

/// Whether two texts are the same scalars, which `==` on `String` does not mean.
func sameText(_ left: String, _ right: String) -> Bool {
  left.utf8.elementsEqual(right.utf8)
}
