/// A three-valued truth that keeps what it waits for: a formula over atoms, simplified as far as Kleene's logic goes.
///
/// Answers to atoms can be put in afterwards, so that a decision is evaluated once and its branches are only
/// simplified.
indirect enum Formula: TruthValue, Hashable {
  case yes, no
  case atom(Atom)
  case not(Formula)
  case all([Formula])
  case any([Formula])

  static func open(_ atom: @autoclosure () -> Atom) -> Formula { .atom(atom()) }

  var isTrue: Bool { if case .yes = self { true } else { false } }
  var isFalse: Bool { if case .no = self { true } else { false } }

  var negated: Formula {
    switch self {
    case .yes: .no
    case .no: .yes
    case .not(let formula): formula
    case .atom, .all, .any: .not(self)
    }
  }

  func and(_ other: @autoclosure () -> Formula) -> Formula {
    if isFalse { return .no }
    let other = other()
    if other.isFalse { return .no }
    if isTrue { return other }
    if other.isTrue || other == self { return self }
    return .all(conjuncts + other.conjuncts)
  }

  func or(_ other: @autoclosure () -> Formula) -> Formula {
    if isTrue { return .yes }
    let other = other()
    if other.isTrue { return .yes }
    if isFalse { return other }
    if other.isFalse || other == self { return self }
    return .any(disjuncts + other.disjuncts)
  }

  private var conjuncts: [Formula] { if case .all(let parts) = self { parts } else { [self] } }
  private var disjuncts: [Formula] { if case .any(let parts) = self { parts } else { [self] } }

  /// The atoms that the value waits for, as often as they stand in it; none when it is decided.
  var atoms: [Atom] {
    switch self {
    case .yes, .no: []
    case .atom(let atom): [atom]
    case .not(let formula): formula.atoms
    case .all(let parts), .any(let parts): parts.flatMap { $0.atoms }
    }
  }

  /// The atom that comes first in order; nil when the value is decided.
  var firstAtom: Atom? {
    switch self {
    case .yes, .no: nil
    case .atom(let atom): atom
    case .not(let formula): formula.firstAtom
    case .all(let parts), .any(let parts): parts.compactMap { $0.firstAtom }.min()
    }
  }

  /// The atom that stands first: questions of one part are answered before those of the next.
  var leadingAtom: Atom? {
    switch self {
    case .yes, .no: nil
    case .atom(let atom): atom
    case .not(let formula): formula.leadingAtom
    case .all(let parts), .any(let parts): parts.first?.leadingAtom
    }
  }

  /// The formula once an atom is answered.
  func answering(_ atom: Atom, _ answer: Bool) -> Formula {
    switch self {
    case .yes, .no: self
    case .atom(let own): own.answer(where: atom, is: answer).map { .known($0) } ?? self
    case .not(let formula): formula.answering(atom, answer).negated
    case .all(let parts): parts.reduce(.yes) { $0.and($1.answering(atom, answer)) }
    case .any(let parts): parts.reduce(.no) { $0.or($1.answering(atom, answer)) }
    }
  }
}
