/// What grants access: by caller kind, within an account and across accounts.
///
/// IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic".
extension EvaluationPass {
  /// Whether something grants the request, before SCPs, endpoint policies and denies are looked at.
  func grant(_ result: Result, action: String) -> Truth {
    if action == "sts:getsessiontoken", isUserOrRoot { return .yes }
    let same = sameAccountGrant(result, action: action)
    let cross = crossAccountGrant(result, action: action)
    guard let caller = request.caller.account else { return same }
    guard let owner = request.request.resourceAccount else {
      if same == cross { return same }
      let isSame = request.waiting(for: ["resourceAccount"], question: "same account")
      return isSame.and(same).or(isSame.negated.and(cross))
    }
    return caller == owner ? same : cross
  }

  private var isUserOrRoot: Bool {
    switch request.caller {
    case .user, .root: true
    default: false
    }
  }

  private func sameAccountGrant(_ result: Result, action: String) -> Truth {
    let needsResourcePolicy = isKeyRequest || ServiceRules.trustActions.contains(action)
    let allow = result.resource.allow
    switch request.caller {
    case .user, .session, .federatedUser:
      let limited = result.boundary.allow.and(result.session.allow)
      if needsResourcePolicy {
        let viaIdentity = allow.account.and(result.identity.allow)
        if case .user = request.caller {
          return withKeyGrants(allow.direct.or(viaIdentity.and(limited)))
        }
        // A grant names the role, so boundary and session policies still limit its sessions.
        return allow.direct.or(withKeyGrants(allow.behind.or(viaIdentity)).and(limited))
      }
      return allow.direct.or(result.identity.allow.or(allow.behind).and(limited))
    case .root:
      if action == "sts:assumerole" { return .no }
      guard needsResourcePolicy else { return result.session.allow }
      return withKeyGrants(allow.direct.or(allow.account).and(result.session.allow))
    case .service, .federated, .anonymous: return withKeyGrants(allow.direct)
    }
  }

  private func crossAccountGrant(_ result: Result, action: String) -> Truth {
    if ServiceRules.sqsAdministration.contains(action) || isOtherPartition { return .no }
    let allow = result.resource.allow
    switch request.caller {
    case .user, .session, .federatedUser:
      let own = result.identity.allow.and(result.boundary.allow).and(result.session.allow)
      return withKeyGrants(allow.any.and(own))
    case .root:
      if action == "sts:assumerole" { return .no }
      return withKeyGrants(allow.direct.or(allow.account)).and(result.session.allow)
    case .service, .federated, .anonymous: return withKeyGrants(allow.direct)
    }
  }

  /// A KMS grant is an allow that no log and no policy shows.
  private func withKeyGrants(_ grant: Truth) -> Truth {
    guard isKeyRequest, request.request.options.kmsGrantsUnknown else { return grant }
    return grant.or(request.waiting(for: ["kms:grants"], question: "grants"))
  }

  /// Accounts of different partitions never trust each other.
  private var isOtherPartition: Bool {
    guard let own = request.caller.partition, case .arn(let arn) = request.request.resource,
      let other = Caller.field(1, of: arn)
    else { return false }
    return own != other
  }
}
