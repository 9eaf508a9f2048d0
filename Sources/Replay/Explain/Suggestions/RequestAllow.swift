import IAMPolicy

/// The narrowest Allow statements for one request.
struct RequestAllow {
  let request: AuthorizationRequest
  /// The ARN by which policies name the caller: a session's role; nil when it is not known.
  let callerARN: String?

  /// For a policy of the caller or its account; nil when the resource is not known.
  var ofCaller: Statement? {
    resource.map { Statement(index: 1, effect: .allow, action: action, resource: $0) }
  }

  /// For the policy of an endpoint, which names the caller in a condition.
  ///
  /// AWS PrivateLink Guide, "Endpoint policies": a gateway endpoint takes no principal but everyone.
  var ofEndpoint: Statement? {
    guard let callerARN, let resource, !Self.isPattern(callerARN) else { return nil }
    return Statement(
      index: 1, effect: .allow,
      principal: PrincipalElement(entries: [.init(kind: .everyone, text: Located("*"))]), action: action,
      resource: resource,
      conditions: [
        Condition(
          operatorText: Located("ArnEquals"), key: Located("aws:PrincipalArn"), values: [Located(callerARN)])
      ])
  }

  /// For the resource's own policy, which names the caller; nil for one that it cannot name.
  ///
  /// - Parameter isTrust: whether it is a role's trust policy, which names no resource.
  func ofResource(isTrust: Bool) -> Statement? {
    guard let principal else { return nil }
    // A key's policy is about that key alone: KMS Developer Guide, "Key policies".
    let isKey = request.action.hasPrefix("kms:")
    let own = isKey ? ValuesElement(values: [Located("*")]) : resource
    guard isTrust || own != nil else { return nil }
    return Statement(
      index: 1, effect: .allow, principal: PrincipalElement(entries: [principal]), action: action,
      resource: isTrust ? nil : own)
  }

  private var action: ValuesElement { ValuesElement(values: [Located(request.action)]) }

  private var principal: PrincipalElement.Entry? {
    switch request.caller {
    case .user, .session, .federatedUser, .root:
      callerARN.flatMap { Self.isPattern($0) ? nil : .init(kind: .aws, text: Located($0)) }
    case .service(let name): .init(kind: .service, text: Located(name))
    case .federated(let provider): .init(kind: .federated, text: Located(provider))
    case .unnamed, .anonymous: nil
    }
  }

  private var resource: ValuesElement? {
    switch request.resource {
    case .arn("*"), .star: ValuesElement(values: [Located("*")])
    case .arn(let text) where isUnnamed(text):
      ValuesElement(values: [Located(Self.literal(String(text.dropLast())) + "*")])
    case .arn(let text): ValuesElement(values: [Located(Self.literal(text))])
    case .prefix(let text): ValuesElement(values: [Located(Self.literal(text) + "*")])
    case .pattern(let text): ValuesElement(values: [Located(Self.literal(text, "$"))])
    case .unknownPath(let text, let name):
      ValuesElement(values: ["", "*/"].map { Located(Self.literal(text) + $0 + Self.literal(name)) })
    case .unknown: nil
    }
  }

  /// Whether an ARN stands for resources that have no name yet, such as an instance that is to be run.
  private func isUnnamed(_ arn: String) -> Bool { arn.hasSuffix("/*") && !request.action.hasPrefix("s3:") }

  private static func isPattern(_ text: String) -> Bool { text.contains { "*?$".contains($0) } }

  /// A text in which nothing is a wildcard or a variable.
  ///
  /// IAM User Guide, "Policy variables": special characters.
  private static func literal(_ text: String, _ special: String = "*?$") -> String {
    text.reduce(into: "") { result, character in
      if special.contains(character) { result += "${\(character)}" } else { result.append(character) }
    }
  }
}
