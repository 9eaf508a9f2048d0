/// A value of Kleene's three-valued logic: the rules are written once and run in two of them.
///
/// `Ternary` knows only that something is unknown, and is quick; `Formula` also keeps what it waits for.
protocol TruthValue: Sendable, Equatable {
  static var yes: Self { get }
  static var no: Self { get }
  /// The answer to an open question.
  static func open(_ atom: @autoclosure () -> Atom) -> Self

  var isTrue: Bool { get }
  var isFalse: Bool { get }
  var negated: Self { get }
  func and(_ other: @autoclosure () -> Self) -> Self
  func or(_ other: @autoclosure () -> Self) -> Self
}

extension TruthValue {
  static func known(_ value: Bool) -> Self { value ? .yes : .no }
  var isUnknown: Bool { !isTrue && !isFalse }
  /// The value; nil when unknown.
  var value: Bool? { isTrue ? true : isFalse ? false : nil }
}

/// A question about unknown facts that has one answer, wherever it is asked.
///
/// Both sides of a comparison share their atoms: the same question has the same answer on both.
public struct Atom: Sendable, Hashable, Comparable {
  /// The names of the unknown facts, sorted, for example `key:aws:sourcevpc` or `policy:identity`.
  public var facts: [String]
  /// What is asked of them.
  public var question: String
  /// The range of which it is asked whether the one fact, an address, lies in it; nil for any other question.
  let range: IPRange?

  /// Makes an atom; the facts may stand in any order and more than once.
  public init(facts: [String], question: String) { self.init(facts: facts, question: question, range: nil) }

  init(facts: [String], question: String, range: IPRange?) {
    self.facts = facts.count > 1 ? Set(facts).sorted() : facts
    self.question = question
    self.range = range
  }

  /// Equal when all texts are the same scalars, which `==` on `String` does not ask.
  public static func == (left: Self, right: Self) -> Bool {
    left.facts.count == right.facts.count && left.range == right.range
      && sameText(left.question, right.question) && left.isOfFacts(of: right)
  }

  private func isOfFacts(of other: Atom) -> Bool {
    facts.count == other.facts.count && zip(facts, other.facts).allSatisfy { sameText($0, $1) }
  }

  /// What the answer to another question makes of this one; nil where it says nothing of it.
  ///
  /// An address in a range lies in every range around it and in none beside it; one outside lies in none within it.
  func answer(where other: Atom, is answer: Bool) -> Bool? {
    if self == other { return answer }
    guard let range, let known = other.range, isOfFacts(of: other) else { return nil }
    if range.contains(known) { return answer ? true : nil }
    if known.contains(range) { return answer ? nil : false }
    return answer ? false : nil
  }

  /// Orders atoms by facts, then question, so that enumeration never varies.
  public static func < (left: Self, right: Self) -> Bool {
    if left.facts != right.facts { return left.facts.lexicographicallyPrecedes(right.facts) }
    return left.question < right.question
  }
}

/// True, false or unknown, without a memory of what is unknown.
enum Ternary: UInt8, TruthValue {
  case no, yes, unknown

  @inline(__always)
  static func open(_ atom: @autoclosure () -> Atom) -> Ternary { .unknown }

  @inline(__always) var isTrue: Bool { self == .yes }
  @inline(__always) var isFalse: Bool { self == .no }

  @inline(__always)
  var negated: Ternary {
    switch self {
    case .no: .yes
    case .yes: .no
    case .unknown: .unknown
    }
  }

  @inline(__always)
  func and(_ other: @autoclosure () -> Ternary) -> Ternary {
    switch self {
    case .no: return .no
    case .yes: return other()
    case .unknown: return other() == .no ? .no : .unknown
    }
  }

  @inline(__always)
  func or(_ other: @autoclosure () -> Ternary) -> Ternary {
    switch self {
    case .yes: return .yes
    case .no: return other()
    case .unknown: return other() == .yes ? .yes : .unknown
    }
  }
}
