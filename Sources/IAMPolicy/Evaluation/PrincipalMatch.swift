/// How a resource-based policy's principal matches a caller, in three classes that differ in what still limits.
///
/// IAM User Guide, "IAM JSON policy elements: Principal" and "Policy evaluation logic".
struct PrincipalClasses: Equatable {
  /// It names the caller itself, or everyone.
  var direct = Truth.no
  /// It names the role of the session, or the user who issued the federated user.
  var behind = Truth.no
  /// It delegates to the caller's account.
  var account = Truth.no

  /// Whether it matches in any class.
  var any: Truth { direct.or(behind).or(account) }

  func or(_ other: PrincipalClasses) -> PrincipalClasses {
    PrincipalClasses(
      direct: direct.or(other.direct), behind: behind.or(other.behind), account: account.or(other.account))
  }

  func and(_ truth: Truth) -> PrincipalClasses {
    PrincipalClasses(direct: direct.and(truth), behind: behind.and(truth), account: account.and(truth))
  }
}

extension PrincipalElement {
  /// The classes in which the entries match; `isNegated` is left to the statement.
  func classes(_ request: EvaluationContext) -> PrincipalClasses {
    entries.reduce(PrincipalClasses()) { $0.or($1.classes(request)) }
  }
}

extension PrincipalElement.Entry {
  func classes(_ request: EvaluationContext) -> PrincipalClasses {
    let name = text.value
    switch kind {
    case .everyone: return PrincipalClasses(direct: .yes)
    case .aws where name == "*": return PrincipalClasses(direct: .yes)
    case .aws: return awsClasses(name, request)
    case .service:
      guard case .service(let service) = request.caller else { return PrincipalClasses() }
      return PrincipalClasses(direct: .known(sameText(service, name)))
    case .federated:
      guard case .federated(let provider) = request.caller else { return PrincipalClasses() }
      return PrincipalClasses(direct: .known(sameText(provider, name)))
    case .canonicalUser: return canonicalClasses(name, request)
    }
  }

  private func canonicalClasses(_ name: String, _ request: EvaluationContext) -> PrincipalClasses {
    guard request.caller.account != nil else { return PrincipalClasses() }
    let truth =
      request.request.options.canonicalID.map { Truth.known(sameText($0, name)) }
      ?? request.waiting(for: ["principal.canonicalId"], question: name)
    if case .root = request.caller { return PrincipalClasses(direct: truth) }
    return PrincipalClasses(account: truth)
  }

  private func awsClasses(_ name: String, _ request: EvaluationContext) -> PrincipalClasses {
    if let account = accountNamed(name, partition: request.caller.partition) {
      guard request.caller.account == account else { return PrincipalClasses() }
      if case .root = request.caller { return PrincipalClasses(direct: .yes) }
      return PrincipalClasses(account: .yes)
    }
    if !name.hasPrefix("arn:") { return uniqueIDClasses(name, request) }
    switch request.caller {
    case .user(let arn, _): return PrincipalClasses(direct: .known(sameText(arn, name)))
    case .session(let session): return sessionClasses(name, session, request)
    case .federatedUser(let arn, let issuer, _):
      if sameText(arn, name) { return PrincipalClasses(direct: .yes) }
      return PrincipalClasses(behind: issuerTruth(name, issuer, request))
    case .root, .service, .federated, .anonymous: return PrincipalClasses()
    }
  }

  private func issuerTruth(_ name: String, _ issuer: String?, _ request: EvaluationContext) -> Truth {
    if let issuer { return .known(sameText(issuer, name)) }
    let isUserOfAccount =
      Caller.resource(of: name).hasPrefix("user/") && Caller.field(4, of: name) == request.caller.account
    return isUserOfAccount ? request.waiting(for: ["principal.issuer"], question: name) : .no
  }

  private func sessionClasses(
    _ name: String, _ session: RoleSession, _ request: EvaluationContext
  ) -> PrincipalClasses {
    let resource = Caller.resource(of: name)
    let service = Caller.field(2, of: name)
    guard Caller.field(1, of: name) == session.partition, Caller.field(4, of: name) == session.account else {
      return PrincipalClasses()
    }
    if service == "iam", resource.hasPrefix("role/") {
      if let arn = session.roleARN { return PrincipalClasses(behind: .known(sameText(arn, name))) }
      let last = resource.split(separator: "/").last.map(String.init) ?? ""
      return PrincipalClasses(behind: .known(sameText(last, session.roleName)))
    }
    guard service == "sts", resource.hasPrefix("assumed-role/\(session.roleName)/") else {
      return PrincipalClasses()
    }
    let wanted = resource.dropFirst("assumed-role/\(session.roleName)/".count)
    if let actual = session.sessionName {
      return PrincipalClasses(direct: .known(sameText(actual, String(wanted))))
    }
    return PrincipalClasses(direct: request.waiting(for: ["principal.sessionName"], question: String(wanted)))
  }

  /// An id such as `AIDA…` or `AROA…`, which stands for one user or role for ever.
  private func uniqueIDClasses(_ name: String, _ request: EvaluationContext) -> PrincipalClasses {
    switch request.caller {
    case .user(_, let id): return PrincipalClasses(direct: idTruth(name, id, "AIDA", request))
    case .session(let session):
      return PrincipalClasses(behind: idTruth(name, session.roleID, "AROA", request))
    case .federatedUser(_, _, let id): return PrincipalClasses(behind: idTruth(name, id, "AIDA", request))
    case .root, .service, .federated, .anonymous: return PrincipalClasses()
    }
  }

  private func idTruth(
    _ name: String, _ id: String?, _ prefix: String, _ request: EvaluationContext
  ) -> Truth {
    if let id { return .known(sameText(id, name)) }
    return name.hasPrefix(prefix) ? request.waiting(for: ["principal.uniqueId"], question: name) : .no
  }

  /// The account that an entry delegates to: 12 digits, or the ARN of its root in the caller's partition.
  private func accountNamed(_ name: String, partition: String?) -> String? {
    if name.utf8.count == 12, name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return name }
    guard Caller.resource(of: name) == "root", Caller.field(2, of: name) == "iam",
      Caller.field(1, of: name) == partition
    else { return nil }
    return Caller.field(4, of: name)
  }
}
