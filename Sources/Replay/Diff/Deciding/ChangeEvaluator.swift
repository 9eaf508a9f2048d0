import IAMPolicy

/// Decides one derived request under both sides.
struct ChangeEvaluator: Sendable {
  private(set) var baseline: PolicyResolver
  var candidate: PolicyResolver
  /// The policies that the record speaks of, where the baseline has changes of its own; nil where it is they.
  var recorded: PolicyResolver?

  /// The same where calls through endpoints whose policies are not known have one answer, whichever they are.
  var sharingEndpoints: ChangeEvaluator {
    var result = self
    result.baseline.namesEndpoints = false
    result.candidate.namesEndpoints = false
    result.recorded?.namesEndpoints = false
    return result
  }

  /// The outcomes that a request can have on both sides together.
  ///
  /// - Parameters:
  ///   - evidence: what AWS decided on this very request; nil when it is not known.
  ///   - denial: the same if it is the one of several that AWS denied.
  ///   - isOptional: whether the request was only possibly made.
  ///   - coversMany: whether the request stands for resources of its type that the log does not name.
  func compare(
    _ sides: SidedRequest, evidence: Evidence?, denial: Evidence? = nil, session: PolicySet?,
    endpoint: String?, isOptional: Bool = false, coversMany: Bool = false, cache: inout EvaluationCache
  ) -> (asked: AskedRequest, comparison: RequestComparison) {
    let request = sides.before
    let before = baseline.policies(for: request, session: session, endpoint: endpoint, coversMany: coversMany)
    let after = candidate.policies(for: request, session: session, endpoint: endpoint, coversMany: coversMany)
    let asked = AskedRequest(sides, before: before, after: after, differing: before == after ? [] : .all)
    return (
      asked,
      RequestComparison(of: asked, evidence: evidence, denial: denial, isOptional: isOptional, cache: &cache)
    )
  }
}

extension ChangeEvaluator {
  /// The same for a request that AWS allowed under the policies that the record speaks of: whatever these do not know
  /// did not stand in its way then, and does not now.
  func compareAllowed(
    _ sides: SidedRequest, session: PolicySet?, endpoint: String?, isOptional: Bool,
    coversMany: Bool, cache: inout EvaluationCache
  ) -> (asked: AskedRequest, comparison: RequestComparison) {
    var found = compare(
      sides, evidence: nil, session: session, endpoint: endpoint, isOptional: isOptional,
      coversMany: coversMany, cache: &cache)
    if let recorded {
      let real = recorded.policies(
        for: sides.before, session: session, endpoint: endpoint, coversMany: coversMany)
      found.comparison.keep(whereAllowed: DecisionBasis(sides.before, real), found.asked, &cache)
    }
    return found
  }

  /// Whether the baseline may decide a request otherwise than the policies that the record speaks of.
  ///
  /// A layer that the record names is one of those policies, so that any difference of them counts then.
  func isHypothetical(
    _ request: AuthorizationRequest, evidence: Evidence?, session: PolicySet?, endpoint: String?,
    coversMany: Bool, cache: inout EvaluationCache
  ) -> Bool {
    guard let recorded else { return false }
    let real = recorded.policies(
      for: request, session: session, endpoint: endpoint, coversMany: coversMany)
    let before = baseline.policies(
      for: request, session: session, endpoint: endpoint, coversMany: coversMany)
    if real == before { return false }
    if evidence?.withoutLayer != nil { return true }
    let pairs = cache.compare(request, baseline: real, candidate: before, evidence: evidence).pairs
    return pairs.isEmpty || pairs.contains { $0.baseline != $0.candidate }
  }
}
