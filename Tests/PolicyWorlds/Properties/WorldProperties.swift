import IAMPolicy

/// A property that does not hold in a world.
public struct Violation: Sendable {
  /// The property's name, such as `P1 soundness`.
  public var property: String
  /// What is wrong.
  public var detail: String
  /// The world.
  public var world: World
  /// The world with the facts revealed that show the fault; nil when none are needed.
  public var completed: World?
}

/// The properties of section 5.8 in one world.
public struct WorldProperties {
  let generator: WorldGenerator
  let seed: UInt64
  /// How many completions are drawn.
  var completions: Int
  /// How many of them the naive evaluator decides too.
  var checked: Int

  /// Sets the properties up around a generated world.
  public init(_ generator: WorldGenerator, seed: UInt64, completions: Int, checked: Int) {
    self.generator = generator
    self.seed = seed
    self.completions = completions
    self.checked = checked
  }

  /// What does not hold in a world that hides facts.
  public func violation(in world: World) -> Violation? {
    var dice = Dice(seed: seed)
    let decision = world.decide()
    let drawer = CompletionGenerator(world, generator, &dice)
    for number in 0..<completions {
      let completion = drawer.draw(&dice)
      let complete = drawer.complete(completion)
      if let fault = soundness(decision, complete, isChecked: number < checked) {
        return Violation(property: fault.0, detail: fault.1, world: world, completed: complete)
      }
      if number < 2, let found = sufficiency(decision, world, completion) { return found }
      if number == 0 {
        let facts = dice.shuffled(drawer.facts)
        if let found = monotonicity(decision, world, completion, facts) { return found }
      }
    }
    return nil
  }

  /// P1 and P3: the outcomes of a completion are among the possible ones; P5: nothing else is left open in it.
  private func soundness(_ decision: Decision, _ complete: World, isChecked: Bool) -> (String, String)? {
    let full = complete.decide()
    if !full.possible.isSubset(of: decision.possible) {
      let name = decision.possible.count == 1 ? "P1 soundness" : "P3 outcome set"
      return (name, "\(decision) but a completion is \(full)")
    }
    if case .indeterminate(_, let names) = full, names.contains(where: { !$0.hasPrefix("semantics:") }) {
      return ("P5 two-valued agreement", "hinges on \(names) though nothing is unknown")
    }
    guard isChecked else { return nil }
    let naive = NaiveEvaluator.outcomes(complete)
    return Agreement.fault(full, naive.outcomes, naive.questions).map { ("naive evaluator", $0) }
  }

  /// P2: with the facts in `dependsOn` known, the decision is determinate.
  private func sufficiency(_ decision: Decision, _ world: World, _ completion: Completion) -> Violation? {
    let names = decision.dependsOn
    guard !names.isEmpty, !names.contains(where: { $0.hasPrefix("policy:") || $0.hasPrefix("semantics:") })
    else {
      return nil
    }
    let facts = names.compactMap { Fact(dependency: $0) }
    guard facts.count == names.count else {
      return Violation(property: "P2 sufficiency", detail: "unknown name in \(names)", world: world)
    }
    let revealed = completion.reveal(facts, in: world)
    let after = revealed.decide()
    guard case .indeterminate(_, let left) = after, left.contains(where: { !$0.hasPrefix("semantics:") })
    else {
      return nil
    }
    return Violation(
      property: "P2 sufficiency", detail: "\(decision), then still \(after)", world: world,
      completed: revealed)
  }

  /// P4: each fact that becomes known leaves the possible outcomes or takes some away.
  private func monotonicity(
    _ decision: Decision, _ world: World, _ completion: Completion, _ facts: [Fact]
  ) -> Violation? {
    var (before, known) = (decision, world)
    for fact in facts {
      var next = known
      completion.reveal(fact, in: &next)
      let after = next.decide()
      if !after.possible.isSubset(of: before.possible) {
        return Violation(
          property: "P4 monotonicity", detail: "\(before), with \(fact) \(after)", world: known,
          completed: next)
      }
      (before, known) = (after, next)
    }
    return nil
  }
}
