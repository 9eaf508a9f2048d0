/// Words for the unknown facts that a change hinges on.
enum FactText {
  /// The kinds of policies by what the names of those begin with that were not exported, or cannot be read, and one of them.
  private static let policies = [
    ("identity", "an identity-based policy"), ("boundary", "a permissions boundary"),
    ("managed", "a managed policy"), ("group", "a group"), ("scp", "a service control policy"),
    ("rcp", "a resource control policy"), ("trust", "a trust policy"),
    ("resource", "a resource-based policy"), ("vpcEndpoint", "an endpoint policy"),
  ]

  private static let words: [(prefix: String, meaning: String)] =
    policies.map { (PolicyDependency.unreadable + $0, "\($1) that could not be read") }
    + facts + policies.map { ("policy:\($0)", "\($1) that was not exported") }

  private static let facts: [(prefix: String, meaning: String)] = [
    ("policy:session", "the session's policies, which the log does not hold"),
    ("policy:identity", "identity-based policies that were not exported"),
    ("target:", "whether the change reaches it"),
    ("request:", "whether the call made this request"),
    ("record:policy-type", "the policy that AWS's message speaks of, which is not among those given"),
    (
      "resource:sharing", "whether the owner shares the resource with the caller, which no policy of it shows"
    ),
    ("resourceAccount", "the owner of the resource"),
    ("resource", "the resource, which the log does not name"),
    ("kms:grants", "grants of the key"), ("kms:aws-managed-key", "whether AWS manages the key"),
    ("principal.arn", "the caller's ARN, which the resource owner's record does not hold"),
    ("principal.", "a part of the caller's name that the log does not hold"),
    ("semantics:other-layers", "what the other policies say, which a VPC endpoint's record does not tell"),
    ("semantics:", "a rule that AWS does not document"),
    ("vpcEndpointType", "whether the endpoint is a gateway or an interface"),
    ("principalInOrganization", "whether the caller's account is in the organization of the change"),
    ("principalInManagementAccount", "whether the caller is of the management account"),
    ("resourceInManagementAccount", "whether the resource is of the management account"),
    ("iam:password-policy", "whether the account's password policy lets users change their own passwords"),
    (
      "organizations:delegation",
      "whether the organization's management account delegates that to the caller's"
    ),
    ("s3:acl", "the access control list of the object"),
    ("s3:block-public-access", "whether S3 Block Public Access restricts the bucket"),
  ]

  /// A fact with what it is; a context key with the option that settles it, where that can name it.
  ///
  /// - Parameter isStored: whether replays are compared that were made with assumptions of their own.
  static func explained(_ fact: String, isStored: Bool = false) -> String {
    guard fact.hasPrefix("key:") else { return meaning(of: fact) }
    let key = String(fact.dropFirst("key:".count))
    guard Differ.Options.canAssume(key) else { return "\(fact), not in the log" }
    let option = "--assume \(ShellCommand.quoted("\(key)=VALUE"))"
    return isStored
      ? "\(fact), not in the log; replays made with \(option) settle it"
      : "\(fact), not in the log; \(option) settles it"
  }

  /// What a fact is, without the name of the caller or policy that it is about; a context key by its name.
  static func words(of fact: String) -> String {
    fact.hasPrefix("key:") ? fact : words.first { fact.hasPrefix($0.prefix) }?.meaning ?? fact
  }

  /// A fact with what it is.
  static func meaning(of fact: String) -> String {
    let note = note(on: fact)
    return note.isEmpty ? fact : "\(fact), \(note)"
  }

  /// What a fact is, without its name; empty for one that says itself what it is.
  static func note(on fact: String) -> String {
    if fact.hasPrefix("key:") { return "a context key whose value is not known" }
    return words.first { fact.hasPrefix($0.prefix) }?.meaning ?? ""
  }
}
