import JSON

extension DecisionCase {
  /// Reads one line of a case file.
  ///
  /// - Throws: `DecisionCaseError` when the line is no JSON object or lacks what a case needs, or holds a member that none has.
  public init(line: [UInt8]) throws(DecisionCaseError) {
    let value: JSONValue
    do {
      value = try JSONReader.parse(line)
    } catch {
      throw DecisionCaseError("\(error)")
    }
    guard let request = value["request"] else { throw DecisionCaseError("a case needs `request`") }
    try CaseMembers.check(value)
    guard let word = value["expected"]?.string else { throw DecisionCaseError("a case needs `expected`") }
    guard Decision.words.contains(word) else {
      throw DecisionCaseError("`expected` must be one of \(Decision.words.joined(separator: ", "))")
    }
    id = value["id"]?.string ?? ""
    policies = CasePolicies(value["policies"], action: request["action"]?.string ?? "").policies()
    self.request = try CaseRequest(request, hasSession: policies.session != nil).request()
    expected = word
    dependsOn = try Self.texts("dependsOn", of: value)
    possible = try Self.texts("possible", of: value)
  }

  private static func texts(_ name: String, of value: JSONValue) throws(DecisionCaseError) -> [String]? {
    guard let list = value[name] else { return nil }
    let texts = list.array?.compactMap { $0.string } ?? []
    guard let count = list.array?.count, count == texts.count else {
      throw DecisionCaseError("`\(name)` must be a list of texts")
    }
    return texts
  }
}

/// Reads the `request` of a case.
private struct CaseRequest {
  let value: JSONValue
  /// Whether the case gives the policies of a session.
  let hasSession: Bool

  init(_ value: JSONValue, hasSession: Bool) {
    self.value = value
    self.hasSession = hasSession
  }

  func request() throws(DecisionCaseError) -> AuthorizationRequest {
    guard let action = value["action"]?.string else { throw DecisionCaseError("a request needs `action`") }
    let caller = try caller()
    let resource = try resource(action)
    let owner = try resourceAccount(resource, caller)
    return AuthorizationRequest(
      caller: caller, action: action, resource: resource, resourceAccount: owner,
      context: try context(ofOwner: ownerKey(action, resource, owner)),
      options: options(isRefused: caller.isRefused(action)))
  }

  private func caller() throws(DecisionCaseError) -> Caller {
    guard let principal = value["principal"] else { throw DecisionCaseError("a request needs `principal`") }
    if let provider = principal["federated"]?.string { return .federated(provider: provider) }
    let uniqueID = principal["uniqueId"]?.string
    guard let text = principal.string ?? principal["arn"]?.string else {
      throw DecisionCaseError("`principal` must be an ARN, a service or an object with `arn`")
    }
    if let caller = Caller(
      text: text, roleARN: principal["roleArn"]?.string, issuer: principal["issuer"]?.string,
      uniqueID: uniqueID)
    {
      guard case .root(let arn, _) = caller else { return caller }
      return .root(arn: arn, isAssumed: isRootSession(principal))
    }
    throw DecisionCaseError("`\(text)` is no principal")
  }

  /// Whether the root user acts in a session of `sts:AssumeRoot`: of it alone policies limit a session.
  private func isRootSession(_ principal: JSONValue) -> Bool {
    let stated = value["context"]?.object?.first { $0.name.lowercased() == "aws:assumedroot" }?.value
    return hasSession || principal["assumedRoot"]?.bool == true || stated?.bool == true
      || stated?.string?.lowercased() == "true"
  }

  private func resource(_ action: String) throws(DecisionCaseError) -> RequestResource {
    guard let resource = value["resource"] else { return .unknown }
    switch resource.kind {
    case .null: return .unknown
    case .string(let text): return RequestResource(stated: text, for: action)
    default: break
    }
    guard let prefix = resource["prefix"]?.string else {
      throw DecisionCaseError("`resource` must be an ARN, null or an object with `prefix`")
    }
    return .prefix(prefix)
  }

  /// The stated account, which may be `unknown`; else the one in the ARN; for `*` the caller's.
  private func resourceAccount(
    _ resource: RequestResource, _ caller: Caller
  ) throws(DecisionCaseError) -> String? {
    if let stated = value["resourceAccount"] {
      if stated.kind == .null || stated.string == "unknown" { return nil }
      guard let account = stated.string, account == "aws" || ARNText.isAccountID(account) else {
        throw DecisionCaseError("`resourceAccount` must be 12 digits, `aws`, `unknown` or null")
      }
      // AWS asks for no more than the caller's own permission on what is its own.
      return account == "aws" ? caller.account : account
    }
    switch resource {
    case .arn("*"), .star: return caller.account
    case .arn(let arn), .prefix(let arn), .pattern(let arn), .unknownPath(let arn, _):
      return caller.owner(ofResource: arn)
    case .unknown: return nil
    }
  }

  /// `aws:ResourceAccount` where the case does not state it.
  private func ownerKey(_ action: String, _ resource: RequestResource, _ owner: String?) -> ContextValue {
    switch resource {
    case .arn(let arn), .prefix(let arn), .pattern(let arn), .unknownPath(let arn, _):
      guard let owner, value["resourceAccount"]?.string != "aws",
        arn != "*", ResourceAccountKey.isOwner(ofResource: arn, for: action)
      else { return .unknown }
      return .value(owner)
    case .star, .unknown: return .unknown
    }
  }

  private func context(ofOwner owner: ContextValue) throws(DecisionCaseError) -> RequestContext {
    let members = value["context"]?.object ?? []
    let ownerKey = "aws:resourceaccount"
    let statesOwner = members.contains { $0.name.lowercased() == ownerKey }
    var values: [String: ContextValue] = statesOwner ? [:] : [ownerKey: owner]
    var isOpenWorld = false
    for member in members {
      if member.name == "*" {
        isOpenWorld = member.value["unknown"]?.bool == true
      } else {
        values[member.name] = try state(member.value, of: member.name)
      }
    }
    return RequestContext(isOpenWorld: isOpenWorld, values: values)
  }

  private func state(_ value: JSONValue, of key: String) throws(DecisionCaseError) -> ContextValue {
    if let text = Self.text(value) { return .value(text) }
    if let elements = value.array {
      let texts = elements.compactMap { Self.text($0) }
      guard texts.count == elements.count else {
        throw DecisionCaseError("the context key `\(key)` has a member that is no text")
      }
      return .known(texts)
    }
    if value["unknown"]?.bool == true { return .unknown }
    if value["present"]?.bool == true { return .present }
    if value["absent"]?.bool == true { return .absent }
    throw DecisionCaseError("the context key `\(key)` has no value")
  }

  /// A value as the text that policies compare; nil for a list, an object and null.
  private static func text(_ value: JSONValue) -> String? {
    switch value.kind {
    case .string(let text), .number(let text): text
    case .bool(let flag): flag ? "true" : "false"
    case .array, .object, .null: nil
    }
  }

  private func options(isRefused: Bool?) -> RequestOptions {
    let options = value["options"]
    let grants = options?["kmsGrants"]?.string
    return RequestOptions(
      principalInManagementAccount: membership(options?["principalInManagementAccount"]),
      resourceInManagementAccount: membership(options?["resourceInManagementAccount"]),
      vpcEndpointType: options?["vpcEndpointType"]?.string.flatMap { .init(rawValue: $0.lowercased()) },
      kmsGrantsUnknown: grants == "unknown", canonicalID: value["principal"]?["canonicalId"]?.string,
      isKeyManagedByAWS: membership(options?["kmsKeyManagedByAWS"]),
      s3ACLsUnknown: options?["s3Acl"]?.string == "unknown",
      s3BlocksPublicAccess: membership(options?["s3BlockPublicAccess"]),
      sharingUnknown: options?["sharing"]?.string == "unknown",
      usersChangePasswords: membership(options?["usersChangePasswords"]),
      managesOrganization: membership(options?["managesOrganization"], otherwise: true),
      isRefusedByCredentials: membership(options?["refusedByCredentials"], otherwise: isRefused),
      asksEndpointAlone: options?["endpointAlone"]?.bool == true,
      otherLayersAllow: membership(options?["otherLayersAllow"], otherwise: true))
  }

  private func membership(_ value: JSONValue?, otherwise: Bool? = false) -> Bool? {
    guard let value else { return otherwise }
    return value.bool
  }
}

/// Reads the `policies` of a case.
private struct CasePolicies {
  let value: JSONValue?
  let resourceType: PolicyType

  init(_ value: JSONValue?, action: String) {
    self.value = value
    let rules = Operation(action).rules
    resourceType = rules.isTrust ? .trust : rules.isKMS ? .kms : .resource
  }

  func policies() -> AppliedPolicies {
    AppliedPolicies(
      identity: layer("identity", .identity) ?? PolicySet(), boundary: limit("boundary", .boundary),
      session: limit("session", .session), scps: levels("scps", .scp), rcps: levels("rcps", .rcp),
      resource: layer("resource", resourceType), vpcEndpoint: layer("vpcEndpoint", .vpce))
  }

  private func layer(_ name: String, _ type: PolicyType) -> PolicySet? {
    guard let layer = value?[name], layer.kind != .null else { return nil }
    return set(layer, type, name)
  }

  /// A layer that limits, of which an empty list is none.
  private func limit(_ name: String, _ type: PolicyType) -> PolicySet? {
    value?[name]?.array?.isEmpty == true ? nil : layer(name, type)
  }

  private func set(_ value: JSONValue, _ type: PolicyType, _ name: String) -> PolicySet {
    PolicySet((value.array ?? [value]).map { policy($0, type, name) })
  }

  private func policy(_ value: JSONValue, _ type: PolicyType, _ layer: String) -> AttachedPolicy {
    let document = value["policy"] ?? value
    let name = value["name"]?.string ?? ""
    let fact = name.isEmpty ? "policy:\(layer)" : "policy:\(layer):\(name)"
    if document.string == "$unknown" { return AttachedPolicy(name: name, content: .unknown(fact)) }
    guard let parsed = PolicyDocument.parse(document, type: type).document else {
      return AttachedPolicy(name: name, content: .unknown(fact))
    }
    return AttachedPolicy(name: name, content: .document(CompiledPolicy(parsed, type: type)))
  }

  private func levels(_ name: String, _ type: PolicyType) -> [PolicyLevel] {
    guard let list = value?[name], list.kind != .null else { return [] }
    let kind = String(name.dropLast())
    if list.string == "$unknown" { return [PolicyLevel(node: "", policies: .unknown("policy:\(kind)"))] }
    return (list.array ?? []).enumerated().map { index, level in
      PolicyLevel(node: "level \(index + 1)", policies: set(level, type, kind))
    }
  }
}
