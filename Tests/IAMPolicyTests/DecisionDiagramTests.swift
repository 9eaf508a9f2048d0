import Testing

@testable import IAMPolicy

/// Searches that follow each state once, beside those that follow every branch.
struct DecisionDiagramTests {
  private static func atom(_ name: String) -> Formula { .atom(Atom(facts: [name], question: name)) }

  private static func run(
    _ formula: Formula, where condition: Formula = .yes, limit: Int = 1000
  ) -> (values: Set<Bool>, facts: [String])? {
    struct Pair: Hashable {
      var value: Formula
      var condition: Formula
    }
    var diagram = DecisionDiagram<Pair, Bool>(limit: limit) { state in
      if state.condition.isFalse { return .leaf(nil) }
      if let next = state.condition.leadingAtom ?? state.value.leadingAtom { return .open(next) }
      return .leaf(state.value.isTrue)
    } answering: { state, atom, answer in
      Pair(
        value: state.value.answering(atom, answer), condition: state.condition.answering(atom, answer))
    }
    return diagram.run(Pair(value: formula, condition: condition))
  }

  private static let (a, b, c) = (atom("a"), atom("b"), atom("c"))

  @Test func `a question that alters nothing is none`() {
    let found = Self.run(Self.a.and(Self.b).or(Self.a.and(Self.b.negated)))
    #expect(found?.values == [true, false])
    #expect(found?.facts == ["a"])
  }

  @Test func `what is ruled out settles its questions`() {
    let found = Self.run(Self.a.or(Self.b), where: Self.a.negated.and(Self.c))
    #expect(found?.values == [true, false])
    #expect(found?.facts == ["b"])
    #expect(Self.run(Self.a, where: Self.a)?.facts == [])
    #expect(Self.run(Self.a, where: .no)?.values == [])
  }

  @Test func `questions that are independent cost their number, not their combinations`() {
    let pairs = (100..<140).map { Self.atom("x\($0)").or(Self.atom("y\($0)")) }
    let all = pairs.reduce(Formula.yes) { $0.and($1) }
    #expect(Self.run(all, where: all)?.values == [true])
    #expect(Self.run(all)?.facts.count == 80)
    #expect(Self.run(all, limit: 20) == nil)
  }
}
