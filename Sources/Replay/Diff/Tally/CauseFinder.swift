import IAMPolicy
import JSON

/// Finds the statements, or the missing allows, that make a request's decision change.
struct CauseFinder {
  private let request: AuthorizationRequest
  private let requestAfter: AuthorizationRequest
  /// Whether the sides know other things of the request, so that a statement that both have may match on one alone.
  private let isRestated: Bool
  private let baseline: AppliedPolicies
  private let candidate: AppliedPolicies
  private let pairs: Set<OutcomePair>
  /// The statements that match, or may, on the candidate side only and on the baseline side only.
  private let added: [StatementReport]
  private let removed: [StatementReport]

  init(_ asked: AskedRequest, _ pairs: Set<OutcomePair>) {
    request = asked.request
    requestAfter = asked.requestAfter
    isRestated = asked.isRestated
    baseline = asked.before
    candidate = asked.after
    self.pairs = pairs
    let difference = isRestated ? (baseline, candidate) : PolicyDifference(baseline, candidate).sides
    let before = Evaluator.statements(for: request, difference.0)
    let after = Evaluator.statements(for: requestAfter, difference.1)
    added = Self.only(in: after, notIn: before, answering: isRestated)
    removed = Self.only(in: before, notIn: after, answering: isRestated)
  }

  /// The causes, at least one; those of a certain change are certain themselves where any is.
  ///
  /// - Parameter mayKeepReason: whether a denial perhaps had this reason before.
  func reasons(for changeClass: ChangeClass, mayKeepReason: Bool = false) -> [CauseReason] {
    let isCertain = changeClass == .revoked || changeClass == .granted
    let matching = isCertain ? (added + removed).filter { $0.matches == true } : []
    let found =
      changeClass == .reasonChanged
      ? otherDenies(isOpen: mayKeepReason) : changeClass.takesAway ? losses(isCertain) : gains(isCertain)
    if !found.isEmpty { return Self.unique(found) }
    let rest = matching.isEmpty ? added + removed : matching
    if !rest.isEmpty { return Self.unique(rest.map { Self.reason($0) }) }
    let replaced = changedPolicies
    return replaced.isEmpty ? [Self.combined] : replaced
  }

  /// New denies, else layers that lack an allow now, else allows that went.
  private func losses(_ isCertain: Bool) -> [CauseReason] {
    let denies = added.filter { $0.statement.effect == .deny && (!isCertain || $0.matches == true) }
    if !denies.isEmpty { return denies.map { Self.reason($0) } }
    let layers = newlyMissing
    let allows = removed.filter { $0.statement.effect == .allow }
    let certain = isCertain ? allows.filter { $0.matches == true } : []
    let lost = certain.isEmpty ? allows : certain
    if layers.isEmpty { return lost.map { lostReason($0) } }
    return layers.flatMap { layer in
      let own = changedPolicy(of: layer) == nil ? lost.filter { $0.layer.mayAllow(insteadOf: layer) } : []
      return own.isEmpty ? [missingAllow(layer)] : own.map { lostReason($0) }
    }
  }

  /// Denies that went where a deny decided, and new allows where none did.
  private func gains(_ isCertain: Bool) -> [CauseReason] {
    let before = Set(pairs.map { $0.baseline })
    let denies = before.contains(.explicitlyDenied) ? removed.filter { $0.statement.effect == .deny } : []
    let allows = before.contains(.implicitlyDenied) ? added.filter { $0.statement.effect == .allow } : []
    let certain = allows.filter { !isCertain || $0.matches == true }
    return denies.map { lostReason($0) } + certain.map { Self.reason($0) }
  }

  /// Denies that came and went where nothing allows, before or after.
  ///
  /// - Parameter isOpen: whether another one may deny, or have denied, as explicitly.
  private func otherDenies(isOpen: Bool) -> [CauseReason] {
    let reasons =
      added.filter { $0.statement.effect == .deny }.map { Self.reason($0) }
      + removed.filter { $0.statement.effect == .deny }.map { lostReason($0) }
    guard isOpen else { return reasons }
    return reasons.map { reason in
      var open = reason
      if open.effect.hasPrefix("explicit deny") { open.effect = "possible \(open.effect)" }
      return open
    }
  }

  /// The conditions that have to do with a cause, in their order: those of its own statement, else those of what its layer
  /// has now.
  func conditions(of reason: CauseReason) -> [ComparedValue.Condition] {
    var own = added.filter { Self.reason($0) == reason }
    if isRestated, own.isEmpty { own = removed.filter { lostReason($0) == reason } }
    let ofLayer = added.filter { $0.layer.rawValue == reason.layer }
    let statements = reason == Self.combined ? added : own.isEmpty ? ofLayer : own
    var found: [ComparedValue.Condition] = []
    for condition in statements.flatMap({ $0.statement.conditions }) where !PolicyFact.owns(condition) {
      let compared = ComparedValue.Condition(
        key: condition.key.value, conditionOperator: condition.operatorText.value,
        values: condition.values.map { $0.value })
      if !found.contains(compared) { found.append(compared) }
    }
    return found
  }

  /// Where the statements of the policy begin that a cause without a statement is about; the first place where several
  /// policies fit.
  func statements(of reason: CauseReason) -> SourcePosition? {
    guard reason.position == nil, reason.file != nil else { return nil }
    return PolicyLayer.allCases.filter { $0.rawValue == reason.layer }.flatMap { layer in
      let (before, after) = (baseline.policies(of: layer), candidate.policies(of: layer))
      return after.filter { !before.contains($0) } + before.filter { !after.contains($0) }
    }
    .filter { ($0.name, $0.attachment, $0.file) == (reason.policy, reason.attachment, reason.file) }
    .reduce(nil) { .first($0, $1.statementsPosition) }
  }

  /// Layers without an allow that had one, or that the change touches.
  private var newlyMissing: [PolicyLayer] {
    let before = Evaluator.layersWithoutAllow(for: request, baseline)
    return Evaluator.layersWithoutAllow(for: requestAfter, candidate).filter { layer in
      !before.contains(layer) || newPolicy(of: layer) != nil
    }
  }

  private func newPolicy(of layer: PolicyLayer) -> AttachedPolicy? {
    candidate.policies(of: layer).first { !baseline.policies(of: layer).contains($0) }
  }

  private func gonePolicy(of layer: PolicyLayer) -> AttachedPolicy? {
    baseline.policies(of: layer).first { !candidate.policies(of: layer).contains($0) }
  }

  private func changedPolicy(of layer: PolicyLayer) -> AttachedPolicy? {
    newPolicy(of: layer) ?? gonePolicy(of: layer)
  }

  private func missingAllow(_ layer: PolicyLayer) -> CauseReason {
    let (new, gone) = (newPolicy(of: layer), gonePolicy(of: layer))
    let policy = new ?? gone
    let effect =
      new == nil && gone != nil
      ? "policy removed, and nothing else there allows it" : "no statement allows it"
    return CauseReason(
      layer: layer.rawValue, effect: effect, policy: policy?.name ?? "",
      attachment: policy?.attachment, file: policy?.file, position: nil, statement: nil)
  }

  /// Policies without a known text that stand on one side only, or on both with another text.
  private var changedPolicies: [CauseReason] {
    let other: PolicyLayer = request.action.hasPrefix("sts:") ? .resource : .trust
    return PolicyLayer.allCases.filter { $0 != other }.flatMap { layer -> [CauseReason] in
      let before = baseline.policies(of: layer)
      let after = candidate.policies(of: layer)
      let gone = before.filter { !after.contains($0) }.map {
        Self.reason($0, layer, "policy replaced or removed")
      }
      return gone.isEmpty
        ? after.filter { !before.contains($0) }.map { Self.reason($0, layer, "policy added") } : gone
    }
  }

  private static func reason(_ policy: AttachedPolicy, _ layer: PolicyLayer, _ effect: String) -> CauseReason
  {
    CauseReason(
      layer: layer.rawValue, effect: effect, policy: policy.name, attachment: policy.attachment,
      file: policy.file, position: nil, statement: nil)
  }

  /// The reports whose statement stands on one side only, wherever it stands in its document.
  ///
  /// - Parameter isAnswering: whether one that matches on one side and only may on the other counts as well.
  private static func only(
    in reports: [StatementReport], notIn others: [StatementReport], answering isAnswering: Bool
  ) -> [StatementReport] {
    reports.filter { report in
      !others.contains { other in
        other.layer == report.layer && other.policy.attachment == report.policy.attachment
          && other.statement.hasSameMeaning(as: report.statement)
          && (!isAnswering || other.matches == report.matches)
      }
    }
  }

  private static func reason(_ report: StatementReport) -> CauseReason {
    let effect = report.statement.effect == .deny ? "explicit deny" : "allow"
    return reason(report, effect: report.matches == nil ? "possible \(effect)" : effect)
  }

  private func lostReason(_ report: StatementReport) -> CauseReason {
    let effect = report.statement.effect == .deny ? "explicit deny" : "allow"
    let stands =
      isRestated
      && candidate.policies(of: report.layer).contains {
        $0.attachment == report.policy.attachment && $0.has(report.statement)
      }
    guard stands else { return Self.reason(report, effect: "\(effect) removed") }
    let isOpen = Self.only(in: added, notIn: [report], answering: false).count < added.count
    return Self.reason(report, effect: "\(effect) \(isOpen ? "perhaps " : "")no longer met")
  }

  private static func reason(_ report: StatementReport, effect: String) -> CauseReason {
    if PolicyFact.isUnknownDeny(report.statement) {
      return reason(report.policy, report.layer, "what the old text denied")
    }
    return CauseReason(
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

extension PolicyLayer {
  /// Whether an allow in this layer may be why another one needs none.
  ///
  /// IAM User Guide, "Policy evaluation logic": within an account a resource-based policy allows what no other policy does.
  fileprivate func mayAllow(insteadOf other: PolicyLayer) -> Bool {
    self == other || (Self.granting.contains(self) && Self.granting.contains(other))
  }

  private static let granting: Set<PolicyLayer> = [.identity, .boundary, .session, .resource, .trust]
}

extension AttachedPolicy {
  /// Whether its text has a statement that says the same.
  fileprivate func has(_ statement: Statement) -> Bool {
    guard case .document(let policy) = content else { return false }
    return policy.document.statements.contains { $0.hasSameMeaning(as: statement) }
  }
}

extension AppliedPolicies {
  /// Every policy of every layer.
  var all: [AttachedPolicy] { PolicyLayer.allCases.filter { $0 != .trust }.flatMap { policies(of: $0) } }

  /// The policies of a layer.
  func policies(of layer: PolicyLayer) -> [AttachedPolicy] {
    switch layer {
    case .scp: scps.flatMap { $0.policies.policies }
    case .rcp: rcps.flatMap { $0.policies.policies }
    case .boundary: boundary?.policies ?? []
    case .session: session?.policies ?? []
    case .identity: identity.policies
    case .resource, .trust: resource?.policies ?? []
    case .vpcEndpoint: vpcEndpoint?.policies ?? []
    case .serviceGuardrail, .s3BlockPublicAccess: []
    }
  }
}

extension SourcePosition {
  /// The one of two that stands first in a text; the other where one is missing.
  static func first(_ left: SourcePosition?, _ right: SourcePosition?) -> SourcePosition? {
    guard let left, let right else { return left ?? right }
    return (right.line, right.column) < (left.line, left.column) ? right : left
  }
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
