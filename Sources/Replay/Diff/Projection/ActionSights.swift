import IAMPolicy

/// What the statements for each action look at, and those for all actions of a call.
struct ActionSights: Sendable {
  /// Numbers for what the statements for the actions of a call look at.
  struct Numbers: Sendable {
    /// The keys of every policy.
    let allKeys: Int32
    /// The sight of callers' own policies.
    let own: Int32
    /// The sight of the other policies, and of the rules of services.
    let shared: Int32
  }

  /// A sight with its number.
  struct Sight: Sendable {
    let seen: StatementSight
    let number: Int32
  }

  /// What the statements of every policy look at, by the actions' numbers.
  let all: [Sight]
  /// The same without callers' own policies.
  let shared: [Sight]
  private let own: [StatementSight]
  private var keys = Numbering<Set<String>>()
  private var sights = Numbering<StatementSight>()

  init(_ actions: [String], _ vocabulary: PolicyVocabulary) {
    let sights = actions.map { vocabulary.sights(ofAction: $0) }
    var numbers = Numbering<StatementSight>()
    func numbered(_ seen: StatementSight) -> Sight { Sight(seen: seen, number: numbers.number(seen)) }
    all = sights.map { sight in
      var both = sight.shared
      both.formUnion(sight.own)
      return numbered(both)
    }
    shared = sights.map { numbered($0.shared) }
    own = sights.map { $0.own }
  }

  /// What the statements for any of some actions look at, by the actions' numbers.
  mutating func numbers(ofActions actions: [Int32]) -> Numbers {
    let actions = actions.map { Int($0) }.filter { all.indices.contains($0) }
    func union(_ sight: (Int) -> StatementSight) -> StatementSight {
      actions.reduce(into: StatementSight()) { $0.formUnion(sight($1)) }
    }
    return Numbers(
      allKeys: keys.number(union { all[$0].seen }.keys), own: sights.number(union { own[$0] }),
      shared: sights.number(union { shared[$0].seen }))
  }

  /// The keys with a number; none for -1.
  func keys(_ number: Int32) -> Set<String> { number < 0 ? [] : keys.values[Int(number)] }

  /// The sight with a number; nothing is seen for -1.
  func sight(_ number: Int32) -> StatementSight {
    number < 0 ? StatementSight() : sights.values[Int(number)]
  }
}
