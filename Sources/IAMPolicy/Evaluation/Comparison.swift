/// What AWS decided on the very request that is compared: it rules out what contradicts it.
public struct Evidence: Sendable, Hashable {
  /// Whether the request was allowed.
  public var isAllowed: Bool
  /// The layer that AWS's message names; nil when it names none.
  public var layer: PolicyLayer?
  /// Whether the message speaks of an explicit deny; nil when it does not say or cannot be relied on.
  public var isExplicit: Bool?

  /// Makes evidence of a decision.
  public init(isAllowed: Bool, layer: PolicyLayer? = nil, isExplicit: Bool? = nil) {
    self.isAllowed = isAllowed
    self.layer = layer
    self.isExplicit = isExplicit
  }

  /// The same decision without what tells how it was denied; nil when nothing did.
  public var withoutLayer: Evidence? {
    layer == nil && isExplicit == nil ? nil : Evidence(isAllowed: isAllowed)
  }

  /// Whether a decision certainly differs in effect from the record.
  public func contradicts(_ decision: Decision) -> Bool {
    switch decision {
    case .determinate(let outcome): (outcome == .allowed) != isAllowed
    case .indeterminate(let possible, _): !possible.contains { ($0 == .allowed) == isAllowed }
    }
  }
}

/// The outcomes that both sides of a comparison can have together.
public struct OutcomePair: Sendable, Hashable {
  /// Under the current policies.
  public var baseline: Outcome
  /// Under the proposed ones.
  public var candidate: Outcome

  /// Makes a pair.
  public init(baseline: Outcome, candidate: Outcome) {
    self.baseline = baseline
    self.candidate = candidate
  }
}

/// How a request's decision differs between two sets of policies.
///
/// It holds for every completion of the unknown facts that is consistent with the evidence.
public struct Comparison: Sendable, Equatable {
  /// Every pair of outcomes that remains possible; empty when the evidence contradicts the baseline.
  public var pairs: Set<OutcomePair>
  /// The unknown facts on which the pairs hinge, sorted.
  public var dependsOn: [String]
  /// Whether the search was cut short; the pairs then hold more than they need.
  public var isExceeded: Bool

  /// Whether no completion of the baseline agrees with the record.
  public var contradictsRecord: Bool { pairs.isEmpty }
}

extension Evaluator {
  /// Compares a request's decision under two sets of policies.
  ///
  /// A question about an unknown fact has the same answer on both sides, so what stands on both sides
  /// cancels; what contradicts the evidence is left out.
  ///
  /// - Parameter other: the request as the candidate side knows it; nil where both know the same of it.
  public static func compare(
    _ request: AuthorizationRequest, as other: AuthorizationRequest? = nil, baseline: AppliedPolicies,
    candidate: AppliedPolicies, evidence: Evidence?
  ) -> Comparison {
    ComparedEffects(request, as: other, baseline, candidate, evidence).compared(evidence)
  }
}

extension Comparison {
  /// The comparison of two certain outcomes.
  init(_ before: Outcome, _ after: Outcome, isAllowed: Bool?) {
    let isConsistent = isAllowed.map { (before == .allowed) == $0 } ?? true
    self.init(
      pairs: isConsistent ? [OutcomePair(baseline: before, candidate: after)] : [], dependsOn: [],
      isExceeded: false)
  }
}

/// Both sides of a comparison, and whether the baseline agrees with the record.
struct ComparedEffects: Hashable {
  var before: CombinedEffect<Formula>
  var after: CombinedEffect<Formula>
  var agreement: Formula

  private init(before: CombinedEffect<Formula>, after: CombinedEffect<Formula>, agreement: Formula) {
    self.before = before
    self.after = after
    self.agreement = agreement
  }

  /// Both sides of a request whose record names no layer.
  init(_ before: CombinedEffect<Formula>, _ after: CombinedEffect<Formula>, isAllowed: Bool?) {
    let allowed = before.deny.negated.and(before.allow)
    self.init(
      before: before, after: after, agreement: isAllowed.map { $0 ? allowed : allowed.negated } ?? .yes)
  }

  /// Both sides of a request that was allowed under other policies than theirs.
  init(
    _ before: CombinedEffect<Formula>, _ after: CombinedEffect<Formula>,
    whereAllowed recorded: CombinedEffect<Formula>
  ) {
    self.init(before: before, after: after, agreement: recorded.deny.negated.and(recorded.allow))
  }

  /// Evaluates both sides of a request.
  init(
    _ request: AuthorizationRequest, as other: AuthorizationRequest?, _ baseline: AppliedPolicies,
    _ candidate: AppliedPolicies, _ evidence: Evidence?
  ) {
    var pass = EvaluationPass(request, SilentJudge<Formula>())
    let verdict = pass.run(baseline)
    self.init(
      before: CombinedEffect(verdict),
      after: Evaluator.effect(other ?? request, candidate, SilentJudge<Formula>()),
      agreement: evidence?.agreement(with: verdict) ?? .yes)
  }

  /// The same with short names for its atoms.
  var shortened: (effects: ComparedEffects, shape: FormulaShape) {
    let shape = FormulaShape([before.deny, before.allow, after.deny, after.allow, agreement])
    var effects = self
    effects.before.deny = shape.shortened(before.deny)
    effects.before.allow = shape.shortened(before.allow)
    effects.after.deny = shape.shortened(after.deny)
    effects.after.allow = shape.shortened(after.allow)
    effects.agreement = shape.shortened(agreement)
    return (effects, shape)
  }

  /// Every pair that agrees with the record, and what it hinges on.
  func compared(_ evidence: Evidence?) -> Comparison {
    var search = LeafSearch<ComparedEffects, OutcomePair?>(
      limit: Evaluator.maximumLeaves, step: { $0.step }, answering: { $0.answering($1, $2) })
    search.run(self)
    if search.isExceeded { return merged(evidence) }
    let pairs = Set(search.leaves.compactMap { $0.value })
    var facts: [String] = []
    if pairs.count > 1 {
      let consistent = search.keeping { $0 != nil }
      facts = consistent.relevantFacts(among: consistent.facts)
    }
    return Comparison(pairs: pairs, dependsOn: facts, isExceeded: false)
  }

  /// The same where there are too many branches to list them.
  private func merged(_ evidence: Evidence?) -> Comparison {
    var diagram = DecisionDiagram<ComparedEffects, OutcomePair>(
      limit: Evaluator.maximumStates, step: { $0.stepInPlace }, answering: { $0.answering($1, $2) })
    guard let found = diagram.run(self) else { return cutShort(evidence) }
    return Comparison(pairs: found.values, dependsOn: found.facts, isExceeded: false)
  }

  /// Every pair of what each side alone can be, less what the record rules out; equal sides come to the same.
  private func cutShort(_ evidence: Evidence?) -> Comparison {
    let (left, right) = (Evaluator.refine(before), Evaluator.refine(after))
    let consistent = left.possible.filter { outcome in
      evidence.map { (outcome == .allowed) == $0.isAllowed } ?? true
    }
    let pairs = consistent.flatMap { left in
      (before == after ? [left] : right.possible).map { OutcomePair(baseline: left, candidate: $0) }
    }
    let facts = Set(left.dependsOn + right.dependsOn).sorted()
    return Comparison(pairs: Set(pairs), dependsOn: facts, isExceeded: true)
  }

  /// The next step of a search: the record prunes first, then the baseline is settled, then the candidate.
  var step: LeafSearch<ComparedEffects, OutcomePair?>.Step {
    step(agreement.firstAtom ?? before.nextAtom ?? after.nextAtom)
  }

  /// The same in the order in which the formulas stand, so that few states are open at a time.
  private var stepInPlace: LeafSearch<ComparedEffects, OutcomePair?>.Step {
    step(agreement.leadingAtom ?? before.leadingAtom ?? after.leadingAtom)
  }

  private func step(_ next: Atom?) -> LeafSearch<ComparedEffects, OutcomePair?>.Step {
    if agreement.isFalse { return .leaf(nil) }
    if let next { return .open(next) }
    guard let baseline = before.outcome, let candidate = after.outcome else { return .leaf(nil) }
    return .leaf(OutcomePair(baseline: baseline, candidate: candidate))
  }

  func answering(_ atom: Atom, _ answer: Bool) -> ComparedEffects {
    ComparedEffects(
      before: before.answering(atom, answer), after: after.answering(atom, answer),
      agreement: agreement.answering(atom, answer))
  }
}

extension Decision {
  /// The outcomes that remain possible; one for a determinate decision.
  public var possible: Set<Outcome> {
    switch self {
    case .determinate(let outcome): [outcome]
    case .indeterminate(let possible, _): possible
    }
  }

  /// The unknown facts that the decision hinges on; none for a determinate one.
  public var dependsOn: [String] {
    if case .indeterminate(_, let facts) = self { return facts }
    return []
  }
}

extension Evidence {
  /// Whether a baseline agrees with the record.
  fileprivate func agreement(with verdict: Verdict<Formula>) -> Formula {
    let allowed = verdict.deny.negated.and(verdict.allow)
    if isAllowed { return allowed }
    let denied = allowed.negated
    guard let layer else {
      // Denials of SCPs were long worded as explicit.
      return isExplicit == true
        ? denied.and(verdict.deny.or(verdict.denies(.scp, isExplicit: false))) : denied
    }
    return denied.and(verdict.denies(layer, isExplicit: isExplicit))
  }
}

extension Verdict {
  /// Whether a layer denies: explicitly, or by lacking an allow.
  fileprivate func denies(_ layer: PolicyLayer, isExplicit: Bool?) -> Logic {
    let own: LayerVerdict<Logic> =
      switch layer {
      case .identity: identity
      case .boundary: boundary
      case .session: session
      case .scp: scp
      case .rcp: LayerVerdict(allow: .yes, deny: rcpDeny)
      case .resource, .trust: LayerVerdict(allow: resource.allow.any, deny: resource.deny)
      case .vpcEndpoint: endpoint
      case .serviceGuardrail, .s3BlockPublicAccess: LayerVerdict(allow: .no, deny: .no)
      }
    switch isExplicit {
    case true?: return own.deny
    case false?: return own.allow.negated
    case nil: return own.deny.or(own.allow.negated)
    }
  }
}
