/// One way by which access is granted: the statements that grant, and what still limits them.
///
/// IAM User Guide, "Policy evaluation logic": which layers a resource-based policy bypasses depends on whom it names.
public struct GrantPath: Sendable {
  /// Why the way is one; the raw values say it.
  public enum Kind: String, Sendable, CaseIterable {
    case rule = "no policy has to allow"
    case endpoint = "the VPC endpoint policy lets it through; what else decided is not in its record"
    case ownAccount = "the root user may do everything in its own account"
    case direct = "the resource-based policy names the caller or everyone"
    case entityBehind = "the resource-based policy names the role, or the user that issued the session"
    case identity = "the identity-based policy allows"
    case delegated = "the resource-based policy delegates to the account and the identity-based policy allows"
    case crossAccount = "the resource-based and the identity-based policy allow"
  }

  /// Why it grants.
  public var kind: Kind
  /// The statements that grant together.
  public var statements: [StatementReport]
  /// Those of boundary and session policy, which limit the grant and allow it.
  public var limits: [StatementReport]
  /// The layers whose missing allow does not matter on this way.
  public var bypassed: [PolicyLayer]
}

extension Explanation {
  /// The way by which an allowed request is granted; nil when it is not allowed, or no one way is certain.
  public var grant: GrantPath? {
    guard decision == .determinate(.allowed) else { return nil }
    let kind = source.request.callerFacts.kind
    switch source.rule {
    case .noPermission: return path(.rule)
    case .endpointAlone: return path(.endpoint)
    case .outsider: return direct
    case .rootUser: return path(.ownAccount, isLimited: true)
    case .sameAccount, .unnamedOwner:
      return direct ?? identity(.identity, besides: []) ?? entityBehind
    case .keyPolicy where kind == .root, .roleTrust where kind == .root:
      return any.map { path(.direct, [$0], isLimited: true) }
    case .keyPolicy, .roleTrust:
      return direct ?? entityBehind ?? account.flatMap { identity(.delegated, besides: [$0]) }
    case .crossAccount, .unknownAccount:
      if kind == .root { return any.map { path(.crossAccount, [$0], isLimited: true) } }
      return any.flatMap { identity(.crossAccount, besides: [$0]) }
    case .otherPartition, .rootAssumesRole, .ownAccountAlone, .memberRoot, .organization: return nil
    }
  }

  /// A minimal set of statements that allows: one way of granting and one Allow for every limiting layer and level.
  ///
  /// Empty unless the decision is an allow; the other Allow statements could go.
  public var sufficientAllows: [StatementReport] {
    guard let grant else { return [] }
    return limits + grant.limits + grant.statements
  }

  /// One Allow of each level of SCPs, and of the endpoint.
  private var limits: [StatementReport] {
    let levels = applying(.scp).flatMap { $0.enoughAllows }
    let endpoint = applying(.vpcEndpoint).flatMap { layer in
      layer.statements.first { $0.isAllow && $0.classes.strongest != .account }.map { [$0] }
        ?? layer.enoughAllows
    }
    return levels + endpoint
  }

  // MARK: - The ways

  private var resource: LayerExplanation? { layers.first { $0.layer == source.resourceLayer } }

  private func allow(_ wanted: PrincipalClassSet) -> StatementReport? {
    resource?.statements.first { $0.isAllow && !$0.classes.isDisjoint(with: wanted) }
  }

  private var any: StatementReport? { allow([.direct, .entityBehind, .account]) }
  private var account: StatementReport? { allow(.account) }

  private var direct: GrantPath? {
    allow(.direct).map { path(.direct, [$0], bypassed: [.identity, .boundary, .session]) }
  }

  private var entityBehind: GrantPath? {
    guard hasLimits, let statement = allow(.entityBehind) else { return nil }
    return path(.entityBehind, [statement], isLimited: true, bypassed: [.identity])
  }

  private func identity(_ kind: GrantPath.Kind, besides others: [StatementReport]) -> GrantPath? {
    guard hasLimits, verdict.identity.allow.isTrue else { return nil }
    let own = applying(.identity).flatMap { $0.enoughAllows }
    return path(kind, others + own, isLimited: true)
  }

  /// Whether boundary and session policies allow, as far as there are any.
  private var hasLimits: Bool { verdict.boundary.allow.isTrue && verdict.session.allow.isTrue }

  private func path(
    _ kind: GrantPath.Kind, _ statements: [StatementReport] = [], isLimited: Bool = false,
    bypassed: [PolicyLayer] = []
  ) -> GrantPath {
    let limits = (applying(.boundary) + applying(.session)).flatMap { $0.enoughAllows }
    let given = bypassed.filter { layer in
      applying(layer).contains { $0.allows != true }
    }
    return GrantPath(
      kind: kind, statements: statements, limits: isLimited ? limits : [], bypassed: given)
  }
}
