/// Where a decision takes place: who asks, whose the resource is, which rule combines the layers.
public struct DecisionPlace: Sendable, Equatable {
  /// The kind of caller, for example `role session`.
  public var callerKind: String
  /// The caller's account, 12 digits; nil for one of no account.
  public var callerAccount: String?
  /// The resource's account, 12 digits; nil when it is not known, as that of an image that anybody may own.
  public var resourceAccount: String?
  /// Whether the request is on one resource, and not on `*` or a list.
  public var hasResource: Bool
  /// Whether both are one account; nil when that is not known.
  public var isSameAccount: Bool?
  /// The rule by which grants combine.
  public var rule: GrantRule
  /// The layers that take no part, with the reason of each.
  public var absentLayers: [AbsentLayer]
}

/// A layer that takes no part in a decision.
public struct AbsentLayer: Sendable, Equatable {
  /// The layer.
  public var layer: PolicyLayer
  /// Why, as a fragment.
  public var reason: String
}

/// The rule by which identity-based and resource-based policies grant; the raw values say it.
///
/// IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic".
public enum GrantRule: String, Sendable, CaseIterable {
  case sameAccount = "same account: the identity-based or the resource-based policy allows"
  case unnamedOwner =
    "the ARN does not say whose it is: as in one account, the identity-based or the resource-based policy allows"
  case keyPolicy = "KMS key: the key policy allows, or switches identity-based policies on"
  case roleTrust = "role trust: the trust policy allows, or switches identity-based policies on"
  case crossAccount = "different accounts: both sides have to allow"
  case unknownAccount = "the resource's account is not known: what holds for one account and for two"
  case otherPartition = "different partitions: accounts never trust each other"
  case outsider = "a caller of no account: the resource-based policy has to name it, or everyone"
  case rootUser = "root user: allowed in its own account unless something limits it"
  case rootAssumesRole = "the root user cannot assume roles"
  case memberRoot =
    "AssumeRoot: the caller's own policies allow, and the organization lets its account manage root access"
  case noPermission = "no permission is needed"
  case endpointAlone = "the record of a VPC endpoint: its policy alone is asked"
  case ownAccountAlone = "no policy can grant the operation to another account"
  case organization =
    "the organization's management account, or a member to which it delegates that, may do it"
}

extension ExplanationSource {
  /// Where the decision takes place.
  var place: DecisionPlace {
    // Launching an image of another account's takes no more than the caller's own permission.
    let isOpen = isSameAccount == true && mayBeOthers
    return DecisionPlace(
      callerKind: request.callerFacts.kind.words, callerAccount: request.callerFacts.account,
      resourceAccount: isOpen ? nil : request.resourceAccount, hasResource: hasResource,
      isSameAccount: isOpen ? nil : isSameAccount,
      rule: isOpen && rule == .sameAccount ? .unnamedOwner : rule, absentLayers: absentLayers)
  }

  private var hasResource: Bool {
    switch request.resource {
    case .arn(let arn): arn != "*"
    case .star: false
    case .prefix, .pattern, .unknownPath, .unknown: true
    }
  }

  private var mayBeOthers: Bool {
    if case .known = request.context["aws:resourceaccount"] { return false }
    return switch request.resource {
    case .arn(let arn), .prefix(let arn), .pattern(let arn), .unknownPath(let arn, _):
      ResourceAccountKey.mayBeOthers(arn, for: request.action)
    case .star, .unknown: false
    }
  }

  /// Whether caller and resource are of one account; nil when that is not known.
  var isSameAccount: Bool? {
    guard let own = request.callerFacts.account, let owner = request.resourceAccount else { return nil }
    return sameText(own, owner)
  }

  /// Whether an entry for the caller's account gives users and sessions nothing by itself.
  var accountOnlyDelegates: Bool { rule == .sameAccount }

  var rule: GrantRule {
    let rules = request.operation.rules
    let kind = request.callerFacts.kind
    let pass = EvaluationPass(request, SilentJudge<Ternary>())
    if request.options.asksEndpointAlone { return .endpointAlone }
    if rules.needsNoPermission, kind != .anonymous { return .noPermission }
    if rules.ignoresIdentityPolicies, kind == .user || kind == .root { return .noPermission }
    if kind == .root, rules.isAssumeRole { return .rootAssumesRole }
    guard request.callerFacts.account != nil else { return .outsider }
    if rules.isAssumeRoot, !pass.isOtherPartition { return .memberRoot }
    guard let isSame = isSameAccount else { return .unknownAccount }
    guard isSame else {
      if pass.isOtherPartition { return .otherPartition }
      return rules.isOfOwnAccountAlone ? .ownAccountAlone : .crossAccount
    }
    if request.storage.meetsTrustPolicy { return .roleTrust }
    if rules.isOfOrganization, request.options.managesOrganization != true { return .organization }
    if !pass.isKey.isFalse { return .keyPolicy }
    return kind == .root ? .rootUser : .sameAccount
  }

  private var absentLayers: [AbsentLayer] {
    let given = Set(keys.map { $0.layer })
    let order: [PolicyLayer] = [.scp, .rcp, .vpcEndpoint, .boundary, .session, resourceLayer, .identity]
    return order.compactMap { layer in
      if let exemption = request.exemption(from: layer) {
        return AbsentLayer(layer: layer, reason: exemption.rawValue)
      }
      return given.contains(layer) ? nil : AbsentLayer(layer: layer, reason: layer.wordsForNone)
    }
  }
}

extension PolicyLayer {
  /// Why there is nothing of a layer that could apply.
  fileprivate var wordsForNone: String {
    switch self {
    case .scp: "the caller's account is in no organization"
    case .rcp: "the resource's account is in no organization"
    case .vpcEndpoint: "the call used no VPC endpoint"
    case .boundary: "the caller has none"
    case .session: "the session has none"
    case .resource, .trust: "the resource has none"
    case .identity, .serviceGuardrail, .s3BlockPublicAccess: "there is none"
    }
  }
}

extension CallerFacts.Kind {
  /// The kind in words.
  fileprivate var words: String {
    switch self {
    case .user: "IAM user"
    case .session: "role session"
    case .federatedUser: "federated user"
    case .root: "root user"
    case .service: "AWS service"
    case .federated: "federated identity"
    case .anonymous: "anonymous caller"
    }
  }
}
