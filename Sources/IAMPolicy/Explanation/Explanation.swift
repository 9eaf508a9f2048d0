/// Why a request is decided as it is: the layers, their statements, and what is missing.
///
/// Made by the pass that decides, so that it cannot tell another story. What is more than the decision and the
/// statements that match is worked out when it is asked for.
public struct Explanation: Sendable {
  let source: ExplanationSource
  let verdict: Verdict<Ternary>
  /// The decision.
  public let decision: Decision
  /// Every layer that policies are given for: SCPs and RCPs level by level, then the others.
  public let layers: [LayerExplanation]

  init<Logic: TruthValue>(
    _ decision: Decision, _ verdict: Verdict<Logic>, _ records: [StatementRecord<Logic>],
    _ source: ExplanationSource
  ) {
    self.decision = decision
    self.source = source
    self.verdict = verdict.values
    layers = LayerExplanation.all(records, source)
  }

  /// The request.
  public var request: AuthorizationRequest { source.request }

  /// Where the decision takes place, and which layers have no part in it.
  public var place: DecisionPlace { source.place }

  /// Whether caller and resource are of one account; nil when the resource's account is not known.
  public var isSameAccount: Bool? { source.isSameAccount }

  /// Whether AWS owns the resource and refuses the write, whatever the policies say; nil when unknown.
  public var isGuarded: Bool? { verdict.isGuarded.value }

  /// The layers whose missing allow, or possibly missing allow, stands in the way of the request.
  public var layersWithoutAllow: [PolicyLayer] {
    decision == .determinate(.allowed) ? [] : verdict.layersWithoutAllow(source.request)
  }

  /// The Deny statements that match, most specific layer first: all of them, not only the first.
  public var determiningDenies: [StatementReport] { layers.flatMap { $0.statements.filter { $0.isDeny } } }

  /// The layers and levels of a kind that apply.
  func applying(_ layer: PolicyLayer) -> [LayerExplanation] {
    layers.filter { $0.layer == layer && $0.exemption == nil }
  }
}

extension Verdict {
  /// The same with the open questions left aside.
  fileprivate var values: Verdict<Ternary> {
    if let own = self as? Verdict<Ternary> { return own }
    var values = Verdict<Ternary>()
    values.identity = identity.values
    values.boundary = boundary.values
    values.session = session.values
    values.scp = scp.values
    values.rcpDeny = rcpDeny.ternary
    values.resource = ResourceVerdict(
      allow: resource.allow.values, denyClasses: resource.denyClasses.values)
    values.endpoint = endpoint.values
    values.grant = grant.ternary
    values.isGuarded = isGuarded.ternary
    values.isPublic = isPublic
    return values
  }
}

extension LayerVerdict {
  fileprivate var values: LayerVerdict<Ternary> {
    LayerVerdict<Ternary>(allow: allow.ternary, deny: deny.ternary)
  }
}

extension PrincipalClasses {
  fileprivate var values: PrincipalClasses<Ternary> {
    PrincipalClasses<Ternary>(direct: direct.ternary, behind: behind.ternary, account: account.ternary)
  }
}

extension TruthValue {
  fileprivate var ternary: Ternary { isTrue ? .yes : isFalse ? .no : .unknown }
}
