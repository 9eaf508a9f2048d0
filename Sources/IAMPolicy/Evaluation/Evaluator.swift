/// Decides requests: the plain evaluator, which reads like the specification.
public enum Evaluator {
  /// Counts the changes by which any request may be decided otherwise than before; stored replays name it.
  public static let version = 11

  /// How many combinations of unknown answers are tried before the first answer is kept.
  static let maximumLeaves = 4096
  /// How many states of a comparison that has more are looked at before it is cut short.
  static let maximumStates = 4096

  /// The decision on a request under the policies that apply to it.
  public static func decide(_ request: AuthorizationRequest, _ policies: AppliedPolicies) -> Decision {
    if let outcome = effect(request, policies, SilentJudge<Ternary>()).outcome {
      return .determinate(outcome)
    }
    return refine(effect(request, policies, SilentJudge<Formula>()))
  }

  /// Whether anything denies, and whether everything that must allow does.
  static func effect<Judge: LayerJudge>(
    _ request: AuthorizationRequest, _ policies: AppliedPolicies, _ judge: Judge
  ) -> CombinedEffect<Judge.Logic> {
    var pass = EvaluationPass(request, judge)
    return CombinedEffect(pass.run(policies))
  }

  /// The second pass: the same question has the same answer wherever it is asked.
  static func refine(_ effect: CombinedEffect<Formula>) -> Decision {
    if let outcome = effect.outcome { return .determinate(outcome) }
    let atoms = effect.openAtoms
    let facts = Set(atoms.flatMap { $0.facts }).sorted()
    let first = Decision.indeterminate(possible: effect.possible, dependsOn: facts)
    // Where no question is asked twice, and none of two ranges, nothing is forgotten that a second pass could find.
    if Set(atoms).count == atoms.count, atoms.count(where: { $0.range != nil }) < 2 { return first }
    var search = LeafSearch<CombinedEffect<Formula>, Outcome>(
      limit: maximumLeaves, step: { $0.step }, answering: { $0.answering($1, $2) })
    search.run(effect)
    guard !search.isExceeded else { return merged(effect) ?? first }
    let outcomes = Set(search.leaves.map { $0.value })
    return decision(outcomes, dependsOn: search.relevantFacts(among: facts))
  }

  /// The same where there are too many branches to list them; nil where there are too many states as well.
  private static func merged(_ effect: CombinedEffect<Formula>) -> Decision? {
    var diagram = DecisionDiagram<CombinedEffect<Formula>, Outcome>(
      limit: maximumStates, step: { $0.stepInPlace }, answering: { $0.answering($1, $2) })
    return diagram.run(effect).map { decision($0.values, dependsOn: $0.facts) }
  }

  private static func decision(_ outcomes: Set<Outcome>, dependsOn facts: @autoclosure () -> [String])
    -> Decision
  {
    if outcomes.count == 1, let only = outcomes.first { return .determinate(only) }
    return .indeterminate(possible: outcomes, dependsOn: facts())
  }

  /// What is known of a context key once the keys that the caller implies are added.
  public static func value(of key: String, in request: AuthorizationRequest) -> ContextValue {
    request.value(of: ContextKey(key))
  }
}

/// What the layers of a decision combine to.
///
/// IAM User Guide, "Policy evaluation logic": an explicit deny prevails; without one, all that must allow has to.
struct CombinedEffect<Logic: TruthValue> {
  var deny: Logic
  var allow: Logic

  init(_ verdict: Verdict<Logic>) {
    deny = verdict.deny
    allow = verdict.allow
  }

  /// What can have but one outcome.
  init(_ outcome: Outcome) {
    deny = .known(outcome == .explicitlyDenied)
    allow = .known(outcome == .allowed)
  }

  /// The one outcome; nil when more than one is possible.
  var outcome: Outcome? {
    if deny.isTrue { return .explicitlyDenied }
    guard deny.isFalse, let isAllowed = allow.value else { return nil }
    return isAllowed ? .allowed : .implicitlyDenied
  }

  /// The outcomes that remain possible by Kleene's logic.
  var possible: Set<Outcome> {
    var outcomes: Set<Outcome> = []
    if !deny.isFalse { outcomes.insert(.explicitlyDenied) }
    if !deny.isTrue {
      if !allow.isFalse { outcomes.insert(.allowed) }
      if !allow.isTrue { outcomes.insert(.implicitlyDenied) }
    }
    return outcomes
  }
}

extension CombinedEffect: Equatable where Logic: Equatable {}
extension CombinedEffect: Hashable where Logic: Hashable {}

extension CombinedEffect<Formula> {
  /// The questions that the outcome waits for, as often as they are asked.
  var openAtoms: [Atom] { deny.atoms + (deny.isTrue ? [] : allow.atoms) }

  /// The next step of a search: a decided branch, or its first open question in order.
  var step: LeafSearch<CombinedEffect<Formula>, Outcome>.Step {
    if let outcome { return .leaf(outcome) }
    guard let next = nextAtom else { return .leaf(.implicitlyDenied) }
    return .open(next)
  }

  /// The same in the order in which the formulas stand, so that few states are open at a time.
  fileprivate var stepInPlace: LeafSearch<CombinedEffect<Formula>, Outcome?>.Step {
    if let outcome { return .leaf(outcome) }
    return leadingAtom.map { .open($0) } ?? .leaf(.implicitlyDenied)
  }

  /// The first open question in order; nil when the outcome is decided.
  var nextAtom: Atom? {
    [deny.firstAtom, deny.isTrue ? nil : allow.firstAtom].compactMap { $0 }.min()
  }

  /// The open question that stands first; nil when the outcome is decided.
  var leadingAtom: Atom? { deny.leadingAtom ?? (deny.isTrue ? nil : allow.leadingAtom) }

  func answering(_ atom: Atom, _ answer: Bool) -> CombinedEffect {
    var result = self
    result.deny = deny.answering(atom, answer)
    result.allow = allow.answering(atom, answer)
    return result
  }
}
