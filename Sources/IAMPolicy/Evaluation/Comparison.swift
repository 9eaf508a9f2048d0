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

  /// The same decision without the layer; nil when there was none to drop.
  public var withoutLayer: Evidence? { layer == nil ? nil : Evidence(isAllowed: isAllowed) }

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

  /// Whether the candidate certainly allows.
  public var candidateAllows: Bool { !pairs.isEmpty && pairs.allSatisfy { $0.candidate == .allowed } }
}

extension Evaluator {
  /// Compares a request's decision under two sets of policies.
  ///
  /// A question about an unknown fact has the same answer on both sides, so what stands on both sides
  /// cancels; what contradicts the evidence is left out.
  public static func compare(
    _ request: AuthorizationRequest, baseline: AppliedPolicies, candidate: AppliedPolicies,
    evidence: Evidence?
  ) -> Comparison {
    let context = EvaluationContext(request)
    let before = EvaluationPass(request: context, policies: baseline)
    let after = EvaluationPass(request: context, policies: candidate)
    var search = LeafSearch<OutcomePair?>(limit: maximumLeaves) { assumptions in
      step(before.assuming(assumptions), evidence) { after.assuming(assumptions) }
    }
    search.run()
    if search.isExceeded { return cutShort(request, baseline, candidate, evidence) }
    let pairs = Set(search.leaves.compactMap { $0.value })
    var facts: [String] = []
    if pairs.count > 1 {
      let consistent = search.keeping { $0 != nil }
      facts = consistent.relevantFacts(among: consistent.facts)
    }
    return Comparison(pairs: pairs, dependsOn: facts, isExceeded: false)
  }

  /// One branch of a comparison: the baseline is settled first, so that the evidence prunes early.
  private static func step(
    _ before: EvaluationPass.Result, _ evidence: Evidence?, _ candidate: () -> EvaluationPass.Result
  ) -> LeafSearch<OutcomePair?>.Step {
    let beforeOutcome = outcome(before)
    if let evidence {
      let agreement = evidence.agreement(with: before, outcome: beforeOutcome)
      if agreement.isFalse { return .leaf(nil) }
      if agreement.isUnknown { return .open(agreement.atoms) }
    }
    guard let beforeOutcome else { return .open(openAtoms(before)) }
    let after = candidate()
    guard let afterOutcome = outcome(after) else { return .open(openAtoms(after)) }
    return .leaf(OutcomePair(baseline: beforeOutcome, candidate: afterOutcome))
  }

  /// Every pair of what each side alone can be, less what the record rules out.
  private static func cutShort(
    _ request: AuthorizationRequest, _ baseline: AppliedPolicies, _ candidate: AppliedPolicies,
    _ evidence: Evidence?
  ) -> Comparison {
    let before = decide(request, baseline)
    let after = decide(request, candidate)
    let left = before.possible.filter { outcome in
      evidence.map { (outcome == .allowed) == $0.isAllowed } ?? true
    }
    let pairs = left.flatMap { left in after.possible.map { OutcomePair(baseline: left, candidate: $0) } }
    let facts = Set(before.dependsOn + after.dependsOn).sorted()
    return Comparison(pairs: Set(pairs), dependsOn: facts, isExceeded: true)
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
  fileprivate func agreement(with result: EvaluationPass.Result, outcome: Outcome?) -> Truth {
    let allowed = result.deny.negated.and(result.allow)
    if isAllowed { return allowed }
    let denied = allowed.negated
    guard let layer else { return denied }
    return denied.and(result.denies(layer, isExplicit: isExplicit))
  }
}

extension EvaluationPass.Result {
  /// Whether a layer denies: explicitly, or by lacking an allow.
  func denies(_ layer: PolicyLayer, isExplicit: Bool?) -> Truth {
    let (allow, deny): (Truth, Truth) =
      switch layer {
      case .identity: (identity.allow, identity.deny)
      case .boundary: (boundary.allow, boundary.deny)
      case .session: (session.allow, session.deny)
      case .scp: (scpAllow, scpDeny)
      case .rcp: (.yes, rcpDeny)
      case .resource, .trust: (resource.allow.any, resource.deny)
      case .vpcEndpoint: (endpoint.allow, endpoint.deny)
      case .serviceGuardrail, .s3BlockPublicAccess: (.no, .no)
      }
    switch isExplicit {
    case true?: return deny
    case false?: return allow.negated
    case nil: return deny.or(allow.negated)
    }
  }
}
