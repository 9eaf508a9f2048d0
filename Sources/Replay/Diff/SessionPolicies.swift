import IAMPolicy
import JSON

/// What is known of the policies that a session was issued with.
enum SessionPolicies: Sendable, Hashable {
  /// The issuance is in the log and passed none, or the caller is no session.
  case none
  /// The issuance is not in the log, or it passed some.
  case unknown
}

extension SessionPolicies {
  /// The policies that the parameters of an issuing call name; parameters that were not recorded say nothing.
  init(issuedBy parameters: JSONValue?) {
    guard let parameters, parameters.object != nil else {
      self = .unknown
      return
    }
    let names = ["policy", "policyArns", "taskPolicyArn"]
    self = names.contains { parameters[$0] != nil } ? .unknown : .none
  }

  /// The policies of a caller, by the issuances that the log holds.
  ///
  /// A session of `AssumeRoot` always has a task policy.
  init(of identity: IdentityFacts, _ issuances: [String: SessionPolicies]) {
    switch identity.caller {
    case .root(_, isAssumed: true): self = .unknown
    case .session, .federatedUser: self = identity.accessKey.flatMap { issuances[$0] } ?? .unknown
    default: self = .none
    }
  }
}
