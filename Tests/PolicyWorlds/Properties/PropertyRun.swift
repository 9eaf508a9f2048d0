import IAMPolicy

/// Generates worlds from a range of seeds and holds every property against them.
public struct PropertyRun: Sendable {
  /// What is drawn for each world.
  public struct Effort: Sendable {
    /// Completions over which both sides of a comparison are held.
    public var pairs: Int
    /// Completions of the unknown facts.
    public var completions: Int
    /// Completions that the naive evaluator decides too.
    public var checked: Int
    /// Parts of each kind whose weight is tried.
    public var weighed: Int

    /// What every test run does.
    public static let quick = Effort(pairs: 8, completions: 20, checked: 3, weighed: 0)
    /// What a long run does.
    public static let long = Effort(pairs: 20, completions: 40, checked: 10, weighed: 6)
  }

  let effort: Effort

  /// Sets a run up.
  public init(_ effort: Effort) { self.effort = effort }

  /// Checks the worlds of a range of seeds; the first violations come shrunk.
  public func report(_ seeds: Range<UInt64>, shrinking: Int = 3) -> PropertyReport {
    var report = PropertyReport()
    for seed in seeds {
      guard let violation = check(seed, &report) else { continue }
      let isShrunk = report.violations.count < shrinking
      report.violations.append(.init(seed: seed, violation: isShrunk ? shrunk(violation, seed) : violation))
    }
    return report
  }

  private func check(_ seed: UInt64, _ report: inout PropertyReport) -> Violation? {
    let generator = WorldGenerator(seed: seed)
    let world = generator.hidden(seed: ~seed)
    var dice = Dice(seed: seed &* 3)
    let decision = world.decide()
    report.count(world, decision)
    report.coverage.count(generator.truth)
    report.coverage.count(world)
    if effort.weighed > 0 { weigh(generator, world, decision, &report, &dice) }
    let explanation = ExplanationProperty()
    return agreement(generator.truth) ?? compiledFault(world, decision)
      ?? explanation.violation(in: generator.truth, generator.truth.decide())
      ?? explanation.violation(in: world, decision)
      ?? violation(in: world, generator, seed, effort)
  }

  /// The compiled evaluator decides like the plain one, also from what it kept of an earlier request.
  private func compiledFault(_ world: World, _ decision: Decision) -> Violation? {
    var evaluator = CompiledEvaluator(world.applied)
    for round in 1...2 {
      let compiled = evaluator.decide(world.request.prepared)
      if compiled == decision { continue }
      let detail = "round \(round): compiled \(compiled), plain \(decision)"
      return Violation(property: "compiled evaluator", detail: detail, world: world)
    }
    return nil
  }

  /// Counts what the decision rests on.
  private func weigh(
    _ generator: WorldGenerator, _ world: World, _ decision: Decision, _ report: inout PropertyReport,
    _ dice: inout Dice
  ) {
    report.coverage.weigh(generator.truth, trials: effort.weighed, &dice)
    for name in decision.dependsOn {
      if let fact = Fact(dependency: name) { report.coverage.decide("unknown " + Coverage.word(fact, world)) }
    }
    let relevance = Relevance(generator: generator).shares(world, decision, &dice)
    report.relevantKeys += relevance.shown
    report.namedKeys += relevance.named
  }

  private func violation(
    in world: World, _ generator: WorldGenerator, _ seed: UInt64, _ effort: Effort
  ) -> Violation? {
    var dice = Dice(seed: seed)
    let properties = WorldProperties(
      generator, seed: seed, completions: effort.completions, checked: effort.checked)
    return properties.violation(in: world)
      ?? PairProperty(generator: generator, completions: effort.pairs).violation(
        in: world, seed: seed)
      ?? Metamorphic(generator: generator).violation(in: world, &dice)
  }

  private func agreement(_ truth: World) -> Violation? {
    let naive = NaiveEvaluator.outcomes(truth)
    let fault = Agreement.fault(truth.decide(), naive.outcomes, naive.questions)
    return fault.map { Violation(property: "naive evaluator", detail: $0, world: truth) }
  }

  /// The smallest world in which the same property fails.
  private func shrunk(_ found: Violation, _ seed: UInt64) -> Violation {
    let generator = WorldGenerator(seed: seed)
    let more = Effort(pairs: 20, completions: 40, checked: 10, weighed: 0)
    var last = found
    _ = found.world.shrunk { world in
      let next =
        ExplanationProperty().violation(in: world, world.decide())
        ?? (world.unknownFacts.isEmpty ? agreement(world) : violation(in: world, generator, seed, more))
      guard let next, next.property == found.property else { return false }
      last = next
      return true
    }
    return last
  }
}

/// What a run found.
public struct PropertyReport: Sendable {
  /// A violation with the seed of its world.
  public struct Found: Sendable, CustomStringConvertible {
    /// The seed.
    public var seed: UInt64
    /// What does not hold.
    public var violation: Violation

    /// The seed, the property, and the worlds as decision cases.
    public var description: String {
      let completed = violation.completed.map { "\n" + $0.caseLine(id: "seed-\(seed)-revealed") } ?? ""
      return "seed \(seed), \(violation.property): \(violation.detail)\n"
        + violation.world.caseLine(id: "seed-\(seed)") + completed
    }
  }

  /// What does not hold.
  public var violations: [Found] = []
  /// What was reached and what decided.
  public var coverage = Coverage()
  /// How many worlds were decided.
  public private(set) var worlds = 0
  /// The engine's answers by word.
  public private(set) var decisions: [String: Int] = [:]
  /// How many keys were named by decisions that hinge on keys alone.
  public var namedKeys = 0
  /// How many of them were shown to matter.
  public var relevantKeys = 0

  /// An empty report.
  public init() {}

  mutating func count(_ world: World, _ decision: Decision) {
    worlds += 1
    decisions[decision.word, default: 0] += 1
  }

  /// Adds another run's report.
  public mutating func merge(_ other: PropertyReport) {
    violations += other.violations
    coverage.merge(other.coverage)
    worlds += other.worlds
    decisions.merge(other.decisions) { $0 + $1 }
    namedKeys += other.namedKeys
    relevantKeys += other.relevantKeys
  }
}
