public import AuditStore
import IAMPolicy

/// Replays events under two sets of policies and sums up what changes.
public struct Differ {
  /// What a diff is asked for.
  public struct Options: Sendable {
    /// Values that are assumed for keys that the log does not hold, by lower-case key.
    public var assumed: [String: String] = [:]
    /// The management account where no organization tree says it.
    public var managementAccount: String?

    /// Makes options that assume nothing.
    public init() {}
  }

  let baseline: PolicySnapshot
  let changes: [PolicyChange]
  let options: Options
  let evaluator: ChangeEvaluator
  let keys: MentionedKeys
  private var groups: EventGroups

  /// Prepares both sides.
  ///
  /// - Throws: `SnapshotError` when a change does not fit the snapshot.
  public init(
    baseline: PolicySnapshot, changes: [PolicyChange], options: Options = Options()
  ) throws(SnapshotError) {
    let candidate = try baseline.applying(changes)
    self.baseline = baseline
    self.changes = changes
    self.options = options
    evaluator = ChangeEvaluator(
      baseline: PolicyResolver(snapshot: baseline),
      candidate: PolicyResolver(snapshot: candidate, changes: changes))
    keys = MentionedKeys(baseline.documents + candidate.documents)
    groups = EventGroups(keys: keys)
  }

  /// Whether an event is replayed; the others are counted by class.
  public static func isReplayed(_ derived: DerivedEvent) -> Bool {
    derived.eventClass.canBeReplayed && derived.requests.contains { $0.certainty == .certain }
  }

  /// Adds an event that is replayed.
  public mutating func add(_ event: ReplayedEvent) { groups.add(event) }

  /// The result over all events that were added; `sums` are the caller's counts of events.
  public func result(sums: EventSums, coverage: LogCoverage) -> DiffReport {
    var tally = DiffTally()
    for (key, group) in groups.groups { replay(key, group, &tally) }
    return report(tally, sums, coverage)
  }

  private func replay(_ key: EventGroups.Key, _ group: EventGroups.Group, _ tally: inout DiffTally) {
    guard let caller = key.call.identity.caller else { return }
    let facts = globalContext(key.call)
    var verdicts: [(DerivedRequest, ChangeEvaluator.Verdict)] = []
    for (index, derived) in key.derived.requests.enumerated() where derived.certainty == .certain {
      let request = request(caller, derived, facts)
      let verdict = evaluator.verdict(
        on: request, evidence: key.derived.evidence(for: index), session: session(key),
        endpoint: key.call.vpcEndpoint)
      verdicts.append((derived, verdict))
      tally.note(request)
    }
    tally.add(verdicts, key, group)
  }

  private func session(_ key: EventGroups.Key) -> PolicySet? {
    key.session == .none ? nil : .unknown("policy:session")
  }

  private func request(
    _ caller: Caller, _ derived: DerivedRequest, _ facts: [ContextFact]
  ) -> AuthorizationRequest {
    var context = RequestContext(isOpenWorld: true)
    let known = baseline.context(caller: caller, resourceAccount: derived.resourceAccount)
    for fact in facts + known + derived.context where keys.contains(fact.key) {
      context[fact.key] = fact.value
    }
    for (key, value) in options.assumed where context[key].isOpen { context[key] = .value(value) }
    let management = baseline.organization?.managementAccount ?? options.managementAccount
    return AuthorizationRequest(
      caller: caller, action: derived.action, resource: derived.requestResource,
      resourceAccount: derived.resourceAccount, context: context,
      options: RequestOptions(
        principalInManagementAccount: management.map { $0 == caller.account } ?? false,
        resourceInManagementAccount: management.map { $0 == derived.resourceAccount } ?? false,
        kmsGrantsUnknown: true))
  }
}

extension ContextValue {
  /// Whether a user may settle the key by an assumption.
  fileprivate var isOpen: Bool {
    switch self {
    case .unknown, .present: true
    case .known, .absent, .oneOf: false
    }
  }
}

extension DerivedRequest {
  /// The resource as the engine takes it.
  var requestResource: RequestResource {
    switch state {
    case .message, .exact, .literal, .wild: .arn(resource)
    case .star, .listwild: .star
    case .assumed: assumedResource
    case .ambiguous, .partial: .pattern(resource)
    case .unknown: .unknown
    }
  }

  /// The part that was assumed stays unknown: an IAM path, or a secret's suffix.
  private var assumedResource: RequestResource {
    if resource.contains("?") || resource.contains("*") { return .pattern(resource) }
    guard let cut = resource.firstIndex(of: "/") else { return .pattern(resource + "*") }
    return .prefix(String(resource[...cut]))
  }
}

extension DerivedEvent {
  /// What the record says of one of the requests; nil when it says nothing for certain.
  fileprivate func evidence(for index: Int) -> Evidence? {
    switch recorded {
    case .allowed: return Evidence(isAllowed: true)
    case .unknown, .allowedLikely: return nil
    case .denied:
      let certain = requests.indices.filter { requests[$0].certainty == .certain }
      guard deniedRequest == index || (deniedRequest == nil && certain == [index]) else { return nil }
      guard let layer, let named = layer.policyLayer else { return Evidence(isAllowed: false) }
      return Evidence(isAllowed: false, layer: named.layer, isExplicit: named.isExplicit)
    }
  }
}

extension RecordedLayer {
  /// The layer in the engine's terms; SCP denials were long worded as explicit, so those do not say which.
  fileprivate var policyLayer: (layer: PolicyLayer, isExplicit: Bool?)? {
    switch self {
    case .identityImplicit: (.identity, false)
    case .identityExplicit: (.identity, true)
    case .resourceImplicit: (.resource, false)
    case .resourceExplicit: (.resource, true)
    case .boundaryImplicit: (.boundary, false)
    case .boundaryExplicit: (.boundary, true)
    case .sessionImplicit: (.session, false)
    case .sessionExplicit: (.session, true)
    case .scpImplicit: (.scp, false)
    case .scpExplicit: (.scp, nil)
    case .rcpImplicit: (.rcp, false)
    case .rcpExplicit: (.rcp, true)
    case .endpointImplicit: (.vpcEndpoint, false)
    case .endpointExplicit: (.vpcEndpoint, true)
    case .trustImplicit: (.trust, false)
    case .trustExplicit: (.trust, true)
    case .unnamedExplicit: nil
    }
  }
}
