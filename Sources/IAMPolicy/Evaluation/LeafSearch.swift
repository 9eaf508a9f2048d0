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
    let masks = AnswerMasks(leaves.map { $0.answers })
    return facts.filter { fact in
      let others = masks.atoms { !$0.facts.contains(fact) }
      return leaves.indices.contains { first in
        leaves[..<first].indices.contains { second in
          leaves[first].value != leaves[second].value && masks.agree(first, second, on: others)
        }
      }
    }
  }
}

/// The answers of many branches, a bit for each question.
private struct AnswerMasks {
  private typealias Mask = [UInt64]

  private let atoms: [Atom]
  private let words: Int
  /// By branch: which questions were answered, and which of them with yes.
  private var branches: [(asked: Mask, yes: Mask)] = []

  init(_ answers: [[Atom: Bool]]) {
    atoms = Set(answers.flatMap { $0.keys }).sorted()
    words = (atoms.count + 63) / 64
    var places: [Atom: Int] = [:]
    for (place, atom) in atoms.enumerated() { places[atom] = place }
    for answers in answers {
      var branch = (asked: Mask(repeating: 0, count: words), yes: Mask(repeating: 0, count: words))
      for (atom, answer) in answers {
        guard let place = places[atom] else { continue }
        branch.asked[place / 64] |= 1 << UInt64(place % 64)
        if answer { branch.yes[place / 64] |= 1 << UInt64(place % 64) }
      }
      branches.append(branch)
    }
  }

  /// The questions that something holds for.
  func atoms(_ isMeant: (Atom) -> Bool) -> [UInt64] {
    var mask = Mask(repeating: 0, count: words)
    for (place, atom) in atoms.enumerated() where isMeant(atom) {
      mask[place / 64] |= 1 << UInt64(place % 64)
    }
    return mask
  }

  /// Whether two branches answer those of some questions alike that both answer.
  func agree(_ left: Int, _ right: Int, on questions: [UInt64]) -> Bool {
    let (left, right) = (branches[left], branches[right])
    return questions.indices.allSatisfy { word in
      (left.yes[word] ^ right.yes[word]) & left.asked[word] & right.asked[word] & questions[word] == 0
    }
  }
}
