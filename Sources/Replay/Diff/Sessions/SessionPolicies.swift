import IAMPolicy
import JSON

/// What is known of the policies that a session was issued with.
enum SessionPolicies: Sendable, Hashable {
  /// The issuance is in the log and passed none, or the caller is no session.
  case none
  /// The issuance is not in the log, or what it passed is hidden.
  case unknown
  /// What the issuing call passed: the text of an inline policy, and the ARNs of managed ones.
  case passed(inline: ExactText?, managed: [ExactText])
}

extension SessionPolicies {
  /// The policies that the parameters of an issuing call name; parameters that were not recorded say nothing.
  ///
  /// STS API Reference, `AssumeRole`, `GetFederationToken` and `AssumeRoot`.
  init(issuedBy parameters: JSONValue?) {
    guard let parameters, parameters.showsParameters else {
      self = .unknown
      return
    }
    let lists = [parameters["policyArns"]?.array ?? [], [parameters["taskPolicyArn"]].compactMap { $0 }]
    let arns = lists.flatMap { $0 }.map { ($0["arn"] ?? $0).string.flatMap { Self.shown($0) } }
    let inline = parameters["policy"].flatMap { Self.isMissing($0) ? nil : $0 }
    let text = inline?.string.flatMap { Self.shown($0) }
    let isListHidden = parameters["policyArns"].map { $0.array == nil && !Self.isMissing($0) } ?? false
    if arns.contains(nil) || isListHidden || (inline != nil && text == nil) {
      self = .unknown
    } else if text == nil, arns.isEmpty {
      self = .none
    } else {
      self = .passed(inline: text, managed: arns.compactMap { $0 })
    }
  }

  /// The policies of a caller, by the issuance of its session; nil where the log does not hold it.
  ///
  /// A session of `AssumeRoot` always has a task policy; EC2 passes none with the credentials of an instance.
  init(of identity: IdentityFacts, issued: SessionPolicies?) {
    switch identity.caller {
    case .root(_, isAssumed: true): self = issued == SessionPolicies.none ? .unknown : issued ?? .unknown
    case .session where identity.roleDelivery != nil: self = .none
    case .session, .federatedUser: self = issued ?? .unknown
    case .unnamed(let caller): self = caller.isSession ? .unknown : .none
    case .user, .root(_, isAssumed: false), .service, .federated, .anonymous, nil: self = .none
    }
  }

  private static func shown(_ text: String) -> ExactText? {
    text.isEmpty || EventText.isHidden(text) ? nil : ExactText(text)
  }

  private static func isMissing(_ value: JSONValue) -> Bool {
    if case .null = value.kind { return true }
    return false
  }
}

extension SessionPolicies {
  /// The layer that they make; nil for none.
  ///
  /// The text of a managed policy is not in the log: a `PolicyResolver` puts in what its side has under the ARN.
  var policySet: PolicySet? {
    switch self {
    case .none: return nil
    case .unknown: return .unknown("policy:session")
    case .passed(let inline, let managed):
      let document = inline.map { PolicyDocument.parse(Array($0.text.utf8), type: .session).document }
      let own = document.map { document in
        AttachedPolicy(
          name: "inline session policy",
          content: document.map { .document(CompiledPolicy($0, type: .session)) }
            ?? .unknown("policy:session"))
      }
      return PolicySet(
        [own].compactMap { $0 }
          + managed.map { AttachedPolicy(name: $0.text, content: .unknown("policy:managed:\($0.text)")) })
    }
  }
}
