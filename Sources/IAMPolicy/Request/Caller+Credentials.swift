extension Caller {
  /// Whether a caller of this kind cannot make the call whatever the policies say; nil when unknown.
  ///
  /// STS API Reference, `GetSessionToken` and `GetFederationToken`: a role's session cannot call them; a federated user can
  /// call nothing of STS but `GetCallerIdentity`, and IAM only where the console signs.
  public func isRefused(_ action: String) -> Bool? {
    let operation = Operation(action)
    switch self {
    case .unnamed(let caller) where !caller.isSession: return false
    case .session, .unnamed: return operation.rules.isForUsers
    case .federatedUser where operation.rules.needsNoPermission: return false
    case .federatedUser: return operation.service == "sts" ? true : operation.service == "iam" ? nil : false
    case .user, .root, .service, .federated, .anonymous: return false
    }
  }
}
