/// A set of statements, by their numbers.
struct StatementMask: Sendable, Hashable {
  private(set) var words: [UInt64]

  /// No statement of `count`.
  init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

  /// Every statement of `count`; the bits beyond are set too and mean nothing.
  static func all(count: Int) -> StatementMask {
    var mask = StatementMask(count: count)
    for index in mask.words.indices { mask.words[index] = .max }
    return mask
  }

  mutating func insert(_ number: Int) { words[number / 64] |= 1 << UInt64(number % 64) }
  mutating func remove(_ number: Int) { words[number / 64] &= ~(1 << UInt64(number % 64)) }
  func contains(_ number: Int) -> Bool { words[number / 64] & (1 << UInt64(number % 64)) != 0 }

  mutating func formIntersection(_ other: StatementMask) {
    for index in words.indices { words[index] &= other.words[index] }
  }

  func intersects(_ other: StatementMask) -> Bool {
    for index in words.indices where words[index] & other.words[index] != 0 { return true }
    return false
  }
}

/// The statements that surely match, and those that may.
struct MatchMasks: Sendable {
  // INVARIANT: what surely matches may match.
  var sure: StatementMask
  var may: StatementMask

  /// Every statement matches.
  static func all(count: Int) -> MatchMasks {
    MatchMasks(sure: .all(count: count), may: .all(count: count))
  }

  /// Notes what one factor of a statement came to.
  mutating func set(_ number: Int, _ truth: Ternary) {
    switch truth {
    case .yes: break
    case .no:
      sure.remove(number)
      may.remove(number)
    case .unknown: sure.remove(number)
    }
  }

  mutating func formIntersection(_ other: MatchMasks) {
    sure.formIntersection(other.sure)
    may.formIntersection(other.may)
  }

  /// Whether any statement of a set matches.
  func any(of set: StatementMask) -> Ternary {
    if sure.intersects(set) { return .yes }
    return may.intersects(set) ? .unknown : .no
  }
}
