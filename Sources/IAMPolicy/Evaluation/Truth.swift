/// A question about unknown facts that has one answer, wherever it is asked.
///
/// Both sides of a comparison share their atoms: the same question has the same answer on both.
public struct Atom: Sendable, Hashable, Comparable {
  /// The names of the unknown facts, for example `key:aws:sourcevpc` or `policy:identity`.
  public var facts: [String]
  /// What is asked of them.
  public var question: String

  /// Makes an atom.
  public init(facts: [String], question: String) {
    self.facts = facts
    self.question = question
  }

  /// Orders atoms by facts, then question, so that enumeration never varies.
  public static func < (left: Self, right: Self) -> Bool {
    if left.facts != right.facts { return left.facts.lexicographicallyPrecedes(right.facts) }
    return left.question < right.question
  }
}

/// A three-valued truth; an unknown one carries the atoms it waits for.
///
/// Kleene's logic: a decided operand masks the unknowns of the others.
struct Truth: Sendable, Equatable {
  /// The value; nil when unknown.
  var value: Bool?
  /// The atoms of an unknown value; empty otherwise.
  var atoms: Set<Atom>

  static let yes = Truth(value: true, atoms: [])
  static let no = Truth(value: false, atoms: [])

  static func known(_ value: Bool) -> Truth { value ? .yes : .no }
  static func unknown(_ atom: Atom) -> Truth { Truth(value: nil, atoms: [atom]) }

  var isTrue: Bool { value == true }
  var isFalse: Bool { value == false }
  var isUnknown: Bool { value == nil }

  func and(_ other: @autoclosure () -> Truth) -> Truth {
    if isFalse { return .no }
    let other = other()
    if other.isFalse { return .no }
    if isTrue { return other }
    if other.isTrue { return self }
    return Truth(value: nil, atoms: atoms.union(other.atoms))
  }

  func or(_ other: @autoclosure () -> Truth) -> Truth {
    if isTrue { return .yes }
    let other = other()
    if other.isTrue { return .yes }
    if isFalse { return other }
    if other.isFalse { return self }
    return Truth(value: nil, atoms: atoms.union(other.atoms))
  }

  var negated: Truth { Truth(value: value.map { !$0 }, atoms: atoms) }
}

/// The answers that are assumed for some atoms; without any, every atom is unknown.
struct Assumptions: Sendable {
  var answers: [Atom: Bool] = [:]

  func truth(of atom: Atom) -> Truth {
    guard let answer = answers[atom] else { return .unknown(atom) }
    return .known(answer)
  }

  func adding(_ atom: Atom, _ answer: Bool) -> Assumptions {
    var result = self
    result.answers[atom] = answer
    return result
  }
}
