import AuditStore
import IAMPolicy
import JSON

/// What is known of the policies that a session was issued with.
enum SessionPolicies: Sendable, Hashable {
  /// The issuance is in the log and passed none, or the caller is no session.
  case none
  /// The issuance is in the log and passed this document and no other policy.
  case document(String)
  /// The issuance is not in the log, or passed policies whose text the log does not hold.
  case unknown
}

/// What the call that issued temporary credentials says of the session: its policies, tags and MFA.
///
/// STS API Reference, `AssumeRole`, `GetFederationToken` and `GetSessionToken`.
struct SessionIssuance: Sendable, Hashable {
  /// The session policies.
  let policies: SessionPolicies
  /// The context keys that the session carries from then on.
  let context: [ContextFact]
  /// Who asked for the credentials.
  let issuer: SessionIssuer

  /// Reads the raw request parameters of the issuing call; nil when nothing was kept of them.
  init(parameters: JSONValue?, caller: Caller?) {
    issuer = if case .service(let name)? = caller { .service(name) } else { .principal }
    var policies = SessionPolicies.none
    if let policy = parameters?["policy"], policy.kind != .null {
      policies = policy.string.map { .document($0) } ?? .unknown
      if case .document(let text) = policies, EventText.isHidden(text) { policies = .unknown }
    }
    if let arns = parameters?["policyArns"], arns.kind != .null, arns.array?.isEmpty != true {
      policies = .unknown
    }
    if parameters?["taskPolicyArn"] != nil { policies = .unknown }
    self.policies = parameters == nil ? .unknown : policies
    context = parameters.map { Self.tags($0) } ?? []
  }

  /// Session tags override the role's; those that were not passed may still be the role's or transitive.
  private static func tags(_ parameters: JSONValue) -> [ContextFact] {
    var facts: [ContextFact] = []
    for tag in parameters["tags"]?.array ?? [] {
      guard let key = (tag["key"] ?? tag["Key"])?.string, let value = (tag["value"] ?? tag["Value"])?.string,
        !EventText.isHidden(key), !EventText.isHidden(value)
      else { continue }
      facts.append(ContextFact(key: "aws:principaltag/\(key.lowercased())", value: .value(value)))
    }
    for tag in parameters["principalTags"]?.object ?? [] {
      guard let value = tag.value.string, !EventText.isHidden(value) else { continue }
      facts.append(ContextFact(key: "aws:principaltag/\(tag.name.lowercased())", value: .value(value)))
    }
    return facts.sorted { $0.key < $1.key }
  }
}

extension SessionPolicies {
  /// The policies as the engine takes them; nil when there are none.
  var policySet: PolicySet? {
    switch self {
    case .none: return nil
    case .unknown: return .unknown("policy:session")
    case .document(let text):
      guard let document = PolicyDocument.parse(Array(text.utf8), type: .session).document else {
        return .unknown("policy:session")
      }
      return PolicySet([
        AttachedPolicy(name: "session policy", content: .document(CompiledPolicy(document, type: .session)))
      ])
    }
  }
}
