import IAMPolicy

/// P6: a key in `dependsOn` has two completions that differ only in it and differ in the decision.
///
/// Atoms are taken as independent, so some keys are named for combinations that no value has: it is a share, not a law.
struct Relevance {
  let generator: WorldGenerator

  /// How many keys of a decision were shown to matter, of those that it names.
  func shares(_ world: World, _ decision: Decision, _ dice: inout Dice) -> (shown: Int, named: Int) {
    let names = decision.dependsOn
    let facts = names.compactMap { Fact(dependency: $0) }
    let isOfKeys =
      facts.count == names.count && facts.allSatisfy { if case .key = $0 { true } else { false } }
    guard isOfKeys, !facts.isEmpty else { return (0, 0) }
    let drawer = CompletionGenerator(world, generator, &dice)
    var shown = 0
    for case .key(let key) in facts where isRelevant(key, world, drawer, &dice) { shown += 1 }
    return (shown, facts.count)
  }

  private func isRelevant(
    _ key: String, _ world: World, _ drawer: CompletionGenerator, _ dice: inout Dice
  ) -> Bool {
    for _ in 0..<12 {
      let completion = drawer.draw(&dice)
      var outcomes: Set<Decision> = []
      for value in drawer.states(of: key, world) {
        var changed = completion
        changed.keys[key] = value
        outcomes.insert(drawer.complete(changed).decide())
        if outcomes.count > 1 { return true }
      }
    }
    return false
  }
}

extension CompletionGenerator {
  /// Every state of the universe that a key can have in a world.
  func states(of key: String, _ world: World) -> [ContextValue] {
    let specification = KeyUniverse.specification(key) ?? KeySpecification(key, "String", ["x", "red"])
    switch NaiveKeys.state(key, world.request) {
    case .present: return specification.nonNull.map { .known($0) }
    case .oneOf(let states): return states
    default: return [.absent] + specification.values.map { .known($0) }
    }
  }
}
