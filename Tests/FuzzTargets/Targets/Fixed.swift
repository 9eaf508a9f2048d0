import IAMPolicy

/// One fixed request that the targets decide.
enum Fixed {
  static let account = "111111111111"

  static func request(
    _ resource: RequestResource = .arn("arn:aws:s3:::b/x"), isOpenWorld: Bool = false,
    _ keys: [String: ContextValue] = [:]
  ) -> AuthorizationRequest {
    AuthorizationRequest(
      caller: .user(arn: "arn:aws:iam::111111111111:user/alice", uniqueID: "AIDAALICE"),
      action: "s3:GetObject",
      resource: resource, resourceAccount: account,
      context: RequestContext(isOpenWorld: isOpenWorld, values: keys),
      options: RequestOptions(vpcEndpointType: .interface, canonicalID: "c"))
  }

  /// The decision with the policy in the layer of its type.
  static func decide(_ policy: CompiledPolicy, _ type: PolicyType, isOpenWorld: Bool) -> Decision {
    let set = PolicySet([AttachedPolicy(name: "p", content: .document(policy))])
    var policies = AppliedPolicies()
    switch type {
    case .identity: policies.identity = set
    case .boundary: policies.boundary = set
    case .session: policies.session = set
    case .scp: policies.scps = [PolicyLevel(node: "n", policies: set)]
    case .rcp: policies.rcps = [PolicyLevel(node: "n", policies: set)]
    case .vpce: policies.vpcEndpoint = set
    case .resource, .trust, .kms: policies.resource = set
    }
    return Evaluator.decide(request(isOpenWorld: isOpenWorld), policies)
  }

  /// Whether a condition holds for a value: its statement allows.
  static func holds(_ operation: String, _ policyValue: String, _ requestValue: String) -> Bool? {
    let condition = Condition(
      operatorText: Located(operation), key: Located("app:value"), values: [Located(policyValue)])
    return allows(Located("*"), [condition], request([:].merging(["app:value": .value(requestValue)]) { $1 }))
  }

  private static func request(_ keys: [String: ContextValue]) -> AuthorizationRequest {
    request(.arn("arn:aws:s3:::b/x"), isOpenWorld: false, keys)
  }

  /// Whether one Allow statement of an identity policy allows; nil when that is left open.
  static func allows(
    _ resource: Located<String>, _ conditions: [Condition] = [], _ request: AuthorizationRequest
  ) -> Bool? {
    let statement = Statement(
      index: 1, effect: .allow, action: ValuesElement(values: [Located("*")]),
      resource: ValuesElement(values: [resource]), conditions: conditions)
    let document = PolicyDocument(version: .v2008, statements: [statement])
    let policy = AttachedPolicy(name: "p", content: .document(CompiledPolicy(document, type: .identity)))
    switch Evaluator.decide(request, AppliedPolicies(identity: PolicySet([policy]))) {
    case .determinate(let outcome): return outcome == .allowed
    case .indeterminate: return nil
    }
  }
}

extension [UInt8] {
  /// The two texts before and after the first line feed; bytes that are no UTF-8 are repaired.
  var twoTexts: (String, String)? {
    guard let cut = firstIndex(of: 0x0A) else { return nil }
    return (
      String(decoding: self[..<cut], as: UTF8.self), String(decoding: self[(cut + 1)...], as: UTF8.self)
    )
  }
}
