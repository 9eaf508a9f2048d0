public import IAMPolicy
import Synchronization

/// Finds every policy of a snapshot that takes part in deciding a request.
///
/// What the snapshot does not hold becomes an unknown policy whose name is the same on both sides of a diff,
/// so that an unchanged unknown gives the same answer on both. A policy of which it is not known whether it takes
/// part takes part under a condition that is the same on both sides as well.
public struct PolicyResolver: Sendable {
  /// A change's target with the policies that this side has there, each only if the target is reached.
  struct Target: Sendable {
    var target: PolicyChange.Target
    var policies: [AttachedPolicy]
  }

  /// What never changes, behind one reference.
  private final class Storage: Sendable {
    let snapshot: PolicySnapshot
    let targets: [Target]
    /// What this side has where the other one differs without a change.
    let differing: [Target]
    /// The SCPs of whatever account is in the organization, as they bind one of which that is not known.
    let scpsOfMembers: [AttachedPolicy]
    /// The ARNs of the secrets of which the snapshot tells, by what stands before the characters that the service puts behind
    /// a name.
    let secrets: [String: [String]]
    /// The levels of the accounts that were asked for.
    let levels = Mutex<[LevelsKey: [PolicyLevel]]>([:])

    init(_ snapshot: PolicySnapshot, _ targets: [Target], _ differing: [Target]) {
      self.snapshot = snapshot
      self.differing = differing
      self.targets = targets
      scpsOfMembers = snapshot.looseAttachments.filter { $0.isSCP && $0.account == nil }
        .map { $0.policy.onlyIf(.callerIsMember) }
      let told = Array(snapshot.resourcePolicies.keys) + snapshot.resourcesWithoutPolicy
      secrets = Dictionary(grouping: told.filter { ARNFields($0).service == "secretsmanager" }) {
        String(decoding: $0.utf8.dropLast(6), as: UTF8.self)
      }
    }
  }

  private struct LevelsKey: Hashable {
    var account: String
    var isSCP: Bool
  }

  private let storage: Storage
  /// The policies it looks in.
  public var snapshot: PolicySnapshot { storage.snapshot }
  /// What the changes of the comparison target, on this side.
  var targets: [Target] { storage.targets }
  /// Those, and what this side has where the other one differs without a change.
  var reachable: [Target] { storage.targets + storage.differing }
  /// The ARNs of the secrets of which the snapshot tells, by those ARNs without the last six characters.
  var secrets: [String: [String]] { storage.secrets }

  /// Whether the unknown policies of a caller that was not exported carry its ARN in their names.
  let namesCallers: Bool
  /// Whether the unknown policy of a VPC endpoint carries its id in its name.
  var namesEndpoints = true

  /// Makes a resolver for one side of a comparison by these changes.
  public init(snapshot: PolicySnapshot, comparing changes: [PolicyChange] = []) {
    self.init(snapshot: snapshot, comparing: changes, namesCallers: true)
  }

  /// - Parameter differing: what this side has where the other one differs without a change.
  init(
    snapshot: PolicySnapshot, comparing changes: [PolicyChange], namesCallers: Bool,
    differing: [Target] = []
  ) {
    self.namesCallers = namesCallers
    storage = Storage(
      snapshot,
      changes.enumerated().map { index, change in
        Target(
          target: change.target,
          policies: snapshot.policies(at: change.target).map { $0.onlyIf(.reaches(change: index)) })
      }, differing)
  }

  /// The layers for a request of this caller.
  ///
  /// - Parameters:
  ///   - session: the session policies, see `SessionPolicies.policySet`; nil for none.
  ///   - endpoint: the VPC endpoint that the call used; nil for none, empty for one that is not known, if any.
  ///   - coversMany: whether the request stands for resources of its type that the log does not name.
  public func policies(
    for request: AuthorizationRequest, session: PolicySet?, endpoint: String?, coversMany: Bool = false
  ) -> AppliedPolicies {
    AppliedPolicies(
      of: layers(ofCaller: request.caller, session: session),
      on: layers(ofResource: request, coversMany: coversMany),
      through: endpoint.map { endpointPolicy($0) }, asksEndpointAlone: request.options.asksEndpointAlone)
  }

  /// What a caller brings to every request.
  func layers(ofCaller caller: Caller, session: PolicySet?) -> CallerLayers {
    let own = callerIdentity(caller)
    return CallerLayers(
      identity: own.policies, boundary: own.boundary, session: session.map { resolved($0) },
      scps: scps(of: caller))
  }

  /// An organization has the logs of its accounts, but one that only a resource owner's record shows may be any.
  private func scps(of caller: Caller) -> [PolicyLevel] {
    guard let account = caller.account else { return [] }
    guard case .unnamed = caller, snapshot.organization == nil else {
      return levels(of: account, isSCP: true)
    }
    var level = unknownLevel(of: account, isSCP: true) { $0.account == account }
    level.policies.policies += storage.scpsOfMembers
    return [level]
  }

  /// What the resource of a request brings, whoever asks.
  func layers(ofResource request: AuthorizationRequest, coversMany: Bool) -> ResourceLayers {
    ResourceLayers(
      rcps: request.resourceAccount.map { levels(of: $0, isSCP: false) } ?? [unknownAccountLevel],
      resource: resourcePolicy(for: request, coversMany: coversMany))
  }

  /// Session policies with the texts that this side has of the managed ones among them.
  private func resolved(_ session: PolicySet) -> PolicySet {
    guard session.policies.contains(where: { $0.isUnreadManaged }) else { return session }
    return PolicySet(session.policies.map { $0.isUnreadManaged ? snapshot.managed($0.name) : $0 })
  }

  /// The policy of a VPC endpoint; of one that is not known, if any, where the id is empty.
  func endpointPolicy(_ id: String) -> PolicySet {
    if id.isEmpty { return PolicySet([.unknownEndpoint] + changed { $0.isEndpoint }) }
    return snapshot.vpcEndpoints[id].map { PolicySet([$0]) }
      ?? .unknown(PolicyDependency.endpoint(namesEndpoints ? id : nil))
  }
}

extension PolicySnapshot {
  /// The policies that a target has, where a resolver may have to ask whether the target is reached.
  fileprivate func policies(at target: PolicyChange.Target) -> [AttachedPolicy] {
    switch target {
    case .scp: []
    case .vpcEndpoint(let id): [vpcEndpoints[id]].compactMap { $0 }
    case .rcp(let name, let node): attached(name, named: node, isSCP: false)
    case .identity(let arn, let name): identity(arn)?.inline.filter { $0.name == name } ?? []
    case .boundary(let arn): boundary(at: arn)
    case .managed(let arn): [managed(arn)]
    case .resource(let arn):
      [resourcePolicies[arn] ?? accounts[ARNFields(arn).account]?.roles[arn]?.trust].compactMap { $0 }
    }
  }

  /// The policies that stand at a target.
  func standing(at target: PolicyChange.Target) -> [AttachedPolicy] {
    switch target {
    case .scp(let name, let node): attached(name, named: node, isSCP: true)
    case .rcp, .identity, .boundary, .managed, .resource, .vpcEndpoint: policies(at: target)
    }
  }

  /// An SCP or RCP wherever a node, or `*`, has it.
  private func attached(_ name: String, named node: String, isSCP: Bool) -> [AttachedPolicy] {
    guard let organization else {
      return looseAttachments.filter {
        $0.isSCP == isSCP && $0.policy.name == name && $0.account == (node == "*" ? nil : node)
      }.map { $0.policy }
    }
    let nodes = node == "*" ? organization.allIDs : [node]
    let places = nodes.filter { organization.names(at: $0, isSCP: isSCP)?.contains(name) ?? false }
    return places.map { attached(name, at: $0, isSCP: isSCP) }
  }

  private func identity(_ arn: String) -> Identity? {
    guard let account = accounts[ARNFields(arn).account] else { return partialIdentities[arn] }
    return account.users[arn] ?? account.roles[arn] ?? account.groups.values.first { $0.arn == arn }
  }

  private func boundary(at arn: String) -> [AttachedPolicy] {
    // Of an identity that was not exported a change says that it has none now.
    guard let identity = identity(arn) else { return [.openBoundary] }
    if let override = identity.boundaryOverride { return [override] }
    return [identity.boundary.map { managed($0) } ?? .openBoundary]
  }

  /// A managed policy's text, wherever it was exported.
  fileprivate func managed(_ arn: String) -> AttachedPolicy {
    let exported = accounts.keys.sorted().lazy.compactMap { accounts[$0]?.managedPolicies[arn] }.first
    return managedOverrides[arn] ?? exported ?? awsManagedPolicies[arn]
      ?? AttachedPolicy(name: arn, content: .unknown("policy:managed:\(arn)"))
  }

  /// A node in the name of what may be attached there: of an account, that is not all that binds it.
  private static func place(_ node: String) -> String {
    ARNText.isAccountID(node) ? node + ":own" : node
  }

  /// An SCP or RCP as it is attached at a node.
  func attached(_ name: String, at node: String, isSCP: Bool) -> AttachedPolicy {
    let kind = isSCP ? "scp" : "rcp"
    if name == Organization.unlisted {
      return AttachedPolicy(
        name: "", attachment: node, content: .unknown("policy:\(kind):\(Self.place(node))"))
    }
    var policy =
      nodePolicies[NodePlace(isSCP: isSCP, node: node, name: name)]?.policy
      ?? (isSCP ? scps : rcps)[name] ?? PolicyResolver.managedByAWS(name)
      ?? AttachedPolicy(name: name, content: .unknown("policy:\(kind):\(name)"))
    policy.attachment = node
    return policy
  }
}

// MARK: - Organization

extension PolicyResolver {
  /// The SCP or RCP that AWS attaches everywhere and whose text needs no export.
  static func managedByAWS(_ name: String) -> AttachedPolicy? {
    switch name {
    case "FullAWSAccess", "p-FullAWSAccess": .fullAccess
    case "RCPFullAWSAccess", "p-RCPFullAWSAccess": AttachedPolicy(name: name, content: .document(.empty))
    default: nil
    }
  }

  /// The SCPs or RCPs of an account, level by level from the root down.
  func levels(of account: String, isSCP: Bool) -> [PolicyLevel] {
    let key = LevelsKey(account: account, isSCP: isSCP)
    if let known = storage.levels.withLock({ $0[key] }) { return known }
    let levels = newLevels(of: account, isSCP: isSCP)
    storage.levels.withLock { $0[key] = levels }
    return levels
  }

  private func newLevels(of account: String, isSCP: Bool) -> [PolicyLevel] {
    guard let path = snapshot.organization?.path(to: account) else {
      return [unknownLevel(of: account, isSCP: isSCP) { $0.account == nil || $0.account == account }]
    }
    return path.map { node in
      let names = (isSCP ? node.scps : node.rcps) ?? [Organization.unlisted]
      return PolicyLevel(
        node: node.id, policies: PolicySet(names.map { snapshot.attached($0, at: node.id, isSCP: isSCP) }))
    }
  }

  private func unknownLevel(
    of account: String, isSCP: Bool, _ isMet: (LooseAttachment) -> Bool
  ) -> PolicyLevel {
    let rest = AttachedPolicy(name: "", content: .unknown("policy:\(isSCP ? "scp" : "rcp"):\(account)"))
    let loose = snapshot.looseAttachments.filter { $0.isSCP == isSCP && isMet($0) }
    return PolicyLevel(node: account, policies: PolicySet([rest] + loose.map { $0.policy }))
  }

  /// The RCPs of a resource whose account is not known: it may be any account that a change reaches.
  private var unknownAccountLevel: PolicyLevel {
    let rest = AttachedPolicy(name: "", content: .unknown("policy:rcp"))
    return PolicyLevel(node: "", policies: PolicySet([rest] + changed { $0.isRCP }))
  }

  /// What changes put at targets of a kind, or what differs there, where it is not known which of them a request meets.
  private func changed(_ isMeant: (PolicyChange.Target) -> Bool) -> [AttachedPolicy] {
    reachable.filter { isMeant($0.target) }.flatMap { $0.policies }
  }
}

extension PolicyChange.Target {
  fileprivate var isRCP: Bool { if case .rcp = self { true } else { false } }
  fileprivate var isEndpoint: Bool { if case .vpcEndpoint = self { true } else { false } }
}

extension PolicySet {
  /// Whether nothing is known of what is in it.
  var areUnknown: Bool { policies.contains { $0.name.isEmpty && $0.isUnknown } }
}

extension AttachedPolicy {
  fileprivate var isUnknown: Bool { if case .unknown = content { true } else { false } }

  /// The policy of an endpoint of which not even the id is known.
  fileprivate static let unknownEndpoint = AttachedPolicy(name: "", content: .unknown("policy:vpcEndpoint"))

  /// Whether it is a managed policy of which only the ARN is known.
  fileprivate var isUnreadManaged: Bool {
    guard case .unknown = content else { return false }
    return name.hasPrefix("arn:")
  }
}
