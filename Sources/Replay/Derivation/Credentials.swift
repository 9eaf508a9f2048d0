import IAMPolicy

/// What kind of credentials signed a call.
///
/// IAM User Guide, "Unique identifiers": keys that begin with `AKIA` are long-term, with `ASIA` temporary.
enum Credentials {
  case longTerm
  /// Of a session, whether the record shows its attributes or not.
  case temporary
  /// The record does not say.
  case unknown
}

extension IdentityFacts {
  /// The kind by the caller, the session attributes and the key; a role or federated user always has a session.
  var credentials: Credentials {
    switch caller {
    case .session, .federatedUser, .root(_, isAssumed: true): return .temporary
    case .unnamed(let caller) where caller.isSession: return .temporary
    case .user, .unnamed, .root(_, isAssumed: false): break
    case .service, .federated, .anonymous, nil: return .unknown
    }
    guard let accessKey, !isSession else { return isSession ? .temporary : .unknown }
    if accessKey.hasPrefix("AKIA") { return .longTerm }
    return accessKey.hasPrefix("ASIA") ? .temporary : .unknown
  }
}

extension CallFacts {
  /// Whether the service refuses the call for its credentials, whatever the policies say; nil when unknown.
  ///
  /// STS API Reference, `GetSessionToken`: its credentials call IAM only with MFA, and of STS only `AssumeRole` and
  /// `GetCallerIdentity`; `GetFederationToken`: its credentials call no IAM, and of STS only `GetCallerIdentity`.
  /// The console signs with credentials that are bound by neither, and the record may not tell them apart.
  func isRefusedByCredentials(_ action: String) -> Bool? {
    guard action.hasPrefix("iam:") || action.hasPrefix("sts:"), action != "sts:GetCallerIdentity",
      identity.invokedBy == nil, isFromConsole != true
    else { return false }
    switch identity.caller {
    case .unnamed(let caller) where caller.isSession: return Caller.unnamed(caller).isRefused(action)
    case .user, .unnamed, .root(_, isAssumed: false):
      guard identity.credentials != .longTerm, action != "sts:AssumeRole" else { return false }
      if action.hasPrefix("iam:"), identity.mfaAuthenticated == "true" { return false }
    case .federatedUser: return nil
    case .session(let session): return Caller.session(session).isRefused(action)
    case .service, .federated, .anonymous, .root(_, isAssumed: true), nil: return false
    }
    let isOpen = identity.issuer == nil || identity.mfaAuthenticated == nil || isFromConsole == nil
    return isOpen ? nil : true
  }
}
