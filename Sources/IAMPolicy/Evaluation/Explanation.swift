/// Why a request is decided as it is: the layers, their statements, and what is missing.
///
/// Made by the pass that decides, so that it cannot tell another story.
public struct Explanation: Sendable {
  /// The decision.
  public var decision: Decision
  /// Whether caller and resource are of one account; nil when the resource's account is not known.
  public var isSameAccount: Bool?
  /// Every layer in the order in which it is named first: SCPs and RCPs level by level, then the others.
  public var layers: [LayerExplanation]
  /// Whether AWS owns the resource and refuses the write, whatever the policies say; nil when unknown.
  public var isGuarded: Bool?
  /// The layers whose missing allow, or possibly missing allow, stands in the way of the request.
  public var layersWithoutAllow: [PolicyLayer]

  /// The Deny statements that decide an explicit denial, most specific layer first.
  public var determiningDenies: [StatementReport] {
    layers.flatMap { $0.statements.filter { $0.compiled.effect == .deny && $0.matches == true } }
  }

  /// A minimal set of statements that allows: one grant and one Allow for every limiting layer and level.
  ///
  /// Empty unless the decision is an allow.
  public var sufficientAllows: [StatementReport] {
    guard decision == .determinate(.allowed) else { return [] }
    let grants = grantingStatement.map { [$0] } ?? []
    return layers.filter { $0.isLimit(besides: grants.first) }.compactMap { $0.firstAllow } + grants
  }

  /// The statement that grants access: the resource policy's where it alone is enough, else the identity policy's.
  private var grantingStatement: StatementReport? {
    let resource = layers.first { $0.layer == .resource || $0.layer == .trust }
    let direct = resource?.statements.first { $0.isAllow && $0.principalClass == .direct }
    if let direct, isSameAccount != false { return direct }
    let identity = layers.first { $0.layer == .identity }?.firstAllow
    return identity ?? resource?.firstAllow
  }
}

/// What one layer, or one level of the organization, says of a request.
public struct LayerExplanation: Sendable {
  /// The layer.
  public var layer: PolicyLayer
  /// The root, OU or account of an SCP or RCP; nil for other layers.
  public var node: String?
  /// Why the layer does not apply; nil when it does, or may.
  public var exemption: String?
  /// Whether some Allow matches; nil when unknown.
  public var allows: Bool?
  /// Whether some Deny matches; nil when unknown.
  public var denies: Bool?
  /// The statements that match or may match.
  public var statements: [StatementReport]
  /// The Allow statements that fail in few elements, best first, at most ten.
  public var nearMisses: [NearMiss]
  /// The names of policies without text, for example `policy:identity`.
  public var unknownPolicies: [String]

  /// The first Allow statement that matches.
  var firstAllow: StatementReport? { statements.first { $0.isAllow } }

  /// Whether it has to allow beside the statement that grants.
  fileprivate func isLimit(besides grant: StatementReport?) -> Bool {
    guard exemption == nil else { return false }
    switch layer {
    case .scp, .vpcEndpoint: return true
    case .boundary, .session: return grant?.principalClass != .direct
    case .identity: return grant?.layer != .identity && grant?.principalClass == .account
    case .resource, .trust:
      return grant?.layer == .identity && firstAllow != nil && grant?.layer != layer
    case .rcp, .serviceGuardrail, .s3BlockPublicAccess: return false
    }
  }
}

/// The class in which a principal matches: what still limits the grant depends on it.
public enum PrincipalClass: String, Sendable {
  /// It names the caller itself, or everyone.
  case direct
  /// It names the role of the session, or the user who issued the federated user.
  case entityBehind
  /// It delegates to the caller's account.
  case account
}

/// An Allow statement that would match but for one or two elements.
public struct NearMiss: Sendable {
  /// The policy that holds it.
  public var policy: AttachedPolicy
  /// The elements that fail, in the order action, resource, principal, conditions.
  public var failures: [FailedElement]
  let compiled: CompiledStatement
  let request: AuthorizationRequest

  /// The statement as written.
  public var statement: Statement { compiled.source }

  /// Why an element fails; worked out when it is asked for.
  public func reason(of element: FailedElement) -> FailureReason {
    compiled.failureReason(of: element, request)
  }
}

/// An element of a statement that does not match.
public enum FailedElement: Sendable, Hashable {
  case action, resource, principal
  /// A condition by its index in the statement.
  case condition(Int)
}

/// Why an element does not match.
public enum FailureReason: String, Sendable {
  case differs = "the value differs"
  case caseDiffers = "only the case differs"
  case missingKey = "the key is not in the request"
  case illTyped = "the value is not of the operator's type"
  case needsSetOperator = "a key with several values needs ForAllValues or ForAnyValue"
  case noVariableValue = "a variable has no value"
  case literalVariable = "without version 2012-10-17 a variable is ordinary text"
  case fieldWildcard = "a wildcard may not cross a colon here"
  case excluded = "the Not… element lists it"
}
