/// Tries the answers to open questions, one after the other, until the value is decided on every branch.
///
/// Questions are taken as independent, which can only add impossible branches: what holds on every leaf holds.
struct LeafSearch<State, Value: Hashable> {
  /// What a branch comes to.
  enum Step {
    case leaf(Value)
    /// The question that has to be answered next.
    case open(Atom)
  }

  /// A decided branch with the answers that were needed.
  struct Leaf {
    var answers: [Atom: Bool]
    var value: Value
  }

  private static var maximumDepth: Int { 64 }
  private static var maximumCompared: Int { 512 }

  private let limit: Int
  private let step: (State) -> Step
  private let answering: (State, Atom, Bool) -> State
  private(set) var leaves: [Leaf] = []
  /// Whether the limit was reached before every branch was decided.
  private(set) var isExceeded = false

  init(
    limit: Int, step: @escaping (State) -> Step, answering: @escaping (State, Atom, Bool) -> State
  ) {
    self.limit = limit
    self.step = step
    self.answering = answering
  }

  mutating func run(_ state: State) { visit(state, [:]) }

  private mutating func visit(_ state: State, _ answers: [Atom: Bool]) {
    guard !isExceeded else { return }
    switch step(state) {
    case .leaf(let value):
      leaves.append(Leaf(answers: answers, value: value))
      isExceeded = leaves.count > limit
    case .open(let atom):
      guard answers.count < Self.maximumDepth else {
        isExceeded = true
        return
      }
      for answer in [true, false] {
        var answers = answers
        answers[atom] = answer
        visit(answering(state, atom, answer), answers)
      }
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
    guard leaves.count <= Self.maximumCompared else { return facts }
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
