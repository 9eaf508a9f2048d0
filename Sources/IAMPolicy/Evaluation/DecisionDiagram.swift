/// The values that a search can come to, and the questions that tell them apart.
///
/// Branches that come to the same state are followed once, so that many questions cost less than all combinations of
/// their answers. Each question is taken as independent of the others, as in `LeafSearch`.
struct DecisionDiagram<State: Hashable, Value: Hashable> {
  /// What a state comes to; equal nodes have one number.
  private enum Node: Hashable {
    case leaf(Value)
    case fork(Atom, yes: Int, no: Int)
  }

  private static var maximumDepth: Int { 256 }

  private let limit: Int
  private let step: (State) -> LeafSearch<State, Value?>.Step
  private let answering: (State, Atom, Bool) -> State
  private var nodes: [Node] = []
  private var numbers: [Node: Int] = [:]
  /// The nodes of the states that were seen; nil for one that no value is left for.
  private var known: [State: Int?] = [:]

  /// - Parameters:
  ///   - limit: how many states are looked at.
  ///   - step: the next question of a state, or its value; nil where it is ruled out.
  ///   - answering: a state once a question is answered.
  init(
    limit: Int, step: @escaping (State) -> LeafSearch<State, Value?>.Step,
    answering: @escaping (State, Atom, Bool) -> State
  ) {
    self.limit = limit
    self.step = step
    self.answering = answering
  }

  /// The values that remain possible, and the facts that were asked on the way to them, sorted; nil when the limit was
  /// reached.
  ///
  /// As each state has an order of questions of its own, a fact may be among them that makes no difference.
  mutating func run(_ state: State) -> (values: Set<Value>, facts: [String])? {
    guard let root = visit(state, depth: 0) else { return nil }
    var values: Set<Value> = []
    var facts: Set<String> = []
    var isReached = nodes.map { _ in false }
    if let root { isReached[root] = true }
    // A node stands behind those that its branches lead to.
    for node in nodes.indices.reversed() where isReached[node] {
      switch nodes[node] {
      case .leaf(let value): values.insert(value)
      case .fork(let atom, let yes, let no):
        facts.formUnion(atom.facts)
        (isReached[yes], isReached[no]) = (true, true)
      }
    }
    return (values, facts.sorted())
  }

  /// The node of a state, nil where it is ruled out; no answer when the limit was reached.
  private mutating func visit(_ state: State, depth: Int) -> Int?? {
    if let node = known[state] { return .some(node) }
    guard known.count < limit, depth < Self.maximumDepth else { return nil }
    var node: Int?
    switch step(state) {
    case .leaf(let value): node = value.map { number(of: .leaf($0)) }
    case .open(let atom):
      guard let yes = visit(answering(state, atom, true), depth: depth + 1),
        let no = visit(answering(state, atom, false), depth: depth + 1)
      else { return nil }
      node = fork(atom, yes, no)
    }
    known[state] = .some(node)
    return .some(node)
  }

  /// Where one answer is ruled out or both come to the same, the question is none.
  private mutating func fork(_ atom: Atom, _ yes: Int?, _ no: Int?) -> Int? {
    guard let yes, let no else { return yes ?? no }
    return yes == no ? yes : number(of: .fork(atom, yes: yes, no: no))
  }

  private mutating func number(of node: Node) -> Int {
    if let known = numbers[node] { return known }
    nodes.append(node)
    numbers[node] = nodes.count - 1
    return nodes.count - 1
  }
}
