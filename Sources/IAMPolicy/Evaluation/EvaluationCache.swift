/// Keeps how branches were searched: many requests of a log leave the very same questions open.
///
/// What is kept depends on the questions alone, so a cache can serve any requests and policies.
public struct EvaluationCache: Sendable {
  private static let maximumEntries = 1 << 17

  private var decisions: [CombinedEffect<Formula>: Decision] = [:]
  private var comparisons: [Compared: Comparison] = [:]

  /// What a comparison is found from.
  private struct Compared: Hashable {
    var effects: ComparedEffects
    /// What the record says; a search that is cut short looks at it once more.
    var isAllowed: Bool?
  }

  /// Makes a cache that knows nothing.
  public init() {}

  /// The decision on a request; equal to `Evaluator.decide`.
  public mutating func decide(_ request: AuthorizationRequest, _ policies: AppliedPolicies) -> Decision {
    if let outcome = Evaluator.effect(request, policies, SilentJudge<Ternary>()).outcome {
      return .determinate(outcome)
    }
    var effect = Evaluator.effect(request, policies, SilentJudge<Formula>())
    let shape = FormulaShape([effect.deny, effect.allow])
    effect.deny = shape.shortened(effect.deny)
    effect.allow = shape.shortened(effect.allow)
    if let known = decisions[effect] { return known.naming(shape) }
    let decision = Evaluator.refine(effect)
    if decisions.count >= Self.maximumEntries { decisions.removeAll(keepingCapacity: true) }
    decisions[effect] = decision
    return decision.naming(shape)
  }

  /// How a request's decision differs between two sets of policies; equal to `Evaluator.compare`.
  public mutating func compare(
    _ request: AuthorizationRequest, baseline: AppliedPolicies, candidate: AppliedPolicies,
    evidence: Evidence?
  ) -> Comparison {
    if let settled = Evaluator.settled(request, baseline, candidate, evidence) { return settled }
    let (effects, shape) = ComparedEffects(request, baseline, candidate, evidence).shortened
    let key = Compared(effects: effects, isAllowed: evidence?.isAllowed)
    if let known = comparisons[key] { return known.naming(shape) }
    let comparison = effects.compared(evidence)
    if comparisons.count >= Self.maximumEntries { comparisons.removeAll(keepingCapacity: true) }
    comparisons[key] = comparison
    return comparison.naming(shape)
  }
}

extension Decision {
  fileprivate func naming(_ shape: FormulaShape) -> Decision {
    switch self {
    case .determinate: self
    case .indeterminate(let possible, let facts):
      .indeterminate(possible: possible, dependsOn: shape.facts(named: facts))
    }
  }
}

extension Comparison {
  fileprivate func naming(_ shape: FormulaShape) -> Comparison {
    var result = self
    result.dependsOn = shape.facts(named: dependsOn)
    return result
  }
}
