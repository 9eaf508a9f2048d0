import IAMPolicy

/// Finds the statements, or the missing allows, that make a request's decision change.
struct CauseFinder {
  let request: AuthorizationRequest
  let baseline: AppliedPolicies
  let candidate: AppliedPolicies

  /// The causes, at least one.
  func reasons(for changeClass: ChangeClass) -> [CauseReason] {
    let before = Evaluator.statements(for: request, baseline)
    let after = Evaluator.statements(for: request, candidate)
    let added = Self.only(in: after, notIn: before)
    let removed = Self.only(in: before, notIn: after)
    let (newEffect, lostEffect): (Effect, Effect) =
      changeClass.takesAway ? (.deny, .allow) : (.allow, .deny)
    let gained = added.filter { $0.statement.effect == newEffect }
    if !gained.isEmpty { return Self.unique(gained.map { Self.reason($0) }) }
    if changeClass.takesAway {
      let layers = newlyMissing
      if !layers.isEmpty { return layers.map { missingAllow($0) } }
    }
    let lost = removed.filter { $0.statement.effect == lostEffect }
    if !lost.isEmpty { return Self.unique(lost.map { Self.lostReason($0) }) }
    let rest = added + removed
    return rest.isEmpty ? [Self.combined] : Self.unique(rest.map { Self.reason($0) })
  }

  /// The conditions of the changed statements, each with this request's value.
  var comparisons: [Comparison] {
    let before = Evaluator.statements(for: request, baseline)
    let added = Self.only(in: Evaluator.statements(for: request, candidate), notIn: before)
    var found: [Comparison] = []
    for condition in added.flatMap({ $0.statement.conditions }) {
      let comparison = Comparison(
        condition: Comparison.Condition(
          key: condition.key.value, conditionOperator: condition.operatorText.value,
          values: condition.values.map { $0.value }),
        actual: known(condition.key.value))
      if !found.contains(comparison) { found.append(comparison) }
    }
    return found
  }

  /// A condition and what one request had for its key.
  struct Comparison: Hashable {
    struct Condition: Hashable {
      var key: String
      var conditionOperator: String
      var values: [String]
    }

    var condition: Condition
    var actual: String
  }

  private func known(_ key: String) -> String {
    switch Evaluator.value(of: key, in: request) {
    case .known(let values): values.joined(separator: ", ")
    case .absent: "absent"
    case .present: "present, value not logged"
    case .unknown: "not in the log"
    case .oneOf: "one of several values"
    }
  }

  private var newlyMissing: [PolicyLayer] {
    let before = Evaluator.layersWithoutAllow(for: request, baseline)
    return Evaluator.layersWithoutAllow(for: request, candidate).filter { !before.contains($0) }
  }

  private func missingAllow(_ layer: PolicyLayer) -> CauseReason {
    let policy = policies(of: layer, candidate).first { policy in
      !policies(of: layer, baseline).contains(policy)
    }
    return CauseReason(
      layer: layer.rawValue, effect: "no statement allows the action", policy: policy?.name ?? "",
      attachment: policy?.attachment, file: policy?.file, position: nil, statement: nil)
  }

  private func policies(of layer: PolicyLayer, _ policies: AppliedPolicies) -> [AttachedPolicy] {
    switch layer {
    case .scp: policies.scps.flatMap { $0.policies.policies }
    case .rcp: policies.rcps.flatMap { $0.policies.policies }
    case .boundary: policies.boundary?.policies ?? []
    case .session: policies.session?.policies ?? []
    case .identity: policies.identity.policies
    case .resource, .trust: policies.resource?.policies ?? []
    case .vpcEndpoint: policies.vpcEndpoint?.policies ?? []
    case .serviceGuardrail, .s3BlockPublicAccess: []
    }
  }

  /// The reports whose statement stands on one side only, wherever it stands in its document.
  private static func only(in reports: [StatementReport], notIn others: [StatementReport])
    -> [StatementReport]
  {
    reports.filter { report in
      !others.contains { other in
        other.layer == report.layer && other.policy.attachment == report.policy.attachment
          && other.statement.hasSameMeaning(as: report.statement)
      }
    }
  }

  private static func reason(_ report: StatementReport) -> CauseReason {
    let effect = report.statement.effect == .deny ? "explicit deny" : "allow"
    return reason(report, effect: report.matches == nil ? "possible \(effect)" : effect)
  }

  private static func lostReason(_ report: StatementReport) -> CauseReason {
    reason(report, effect: report.statement.effect == .deny ? "explicit deny removed" : "allow removed")
  }

  private static func reason(_ report: StatementReport, effect: String) -> CauseReason {
    CauseReason(
      layer: report.layer.rawValue, effect: effect, policy: report.policy.name,
      attachment: report.policy.attachment, file: report.policy.file, position: report.statement.position,
      statement: report.statement.sid ?? "#\(report.statement.index)")
  }

  private static func unique(_ reasons: [CauseReason]) -> [CauseReason] {
    var result: [CauseReason] = []
    for reason in reasons where !result.contains(reason) { result.append(reason) }
    return result
  }

  private static let combined = CauseReason(
    layer: "policies taken together", effect: "combined effect", policy: "", attachment: nil, file: nil,
    position: nil, statement: nil)
}

extension ChangeClass {
  /// Whether access is lost, or may be.
  var takesAway: Bool {
    switch self {
    case .revoked, .maybeRevoked, .unknownChange: true
    default: false
    }
  }
}
