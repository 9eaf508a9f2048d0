/// Decides requests: the plain evaluator, which reads like the specification.
public enum Evaluator {
  /// How many combinations of unknown answers are tried before the first answer is kept.
  static let maximumLeaves = 4096

  /// The decision on a request under the policies that apply to it.
  public static func decide(_ request: AuthorizationRequest, _ policies: AppliedPolicies) -> Decision {
    let pass = EvaluationPass(request: EvaluationContext(request), policies: policies)
    let result = pass.run()
    if let outcome = outcome(result) { return .determinate(outcome) }
    return refine(pass, first: result)
  }

  /// The one outcome of a pass; nil when more than one is possible.
  static func outcome(_ result: EvaluationPass.Result) -> Outcome? {
    let deny = result.deny
    if deny.isTrue { return .explicitlyDenied }
    let allow = result.allow
    guard deny.isFalse, let isAllowed = allow.value else { return nil }
    return isAllowed ? .allowed : .implicitlyDenied
  }

  /// The unknown facts that the outcome of a pass waits for.
  static func openAtoms(_ result: EvaluationPass.Result) -> Set<Atom> {
    let deny = result.deny
    let allow = result.allow
    var atoms: Set<Atom> = deny.atoms
    if !deny.isTrue, allow.isUnknown { atoms.formUnion(allow.atoms) }
    return atoms
  }

  private static func possible(_ result: EvaluationPass.Result) -> Set<Outcome> {
    let deny = result.deny
    let allow = result.allow
    var outcomes: Set<Outcome> = []
    if !deny.isFalse { outcomes.insert(.explicitlyDenied) }
    if !deny.isTrue {
      if !allow.isFalse { outcomes.insert(.allowed) }
      if !allow.isTrue { outcomes.insert(.implicitlyDenied) }
    }
    return outcomes
  }

  /// The second pass: the same question has the same answer wherever it is asked.
  private static func refine(_ pass: EvaluationPass, first: EvaluationPass.Result) -> Decision {
    let facts = Set(openAtoms(first).flatMap { $0.facts }).sorted()
    var search = LeafSearch(limit: maximumLeaves) { assumptions in
      LeafSearch<Outcome>.Step(pass.assuming(assumptions))
    }
    search.run()
    guard !search.isExceeded else { return .indeterminate(possible: possible(first), dependsOn: facts) }
    let outcomes = Set(search.leaves.map { $0.value })
    if outcomes.count == 1, let only = outcomes.first { return .determinate(only) }
    return .indeterminate(possible: outcomes, dependsOn: search.relevantFacts(among: facts))
  }
}

extension EvaluationPass {
  /// The result with some questions answered.
  func assuming(_ assumptions: Assumptions) -> Result {
    var context = request
    context.assumptions = assumptions
    return EvaluationPass(request: context, policies: policies).run()
  }
}

extension LeafSearch.Step where Value == Outcome {
  init(_ result: EvaluationPass.Result) {
    if let outcome = Evaluator.outcome(result) {
      self = .leaf(outcome)
    } else {
      self = .open(Evaluator.openAtoms(result))
    }
  }
}

extension Evaluator {
  /// What is known of a context key once the keys that the caller implies are added.
  public static func value(of key: String, in request: AuthorizationRequest) -> ContextValue {
    EvaluationContext(request).value(of: key.lowercased())
  }
}
