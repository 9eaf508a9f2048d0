import AuditStore
import CloudTrail
import IAMPolicy

/// The assertion behind a call of `AssumeRoleWithSAML`, as the record tells of it.
///
/// STS API Reference, `AssumeRoleWithSAML`; IAM User Guide, "Available keys for SAML-based AWS STS federation" and
/// "Logging IAM and AWS STS API calls with AWS CloudTrail", which has a record as an example.
enum SAMLAssertion {
  /// Keys by the member of the call's answer that has their value.
  private static let answered: [(key: String, member: StaticString)] = [
    ("saml:aud", "audience"), ("saml:iss", "issuer"), ("saml:namequalifier", "nameQualifier"),
    ("saml:sub", "subject"), ("saml:sub_type", "subjectType"),
  ]

  /// Whether the call names the provider, of which the caller's identity has a hash alone.
  static func isNamed(by event: RawEvent) -> Bool { provider(event) != nil }

  /// What the call and its answer tell of the assertion.
  static func facts(_ event: RawEvent) -> [ContextFact] {
    let response = event.raw(.responseElements)
    let answer = answered.compactMap { key, member in
      ContextFact.known(key, response.flatMap { text($0, member) })
    }
    return answer + [ContextFact.known(PolicyVocabulary.assertionProvider, provider(event))].compactMap { $0 }
  }

  private static func provider(_ event: RawEvent) -> String? {
    let arn = event.raw(.requestParameters).flatMap { text($0, "principalArn") }.map { ARNFields($0) }
    guard let arn, arn.service == "iam", arn.account.utf8.count == 12 else { return nil }
    let kind = "saml-provider/"
    guard arn.resource.hasPrefix(kind), arn.resource.utf8.count > kind.utf8.count else { return nil }
    return "\(arn.account)/\(arn.resource.dropFirst(kind.count))"
  }

  private static func text(_ object: RawJSON, _ name: StaticString) -> String? {
    guard object.isObject else { return nil }
    return object.member(name)?.string().flatMap { EventText.isHidden($0) || $0.isEmpty ? nil : $0 }
  }
}

extension DerivedEvent {
  /// The provider of the assertion that the caller showed, as `PolicyVocabulary.assertionProvider` has it.
  var assertionProvider: String? {
    guard eventClass == .federation else { return nil }
    let fact = requests.lazy.flatMap { $0.context }.first { $0.key == PolicyVocabulary.assertionProvider }
    guard case .known(let values)? = fact?.value else { return nil }
    return values.first
  }
}

extension CallFacts {
  /// The caller with an assertion of a provider; nil where the caller showed none.
  func caller(through provider: String) -> Caller? {
    let parts = provider.split(separator: "/", maxSplits: 1)
    guard parts.count == 2, case .federated? = identity.caller else { return nil }
    let partition = partitionOfRegion ?? "aws"
    return .federated(provider: "arn:\(partition):iam::\(parts[0]):saml-provider/\(parts[1])")
  }
}
