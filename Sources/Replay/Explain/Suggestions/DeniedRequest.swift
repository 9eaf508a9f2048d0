import IAMPolicy

/// A request that is not allowed, with what edits of policies have to know of it.
struct DeniedRequest {
  let explanation: Explanation
  /// The ARN of the identity whose policies are the caller's; nil where none has any, or its ARN is not known.
  let owner: String?
  /// The Allow statements for it.
  let allow: RequestAllow
  /// The VPC endpoint that the call used.
  let endpoint: String?
  /// The layer that AWS's message names as having no allow; nil for any other message.
  let named: PolicyLayer?

  init(
    _ explanation: Explanation, snapshot: PolicySnapshot, endpoint: String?, named: PolicyLayer?
  ) {
    self.explanation = explanation
    self.endpoint = endpoint
    self.named = named
    let arn = snapshot.policyARN(of: explanation.request.caller)
    owner = arn.flatMap { Self.canBeEdited($0) ? $0 : nil }
    allow = RequestAllow(request: explanation.request, callerARN: arn)
  }

  /// What is said of a layer, level by level.
  func layers(_ layer: PolicyLayer) -> [LayerExplanation] {
    explanation.layers.filter { $0.layer == layer && $0.exemption == nil }
  }

  /// Whether a layer lacks an Allow for certain, or perhaps for more than policies that nobody exported.
  func lacksAllow(_ layer: LayerExplanation) -> Bool {
    if layer.allows == true { return false }
    if layer.allows == false || layer.layer == named { return true }
    return layer.statements.contains { $0.statement.effect == .allow && $0.matches == nil }
  }

  /// Every Deny that matches and, where that is asked for, every one that may.
  func denies(includingOpen: Bool) -> [StatementReport] {
    explanation.layers.filter { $0.exemption == nil }.flatMap { layer in
      layer.statements.filter {
        $0.statement.effect == .deny && ($0.matches == true || (includingOpen && $0.matches == nil))
      }
    }
  }

  /// Whether the caller's role is one that others than IAM Identity Center cannot change.
  ///
  /// IAM Identity Center User Guide, "Permission sets": the policies and the permissions boundary of the roles that it makes
  /// are those of the set.
  var isOfPermissionSet: Bool {
    owner.map { ARNFields($0).resource.hasPrefix("role/aws-reserved/sso.amazonaws.com/") } ?? false
  }

  /// The caller's boundary as something that is edited.
  var boundaryWords: String {
    "its permissions boundary, " + (isOfPermissionSet ? "by way of its permission set" : "for it alone")
  }

  /// A service-linked role has the policies that its service gave it, and the root user has none.
  private static func canBeEdited(_ arn: String) -> Bool {
    let name = ARNFields(arn).resource
    return (name.hasPrefix("role/") && !name.hasPrefix("role/aws-service-role/")) || name.hasPrefix("user/")
  }
}

extension PolicySnapshot {
  /// The ARN by which policies name a caller: of a session that of its role; nil where it is not known.
  fileprivate func policyARN(of caller: Caller) -> String? {
    switch caller {
    case .user(let arn, _), .root(let arn, _): arn
    case .session(let session):
      session.roleARN ?? accounts[session.account]?.roleARNs[session.roleName]
    case .federatedUser(_, let issuer, _): issuer
    case .unnamed, .service, .federated, .anonymous: nil
    }
  }
}
