extension LayerExplanation {
  private static let maximumNearMisses = 10

  /// Every layer that policies are given for, in the order of an explanation.
  static func all<Logic: TruthValue>(
    _ records: [StatementRecord<Logic>], _ request: AuthorizationRequest, _ policies: AppliedPolicies
  ) -> [LayerExplanation] {
    var layers: [LayerExplanation] = []
    var next = 0
    // The pass records layer by layer; within a layer its statements lie together.
    var slices: [(key: LayerKey, range: Range<Int>)] = []
    while next < records.count {
      let key = records[next].place.layer
      let start = next
      while next < records.count, records[next].place.layer == key { next += 1 }
      slices.append((key, start..<next))
    }
    for (key, set, node) in policies.sets(request) {
      let own = slices.first { $0.key == key }.map { records[$0.range] } ?? []
      layers.append(LayerExplanation(key.layer, node, set, own, request))
    }
    return layers
  }

  private init<Logic: TruthValue>(
    _ layer: PolicyLayer, _ node: String?, _ set: PolicySet, _ records: ArraySlice<StatementRecord<Logic>>,
    _ request: AuthorizationRequest
  ) {
    self.layer = layer
    self.node = node
    exemption = request.exemption(from: layer)
    unknownPolicies = set.policies.compactMap { policy in
      if case .unknown(let name) = policy.content { name } else { nil }
    }
    let isOpen: Bool? = unknownPolicies.isEmpty ? false : nil
    var (allows, denies) = (isOpen, isOpen)
    var statements: [StatementReport] = []
    var misses: [(rank: Int, miss: NearMiss)] = []
    for record in records {
      let policy = set.policies[record.place.policy]
      let matches = record.matches
      switch record.statement.effect {
      case .allow: allows = Self.or(allows, matches.value)
      case .deny: denies = Self.or(denies, matches.value)
      }
      if !matches.isFalse {
        statements.append(StatementReport(record, matches, policy, node: node))
      } else if record.statement.effect == .allow, let failures = record.failures {
        let miss = NearMiss(
          policy: policy, failures: failures, compiled: record.statement, request: request)
        misses.append((failures.rank, miss))
      }
    }
    self.allows = allows
    self.denies = denies
    self.statements = statements
    misses.sort { $0.rank < $1.rank }
    nearMisses = misses.prefix(Self.maximumNearMisses).map { $0.miss }
  }

  private static func or(_ left: Bool?, _ right: Bool?) -> Bool? {
    if left == true || right == true { return true }
    return left == false && right == false ? false : nil
  }
}

extension AppliedPolicies {
  /// Every set of policies with its layer and node: organization first, identity last.
  fileprivate func sets(_ request: AuthorizationRequest) -> [(LayerKey, PolicySet, String?)] {
    var sets: [(LayerKey, PolicySet, String?)] = []
    for (level, own) in scps.enumerated() {
      sets.append((LayerKey(layer: .scp, level: level), own.policies, own.node))
    }
    for (level, own) in rcps.enumerated() {
      sets.append((LayerKey(layer: .rcp, level: level), own.policies, own.node))
    }
    if let vpcEndpoint { sets.append((LayerKey(layer: .vpcEndpoint), vpcEndpoint, nil)) }
    if let boundary { sets.append((LayerKey(layer: .boundary), boundary, nil)) }
    if let session { sets.append((LayerKey(layer: .session), session, nil)) }
    if let resource {
      sets.append((LayerKey(layer: request.operation.rules.isTrust ? .trust : .resource), resource, nil))
    }
    sets.append((LayerKey(layer: .identity), identity, nil))
    return sets
  }
}

extension AuthorizationRequest {
  /// Why a layer does not apply to this request; nil when it does, or may.
  fileprivate func exemption(from layer: PolicyLayer) -> String? {
    let isLinked = callerFacts.isServiceLinkedRole == true
    switch (layer, caller) {
    case (.scp, .service), (.scp, .federated), (.scp, .anonymous): return "not a principal of an account"
    case (.scp, _) where options.principalInManagementAccount == true: return "management account"
    case (.rcp, _) where options.resourceInManagementAccount == true:
      return "resource of the management account"
    case (.rcp, _) where !operation.rules.isLimitedByRCPs: return "service without RCP support"
    case (.scp, _) where isLinked, (.rcp, _) where isLinked, (.boundary, _) where isLinked:
      return "service-linked role"
    case (.identity, .root), (.boundary, .root): return "root user"
    case (.identity, .service), (.identity, .federated), (.identity, .anonymous):
      return "no identity of an account"
    default: return nil
    }
  }
}

extension StatementReport {
  fileprivate init<Logic: TruthValue>(
    _ record: StatementRecord<Logic>, _ matches: Logic, _ policy: AttachedPolicy, node: String?
  ) {
    layer = record.place.layer.layer
    self.node = node
    self.policy = policy
    compiled = record.statement
    self.matches = matches.value
    let principal = record.principal
    principalClass =
      principal?.direct.isTrue == true
      ? .direct
      : principal?.behind.isTrue == true
        ? .entityBehind : principal?.account.isTrue == true ? .account : nil
    waitsFor = (matches as? Formula)?.atoms ?? []
  }
}
