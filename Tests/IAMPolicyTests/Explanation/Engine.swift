import IAMPolicy
import Testing

/// Explanations of requests on `arn:aws:s3:::b/k` by user `alice` or a session of role `app`.
enum Engine {
  static let account = "111111111111"
  static let alice = Caller.user(arn: "arn:aws:iam::111111111111:user/alice", uniqueID: nil)
  static let session = Caller.session(
    RoleSession(
      account: account, roleName: "app", sessionName: "s1", roleARN: "arn:aws:iam::111111111111:role/app"))

  /// One policy of the statements given, one a line, so that the statement of index n stands on line n + 1.
  static func policy(
    _ statements: [String], _ type: PolicyType, name: String, version: String = "2012-10-17"
  ) throws -> AttachedPolicy {
    let text = "{\"Version\":\"\(version)\",\"Statement\":[\n" + statements.joined(separator: ",\n") + "]}"
    let parsed = PolicyDocument.parse(Array(text.utf8), type: type).document
    let document =
      statements.isEmpty ? PolicyDocument(version: .v2012, statements: []) : try #require(parsed)
    return AttachedPolicy(name: name, content: .document(CompiledPolicy(document, type: type)))
  }

  static func set(_ statements: [String]?, _ type: PolicyType, name: String) throws -> PolicySet? {
    try statements.map { PolicySet([try policy($0, type, name: name)]) }
  }

  static func explain(
    caller: Caller = alice, action: String = "s3:GetObject",
    resource: RequestResource = .arn("arn:aws:s3:::b/k"),
    owner: String? = account, identity: [String] = [], boundary: [String]? = nil, session: [String]? = nil,
    scps: [[String]] = [], resourcePolicy: [String]? = nil, endpoint: [String]? = nil,
    context: [String: ContextValue] = [:], isOpenWorld: Bool = false,
    options: RequestOptions = RequestOptions()
  ) throws -> Explanation {
    let request = AuthorizationRequest(
      caller: caller, action: action, resource: resource, resourceAccount: owner,
      context: RequestContext(isOpenWorld: isOpenWorld, values: context), options: options)
    let type: PolicyType = action.hasPrefix("kms:") ? .kms : action.hasPrefix("sts:") ? .trust : .resource
    let policies = AppliedPolicies(
      identity: try set(identity, .identity, name: "Own") ?? PolicySet(),
      boundary: try set(boundary, .boundary, name: "Boundary"),
      session: try set(session, .session, name: "Session"),
      scps: try scps.enumerated().map { index, statements in
        PolicyLevel(
          node: "level \(index + 1)",
          policies: PolicySet([try policy(statements, .scp, name: "SCP\(index + 1)")]))
      }, resource: try set(resourcePolicy, type, name: "Bucket"),
      vpcEndpoint: try set(endpoint, .vpce, name: "Endpoint"))
    return Evaluator.explain(request, policies)
  }

  static let allowAll = #"{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"}"#
  static let denyAll = #"{"Sid":"None","Effect":"Deny","Action":"*","Resource":"*"}"#

  static func allow(_ principal: String) -> String {
    #"{"Effect":"Allow","Principal":\#(principal),"Action":"s3:*","Resource":"*"}"#
  }
}
