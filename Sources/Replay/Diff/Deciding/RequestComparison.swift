import IAMPolicy

/// What a request comes to under the policies of both sides, whatever it asks for.
struct RequestComparison: Sendable {
  /// Whether the request was only possibly made.
  let isOptional: Bool
  /// The baseline before the record is taken as evidence: what fidelity is measured on.
  let baselineAlone: Decision
  /// Every pair of outcomes that agrees with the record of this request; empty when it contradicts the baseline.
  private(set) var pairs: Set<OutcomePair> = []
  /// The unknown facts that the pairs hinge on.
  private(set) var dependsOn: [String] = []
  /// AWS's message tells of a denial that we do not find, though the effect agrees; of one of several requests, if it is the
  /// one that AWS denied.
  private(set) var namesOtherLayer = false

  /// Compares the sides; a layer that the record names and that we do not find denying is left out of account.
  ///
  /// - Parameter denial: what the record says of the request if it is the one that AWS denied; nil for one that it was for
  ///   certain, and for one that it was not.
  init(
    of asked: AskedRequest, evidence: Evidence?, denial: Evidence? = nil, isOptional: Bool,
    cache: inout EvaluationCache
  ) {
    self.isOptional = isOptional
    let decision = cache.decide(asked.basisBefore)
    baselineAlone = asked.request.ofEndpointAlone.map { cache.decide($0, asked.before) } ?? decision
    let (request, before, after) = (asked.request, asked.before, asked.after)
    let other = asked.restated
    if evidence?.withoutLayer == nil {
      takeEffects(asked, decision, evidence, &cache)
      if let denial, denial.withoutLayer != nil, !request.options.asksEndpointAlone {
        namesOtherLayer =
          cache.compare(request, as: other, baseline: before, candidate: after, evidence: denial)
          .contradictsRecord
      }
      return
    }
    take(cache.compare(request, as: other, baseline: before, candidate: after, evidence: evidence))
    // Of an endpoint's record the layer is all that is evidence.
    if contradictsRecord, !request.options.asksEndpointAlone, let effect = evidence?.withoutLayer {
      take(cache.compare(request, as: other, baseline: before, candidate: after, evidence: effect))
      namesOtherLayer = !contradictsRecord
    }
  }

  /// Leaves out what does not agree with a record that speaks of other policies than those of either side.
  ///
  /// - Parameter recorded: what the request comes to under the policies that allowed it.
  mutating func keep(
    whereAllowed recorded: DecisionBasis, _ asked: AskedRequest, _ cache: inout EvaluationCache
  ) {
    take(
      cache.compare(
        asked.basisBefore, asked.basisAfter ?? asked.basisBefore, whereAllowed: recorded))
  }

  private mutating func takeEffects(
    _ asked: AskedRequest, _ decision: Decision, _ evidence: Evidence?, _ cache: inout EvaluationCache
  ) {
    if let basisAfter = asked.basisAfter {
      take(cache.compare(asked.basisBefore, basisAfter, isAllowed: evidence?.isAllowed))
    } else {
      takeUnchanged(decision, evidence)
    }
  }

  /// Whether no completion of the baseline agrees with the record.
  var contradictsRecord: Bool { pairs.isEmpty }

  /// Every pair of outcomes that the request may add to its call's; one that was not made stands in nobody's way.
  var pairsOfCall: Set<OutcomePair> { isOptional ? pairs.union([.allowed]) : pairs }

  /// Whether these differ in effect, so that the facts they hinge on matter.
  var isOpen: Bool { pairsOfCall.differInEffect }

  /// The unknown facts that they hinge on, among them whether the request was made at all.
  var questions: [String] {
    let own = pairs.differInEffect ? dependsOn : []
    return isOptional && isOpen ? own + [PerhapsMade.question] : own
  }

  private mutating func take(_ comparison: Comparison) {
    pairs = comparison.pairs
    dependsOn = comparison.dependsOn
  }

  /// A request that no changed policy takes part in: both sides have the same outcome, whatever it is.
  private mutating func takeUnchanged(_ decision: Decision, _ evidence: Evidence?) {
    let possible = decision.possible.filter { outcome in
      evidence.map { (outcome == .allowed) == $0.isAllowed } ?? true
    }
    pairs = Set(possible.map { OutcomePair(baseline: $0, candidate: $0) })
    dependsOn = pairs.count > 1 ? decision.dependsOn : []
  }
}

extension OutcomePair {
  /// What a request that is not made has a part in.
  static let allowed = OutcomePair(baseline: .allowed, candidate: .allowed)
}

extension Set<OutcomePair> {
  /// Whether what is allowed before may be denied after.
  var mayLose: Bool { contains { $0.baseline == .allowed && $0.candidate != .allowed } }

  /// Whether what is denied before may be allowed after.
  var mayGain: Bool { contains { $0.baseline != .allowed && $0.candidate == .allowed } }

  fileprivate var differInEffect: Bool {
    Set<[Bool]>(map { [$0.baseline == .allowed, $0.candidate == .allowed] }).count > 1
  }
}

extension AuthorizationRequest {
  /// What the record of a VPC endpoint is compared with: the answer of its policy, whatever the others say.
  ///
  /// Nil for a request that all policies are asked, and where the others are known to allow it.
  fileprivate var ofEndpointAlone: AuthorizationRequest? {
    guard options.asksEndpointAlone, options.otherLayersAllow == nil else { return nil }
    var request = self
    request.options.otherLayersAllow = true
    return request
  }
}
