/// How a resource-based policy's principal matches a caller, in three classes that differ in what still limits.
///
/// IAM User Guide, "IAM JSON policy elements: Principal" and "Policy evaluation logic".
struct PrincipalClasses<Logic: TruthValue>: Equatable {
  /// It names the caller itself, or everyone.
  var direct = Logic.no
  /// It names the role of the session, or the user who issued the federated user.
  var behind = Logic.no
  /// It delegates to the caller's account.
  var account = Logic.no

  /// Whether it matches in any class.
  var any: Logic { direct.or(behind).or(account) }

  func or(_ other: PrincipalClasses) -> PrincipalClasses {
    PrincipalClasses(
      direct: direct.or(other.direct), behind: behind.or(other.behind), account: account.or(other.account))
  }

  func and(_ truth: Logic) -> PrincipalClasses {
    PrincipalClasses(direct: direct.and(truth), behind: behind.and(truth), account: account.and(truth))
  }
}

extension PrincipalClasses: Hashable where Logic: Hashable {}

extension CompiledPrincipal {
  /// The classes in which the entries match; `isNegated` is left to the statement.
  func listed<Logic: TruthValue>(_ request: AuthorizationRequest) -> PrincipalClasses<Logic> {
    entries.reduce(PrincipalClasses()) { $0.or($1.classes(request)) }
  }
}

extension CompiledPrincipal.Entry {
  /// The classes in which the entry matches the caller.
  func classes<Logic: TruthValue>(_ request: AuthorizationRequest) -> PrincipalClasses<Logic> {
    switch self {
    case .everyone: return PrincipalClasses(direct: .yes)
    case .account(let account, let partition): return accountClasses(account, partition, request)
    case .arn(let arn): return arnClasses(arn, request)
    case .uniqueID(let id): return uniqueIDClasses(id, request)
    case .service(let name):
      guard case .service(let service) = request.caller else { return PrincipalClasses() }
      return PrincipalClasses(direct: isName(name, of: service, request))
    case .federated(let name):
      guard case .federated(let provider) = request.caller else { return PrincipalClasses() }
      return PrincipalClasses(
        direct: name == "*" ? isAnyone("Federated", request) : .known(sameText(provider, name)))
    case .canonicalUser(let id): return canonicalClasses(id, request)
    }
  }

  /// Whether an entry names a service that calls.
  ///
  /// IAM User Guide, "AWS service principals": a service may have a name for each region beside the one of all, and a log
  /// does not tell by which of them it called.
  private func isName<Logic: TruthValue>(
    _ name: String, of service: String, _ request: AuthorizationRequest
  ) -> Logic {
    if sameText(service, name) { return .yes }
    if name == "*" { return isAnyone("Service", request) }
    let region =
      ServiceName.region(in: name, beyond: service) ?? ServiceName.region(in: service, beyond: name)
    guard region != nil else { return .no }
    return request.waiting(for: ["semantics:regional-service-principal"], question: "\(name) is \(service)")
  }

  /// A `*` that is not under `AWS`, of which AWS does not say that it means anybody.
  private func isAnyone<Logic: TruthValue>(_ kind: String, _ request: AuthorizationRequest) -> Logic {
    request.waiting(for: ["semantics:principal-wildcard"], question: kind)
  }

  private func accountClasses<Logic: TruthValue>(
    _ account: String, _ partition: String?, _ request: AuthorizationRequest
  ) -> PrincipalClasses<Logic> {
    let facts = request.callerFacts
    guard facts.account == account else { return PrincipalClasses() }
    if let partition, partition != facts.partition {
      guard facts.partition == nil else { return PrincipalClasses() }
      return PrincipalClasses(account: request.waiting(for: ["principal.arn"], question: partition))
    }
    if case .root = request.caller { return PrincipalClasses(direct: .yes) }
    return PrincipalClasses(account: .yes)
  }

  private func canonicalClasses<Logic: TruthValue>(
    _ id: String, _ request: AuthorizationRequest
  ) -> PrincipalClasses<Logic> {
    guard request.callerFacts.account != nil else { return PrincipalClasses() }
    let truth: Logic =
      request.options.canonicalID.map { .known(sameText($0, id)) }
      ?? request.waiting(for: ["principal.canonicalId"], question: id)
    if case .root = request.caller { return PrincipalClasses(direct: truth) }
    return PrincipalClasses(account: truth)
  }

  private func arnClasses<Logic: TruthValue>(
    _ arn: CompiledPrincipal.EntryARN, _ request: AuthorizationRequest
  ) -> PrincipalClasses<Logic> {
    switch request.caller {
    case .user(let own, _): return PrincipalClasses(direct: .known(sameText(own, arn.text)))
    case .session(let session): return sessionClasses(arn, session, request)
    case .unnamed(let caller): return unnamedClasses(arn, caller, request)
    case .federatedUser(let own, let issuer, _):
      if sameText(own, arn.text) { return PrincipalClasses(direct: .yes) }
      return PrincipalClasses(behind: issuerTruth(arn, issuer, request))
    case .root, .service, .federated, .anonymous: return PrincipalClasses()
    }
  }

  private func issuerTruth<Logic: TruthValue>(
    _ arn: CompiledPrincipal.EntryARN, _ issuer: String?, _ request: AuthorizationRequest
  ) -> Logic {
    if let issuer { return .known(sameText(issuer, arn.text)) }
    let mayIssue =
      arn.resource.hasPrefix("user/") && arn.account == request.callerFacts.account ?? ""
      && arn.partition == request.callerFacts.partition ?? ""
    return mayIssue ? request.waiting(for: ["principal.issuer"], question: arn.text) : .no
  }

  private func sessionClasses<Logic: TruthValue>(
    _ arn: CompiledPrincipal.EntryARN, _ session: RoleSession, _ request: AuthorizationRequest
  ) -> PrincipalClasses<Logic> {
    guard arn.partition == session.partition, arn.account == session.account else {
      return PrincipalClasses()
    }
    if arn.service == "iam", arn.resource.hasPrefix("role/") {
      if let own = session.roleARN { return PrincipalClasses(behind: .known(sameText(own, arn.text))) }
      let name = arn.resource.split(separator: "/").last ?? ""
      return PrincipalClasses(behind: .known(sameText(String(name), session.roleName)))
    }
    let prefix = "assumed-role/\(session.roleName)/"
    guard arn.service == "sts", arn.resource.utf8.starts(with: prefix.utf8) else { return PrincipalClasses() }
    let wanted = arn.resource.dropFirst(prefix.count)
    if let own = session.sessionName {
      return PrincipalClasses(direct: .known(sameText(own, String(wanted))))
    }
    return PrincipalClasses(
      direct: request.waiting(for: ["principal.sessionName"], question: String(wanted)))
  }

  /// Of a caller without a known ARN: open for the ARNs that it can have.
  private func unnamedClasses<Logic: TruthValue>(
    _ arn: CompiledPrincipal.EntryARN, _ caller: UnnamedCaller, _ request: AuthorizationRequest
  ) -> PrincipalClasses<Logic> {
    guard arn.account == caller.account, arn.partition == caller.partition ?? String(arn.partition) else {
      return PrincipalClasses()
    }
    let isMeant: Logic = request.waiting(for: ["principal.arn"], question: arn.text)
    guard let own = caller.sessionName else {
      let isOfUser = arn.service == "iam" && arn.resource.hasPrefix("user/")
      return isOfUser ? PrincipalClasses(direct: isMeant) : PrincipalClasses()
    }
    if arn.service == "iam", arn.resource.hasPrefix("role/") { return PrincipalClasses(behind: isMeant) }
    let parts = arn.resource.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard arn.service == "sts", parts.count == 3, parts[0] == "assumed-role", sameText(own, String(parts[2]))
    else { return PrincipalClasses() }
    return PrincipalClasses(direct: isMeant)
  }

  private func uniqueIDClasses<Logic: TruthValue>(
    _ text: String, _ request: AuthorizationRequest
  ) -> PrincipalClasses<Logic> {
    switch request.caller {
    case .user(_, let id): PrincipalClasses(direct: idTruth(text, id, "AIDA", request))
    case .session(let session): PrincipalClasses(behind: idTruth(text, session.roleID, "AROA", request))
    case .unnamed(let caller) where caller.isSession:
      PrincipalClasses(behind: .known(sameText(caller.uniqueID, text)))
    case .unnamed(let caller): PrincipalClasses(direct: .known(sameText(caller.uniqueID, text)))
    case .federatedUser(_, let issuer?, _) where ARNText.resource(of: issuer) == "root": PrincipalClasses()
    case .federatedUser(_, _, let id): PrincipalClasses(behind: idTruth(text, id, "AIDA", request))
    case .root, .service, .federated, .anonymous: PrincipalClasses()
    }
  }

  private func idTruth<Logic: TruthValue>(
    _ text: String, _ id: String?, _ prefix: String, _ request: AuthorizationRequest
  ) -> Logic {
    if let id { return .known(sameText(id, text)) }
    return text.hasPrefix(prefix) ? request.waiting(for: ["principal.uniqueId"], question: text) : .no
  }
}
