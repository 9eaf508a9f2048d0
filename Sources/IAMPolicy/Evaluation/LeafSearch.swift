/// Tries the answers to unknown questions, one after the other, until the value is decided on every branch.
///
/// Questions are taken as independent, which can only add impossible branches: what holds on every leaf holds.
struct LeafSearch<Value: Hashable> {
  /// What a branch comes to.
  enum Step {
    case leaf(Value)
    /// The questions that are still open; at least one.
    case open(Set<Atom>)
  }

  /// A decided branch with the answers that were needed.
  struct Leaf {
    var answers: [Atom: Bool]
    var value: Value
  }

  private let limit: Int
  private let step: (Assumptions) -> Step
  private(set) var leaves: [Leaf] = []
  /// Whether the limit was reached before every branch was decided.
  private(set) var isExceeded = false

  init(limit: Int, step: @escaping (Assumptions) -> Step) {
    self.limit = limit
    self.step = step
  }

  mutating func run() { visit(Assumptions()) }

  private mutating func visit(_ assumptions: Assumptions) {
    guard !isExceeded else { return }
    switch step(assumptions) {
    case .leaf(let value):
      leaves.append(Leaf(answers: assumptions.answers, value: value))
      isExceeded = leaves.count > limit
    case .open(let atoms):
      guard let next = atoms.min(), assumptions.answers.count < 64 else {
        isExceeded = true
        return
      }
      visit(assumptions.adding(next, true))
      visit(assumptions.adding(next, false))
    }
  }

  /// The same search with only the leaves of which the value is wanted.
  func keeping(_ isWanted: (Value) -> Bool) -> LeafSearch {
    var result = self
    result.leaves = leaves.filter { isWanted($0.value) }
    return result
  }

  /// Every fact that some leaf needed an answer for, sorted.
  var facts: [String] {
    Set(leaves.flatMap { $0.answers.keys.flatMap { $0.facts } }).sorted()
  }

  /// The facts of which some answer changes the value while all others stay.
  func relevantFacts(among facts: [String]) -> [String] {
    guard leaves.count <= 256 else { return facts }
    return facts.filter { fact in
      leaves.indices.contains { first in
        leaves[..<first].contains { differsOnly(in: fact, $0, leaves[first]) }
      }
    }
  }

  private func differsOnly(in fact: String, _ left: Leaf, _ right: Leaf) -> Bool {
    guard left.value != right.value else { return false }
    return left.answers.allSatisfy { atom, answer in
      atom.facts.contains(fact) || right.answers[atom].map { $0 == answer } ?? true
    }
  }
}
