/// Keeps how branches were searched: many requests of a log leave the very same questions open.
///
/// What is kept depends on the questions alone, so a cache can serve any requests and policies.
public struct EvaluationCache: Sendable {
  private static let maximumEntries = 1 << 17

  private var decisions: [CombinedEffect<Formula>: Decision] = [:]
  private var comparisons: [ComparedEffects: Comparison] = [:]

  /// Makes a cache that knows nothing.
  public init() {}

  /// The decision on a request; equal to `Evaluator.decide`.
  public mutating func decide(_ request: AuthorizationRequest, _ policies: AppliedPolicies) -> Decision {
    if let outcome = Evaluator.effect(request, policies, SilentJudge<Ternary>()).outcome {
      return .determinate(outcome)
    }
    let effect = Evaluator.effect(request, policies, SilentJudge<Formula>())
    if let known = decisions[effect] { return known }
    let decision = Evaluator.refine(effect)
    if decisions.count >= Self.maximumEntries { decisions.removeAll(keepingCapacity: true) }
    decisions[effect] = decision
    return decision
  }

  /// How a request's decision differs between two sets of policies; equal to `Evaluator.compare`.
  public mutating func compare(
    _ request: AuthorizationRequest, baseline: AppliedPolicies, candidate: AppliedPolicies,
    evidence: Evidence?
  ) -> Comparison {
    if let settled = Evaluator.settled(request, baseline, candidate, evidence) { return settled }
    let effects = ComparedEffects(request, baseline, candidate, evidence)
    if let known = comparisons[effects] { return known }
    let comparison = effects.compared(evidence)
    if comparisons.count >= Self.maximumEntries { comparisons.removeAll(keepingCapacity: true) }
    comparisons[effects] = comparison
    return comparison
  }
}
