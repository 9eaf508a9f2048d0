/// What a decision is found from, apart from all names that have no part in it: equal ones have equal decisions.
public struct DecisionBasis: Sendable, Hashable {
  enum Effect: Sendable, Hashable {
    case determinate(Outcome)
    case open(CombinedEffect<Formula>)
  }

  let effect: Effect

  /// Evaluates the policies on a request as far as what is known goes.
  public init(_ request: AuthorizationRequest, _ policies: AppliedPolicies) {
    if let outcome = Evaluator.effect(request, policies, SilentJudge<Ternary>()).outcome {
      effect = .determinate(outcome)
    } else {
      effect = .open(Evaluator.effect(request, policies, SilentJudge<Formula>()))
    }
  }

  private init(_ effect: Effect) { self.effect = effect }

  /// Evaluates two sets of policies on a request, what they have in common once.
  ///
  /// - Parameter parts: where the sets may differ.
  public static func sides(
    _ request: AuthorizationRequest, _ before: AppliedPolicies, _ after: AppliedPolicies,
    differing parts: PolicyParts
  ) -> (before: DecisionBasis, after: DecisionBasis) {
    let (first, second) = effects(request, before, after, parts, SilentJudge<Ternary>())
    let outcomes = (first.outcome, second.outcome)
    if let before = outcomes.0, let after = outcomes.1 {
      return (DecisionBasis(.determinate(before)), DecisionBasis(.determinate(after)))
    }
    let (own, other) = effects(request, before, after, parts, SilentJudge<Formula>())
    return (
      DecisionBasis(outcomes.0.map { .determinate($0) } ?? .open(own)),
      DecisionBasis(outcomes.1.map { .determinate($0) } ?? .open(other))
    )
  }

  private static func effects<Judge: LayerJudge>(
    _ request: AuthorizationRequest, _ before: AppliedPolicies, _ after: AppliedPolicies,
    _ parts: PolicyParts, _ judge: Judge
  ) -> (CombinedEffect<Judge.Logic>, CombinedEffect<Judge.Logic>) {
    var pass = EvaluationPass(request, judge)
    let first = pass.run(before)
    let second = pass.run(after, differing: parts, from: first)
    return (CombinedEffect(first), CombinedEffect(second))
  }
}

extension DecisionBasis {
  /// Whether anything denies, and whether everything that must allow does.
  var formulas: CombinedEffect<Formula> {
    switch effect {
    case .open(let effect): effect
    case .determinate(let outcome): CombinedEffect(outcome)
    }
  }
}
