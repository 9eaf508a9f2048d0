import AuditStore
import IAMPolicy

/// Decides one derived request under both sides and says how they differ.
struct ChangeEvaluator: Sendable {
  let baseline: PolicyResolver
  let candidate: PolicyResolver

  /// What a request comes to: its class, what it hinges on, and what causes the change.
  struct Verdict {
    var changeClass: ChangeClass
    /// The baseline alone, before the record is taken as evidence: what fidelity is measured on.
    var baselineAlone: Decision
    /// Whether the candidate certainly allows.
    var candidateAllows: Bool
    /// AWS named a layer that we do not find denying, though the effect agrees.
    var namesOtherLayer = false
    var dependsOn: [String] = []
    var reasons: [CauseReason] = []
    var comparisons: [CauseFinder.Comparison] = []
  }

  /// The verdict on a request.
  ///
  /// - Parameter evidence: what AWS decided on this very request; nil when it is not known.
  func verdict(
    on request: AuthorizationRequest, evidence: Evidence?, session: PolicySet?, endpoint: String?
  ) -> Verdict {
    let before = baseline.policies(for: request, session: session, endpoint: endpoint)
    let after = candidate.policies(for: request, session: session, endpoint: endpoint)
    let alone = Evaluator.decide(request, before)
    guard before != after else { return unchanged(request, before, alone, evidence) }
    var comparison = Evaluator.compare(request, baseline: before, candidate: after, evidence: evidence)
    var namesOtherLayer = false
    if comparison.contradictsRecord, let effect = evidence?.withoutLayer {
      comparison = Evaluator.compare(request, baseline: before, candidate: after, evidence: effect)
      namesOtherLayer = !comparison.contradictsRecord
    }
    var verdict = Verdict(
      changeClass: comparison.contradictsRecord ? .modelMismatch : ChangeClass(pairs: comparison.pairs),
      baselineAlone: alone, candidateAllows: comparison.candidateAllows,
      namesOtherLayer: namesOtherLayer)
    if verdict.changeClass == .modelMismatch { verdict.explainMismatch(request, before, evidence) }
    if verdict.changeClass.isImpact {
      verdict.dependsOn = comparison.dependsOn
      let finder = CauseFinder(request: request, baseline: before, candidate: after)
      verdict.reasons = finder.reasons(for: verdict.changeClass)
      verdict.comparisons = finder.comparisons
    }
    return verdict
  }

  /// A request that no changed policy takes part in: only the record can still contradict the baseline.
  private func unchanged(
    _ request: AuthorizationRequest, _ policies: AppliedPolicies, _ alone: Decision, _ evidence: Evidence?
  ) -> Verdict {
    let isMismatch = evidence.map { $0.contradicts(alone) } ?? false
    var verdict = Verdict(
      changeClass: isMismatch ? .modelMismatch : .unchanged, baselineAlone: alone,
      candidateAllows: alone == .determinate(.allowed))
    if isMismatch { verdict.explainMismatch(request, policies, evidence) }
    return verdict
  }
}

extension ChangeEvaluator.Verdict {
  /// Says where the policies given disagree with what AWS recorded.
  fileprivate mutating func explainMismatch(
    _ request: AuthorizationRequest, _ policies: AppliedPolicies, _ evidence: Evidence?
  ) {
    guard let evidence else { return }
    let denies = Evaluator.statements(for: request, policies).filter {
      $0.matches == true && $0.statement.effect == .deny
    }
    let layers =
      denies.isEmpty ? Evaluator.layersWithoutAllow(for: request, policies) : denies.map { $0.layer }
    let record = evidence.isAllowed ? "AWS allowed it" : "AWS denied it"
    let model = evidence.isAllowed ? "the policies given deny it" : "the policies given allow it"
    let names = Set(layers.map { $0.rawValue }).sorted().joined(separator: ", ")
    let named = evidence.layer.map { $0.rawValue } ?? "policy layer not named"
    reasons = [
      CauseReason(
        layer: evidence.isAllowed ? names : named, effect: "\(record), but \(model)", policy: "",
        attachment: nil, file: nil, position: nil, statement: nil)
    ]
  }
}
