/// Short names for the atoms of some formulas, in the same order as their own.
///
/// The questions that requests leave open differ in the names of accounts, callers and patterns. Under these names
/// equal structures are equal, and what was found out about one of them holds for all.
struct FormulaShape {
  /// The facts by their short names, which are their places here.
  private let facts: [String]
  private let atoms: [Atom: Atom]

  init(_ formulas: [Formula]) {
    let all = Set(formulas.flatMap { $0.atoms }).sorted()
    let facts = Set(all.flatMap { $0.facts }).sorted()
    self.facts = facts
    var places: [String: String] = [:]
    for (place, fact) in facts.enumerated() { places[fact] = Self.name(place) }
    var atoms: [Atom: Atom] = [:]
    for (place, atom) in all.enumerated() {
      atoms[atom] = Atom(
        facts: atom.facts.compactMap { places[$0] }, question: Self.name(place), range: atom.range)
    }
    self.atoms = atoms
  }

  /// The formula with the short names.
  func shortened(_ formula: Formula) -> Formula {
    switch formula {
    case .yes, .no: formula
    case .atom(let atom): .atom(atoms[atom] ?? atom)
    case .not(let inner): .not(shortened(inner))
    case .all(let parts): .all(parts.map { shortened($0) })
    case .any(let parts): .any(parts.map { shortened($0) })
    }
  }

  /// The facts that short names stand for, in their order.
  func facts(named names: [String]) -> [String] {
    names.compactMap { Int($0) }.filter { facts.indices.contains($0 - Self.first) }.map {
      facts[$0 - Self.first]
    }
  }

  /// Numbers of equal length sort as their texts do.
  private static func name(_ place: Int) -> String { String(place + first) }

  private static let first = 10_000_000
}
