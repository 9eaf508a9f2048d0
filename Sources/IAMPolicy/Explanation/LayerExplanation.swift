/// What one layer, or one level of the organization, says of a request.
public struct LayerExplanation: Sendable {
  let key: LayerKey
  let source: ExplanationSource
  /// Why the layer does not apply; nil when it does, or may.
  public let exemption: LayerExemption?
  /// Whether some Allow matches; nil when unknown.
  public let allows: Bool?
  /// Whether some Deny matches; nil when unknown.
  public let denies: Bool?
  /// The statements that match or may match.
  public let statements: [StatementReport]

  /// The layer.
  public var layer: PolicyLayer { key.layer }

  /// The root, OU or account of an SCP or RCP; nil for other layers.
  public var node: String? { source.node(key) }

  /// Every policy of the layer, known or not.
  public var policies: [AttachedPolicy] { source.set(key).policies }

  /// The names of policies without text, for example `policy:identity`.
  public var unknownPolicies: [String] {
    policies.compactMap { policy in
      if case .unknown(let name) = policy.content { name } else { nil }
    }
  }

  /// The Allow statements that fail in one element, then in two; at most ten, best first.
  ///
  /// They are looked for when they are asked for.
  public var nearMisses: [NearMiss] {
    guard exemption == nil, key.layer != .rcp else { return [] }
    let delegates = source.accountOnlyDelegates && (key.layer == .resource)
    return NearMissFinder(source: source, key: key, accountOnlyDelegates: delegates).nearMisses()
  }

  /// Whether some Allow of the layer covers the request's action, whatever it makes of the rest.
  public var namesAction: Bool { namesAction(in: .allow) }

  /// Whether some statement of an effect covers the request's action.
  func namesAction(in effect: Effect) -> Bool {
    policies.contains { policy in
      policy.document?.statements.contains {
        $0.effect == effect && $0.matchesAction(source.request)
      } ?? false
    }
  }

  /// The Allow statements that may match.
  var openAllows: [StatementReport] {
    statements.filter { $0.statement.effect == .allow && $0.matches == nil }
  }

  /// The first Allow statement that matches.
  var firstAllow: StatementReport? { statements.first { $0.isAllow } }

  /// Statements that suffice where the layer allows, and none of them more than is needed.
  ///
  /// One that matches, else those of which one always does, whatever the unknown facts are.
  var enoughAllows: [StatementReport] {
    if let firstAllow { return [firstAllow] }
    var kept = openAllows
    for report in openAllows {
      let rest = kept.filter { $0.place != report.place || $0.compiled !== report.compiled }
      if Evaluator.isCertain(rest.map { $0.truth }) { kept = rest }
    }
    return kept
  }
}

extension LayerExplanation {
  /// Every layer that policies are given for, in the order of an explanation.
  static func all<Logic: TruthValue>(
    _ records: [StatementRecord<Logic>], _ source: ExplanationSource
  ) -> [LayerExplanation] {
    let keys = source.keys
    var layers: [LayerExplanation] = []
    layers.reserveCapacity(keys.count)
    for key in keys {
      // The pass records layer by layer, so that the statements of one lie together.
      let start = records.firstIndex { $0.place.layer == key } ?? records.endIndex
      let end = records[start...].firstIndex { $0.place.layer != key } ?? records.endIndex
      layers.append(LayerExplanation(key, records[start..<end], source))
    }
    return layers
  }

  private init<Logic: TruthValue>(
    _ key: LayerKey, _ records: ArraySlice<StatementRecord<Logic>>, _ source: ExplanationSource
  ) {
    self.key = key
    self.source = source
    exemption = source.request.exemption(from: key.layer)
    let isKnown = source.set(key).policies.allSatisfy { $0.document != nil }
    var (allows, denies): (Bool?, Bool?) = isKnown ? (false, false) : (nil, nil)
    for record in records {
      switch record.statement.effect {
      case .allow: allows = Self.or(allows, record.matches.value)
      case .deny: denies = Self.or(denies, record.matches.value)
      }
    }
    self.allows = allows
    self.denies = denies
    statements = records.map { StatementReport($0, source) }
  }

  private static func or(_ left: Bool?, _ right: Bool?) -> Bool? {
    if left == true || right == true { return true }
    return left == false && right == false ? false : nil
  }
}

/// Why a layer takes no part in a decision.
public enum LayerExemption: String, Sendable, CaseIterable {
  case noAccount = "the caller is no principal of an account"
  case managementAccount = "the caller is of the management account"
  case resourceInManagementAccount = "the resource is of the management account"
  case serviceWithoutRCPs = "the service does not support RCPs"
  case keyManagedByAWS = "the key is managed by AWS"
  case serviceLinkedRole = "the caller is a service-linked role"
  case roleLinkedToService = "the role is a service-linked role"
  case rootUser = "the root user has none"
  case issuedByRoot = "the root user issued the credentials"
  case noPermissionNeeded = "the action needs no permission"
  case noIdentity = "the caller has no identity of an account"
  case noSession = "the caller is no session"
  case endpointAlone = "the endpoint's record tells nothing of it"
}

extension AuthorizationRequest {
  /// Why a layer does not apply to this request; nil when it does, or may.
  ///
  /// AWS Organizations User Guide, "SCP evaluation" and "RCP evaluation"; IAM User Guide, "Policy evaluation logic".
  func exemption(from layer: PolicyLayer) -> LayerExemption? {
    let rules = operation.rules
    let kind = callerFacts.kind
    if options.asksEndpointAlone { return layer == .vpcEndpoint ? nil : .endpointAlone }
    if rules.needsNoPermission, kind != .anonymous {
      return layer == .vpcEndpoint ? nil : .noPermissionNeeded
    }
    if rules.ignoresIdentityPolicies, kind == .user || kind == .root, layer.isOwn, !isUnderTaskPolicy(layer) {
      return .noPermissionNeeded
    }
    switch layer {
    case .scp: return organizationExemption(options.principalInManagementAccount, .managementAccount)
    case .rcp:
      if !rules.isLimitedByRCPs { return .serviceWithoutRCPs }
      if rules.isKMS, options.isKeyManagedByAWS == true { return .keyManagedByAWS }
      if rules.isTrust, isOnServiceLinkedRole() as Ternary == .yes { return .roleLinkedToService }
      return organizationExemption(options.resourceInManagementAccount, .resourceInManagementAccount)
    case .identity, .boundary, .session: return ownExemption(from: layer)
    case .resource, .trust, .vpcEndpoint, .serviceGuardrail, .s3BlockPublicAccess: return nil
    }
  }

  /// Whether the layer is the task policy of a session of `AssumeRoot`, which limits every call.
  private func isUnderTaskPolicy(_ layer: PolicyLayer) -> Bool {
    if layer == .session, case .root(_, isAssumed: true) = caller { return true }
    return false
  }

  private func organizationExemption(_ isManagement: Bool?, _ word: LayerExemption) -> LayerExemption? {
    if callerFacts.isServiceLinkedRole == true { return .serviceLinkedRole }
    if word == .managementAccount, callerFacts.account == nil { return .noAccount }
    return isManagement == true ? word : nil
  }

  private func ownExemption(from layer: PolicyLayer) -> LayerExemption? {
    switch callerFacts.kind {
    case .service, .federated, .anonymous: return .noIdentity
    case .root:
      if isUnderTaskPolicy(layer) { return nil }
      return layer == .session ? .noSession : .rootUser
    case .user: return layer == .session ? .noSession : nil
    case .session, .federatedUser:
      if layer != .identity, callerFacts.isServiceLinkedRole == true { return .serviceLinkedRole }
      if layer != .session, case .federatedUser(_, let issuer?, _) = caller,
        ARNText.resource(of: issuer) == "root"
      {
        return .issuedByRoot
      }
      return nil
    }
  }
}

extension PolicyLayer {
  /// Whether it is one of the layers that `sts:GetSessionToken` does not look at.
  fileprivate var isOwn: Bool {
    switch self {
    case .identity, .boundary, .session, .resource, .trust, .serviceGuardrail, .s3BlockPublicAccess: true
    case .scp, .rcp, .vpcEndpoint: false
    }
  }
}
