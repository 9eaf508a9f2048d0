import AuditStore
import CloudTrail
import IAMPolicy

/// The token behind a call of `AssumeRoleWithWebIdentity`, as the call's answer tells of it.
///
/// STS API Reference, `AssumeRoleWithWebIdentity`; IAM User Guide, "Available keys for AWS OIDC federation".
enum WebIdentityToken {
  /// The keys of the token's audience and subject, by the name of its issuer; none where the answer hides them.
  static func facts(_ response: RawJSON?) -> [ContextFact] {
    guard let response, response.isObject, let provider = text(response, "provider"),
      let issuer = issuer(provider)
    else { return [] }
    return [("aud", "audience"), ("sub", "subjectFromWebIdentityToken")].compactMap { key, member in
      .known("\(issuer):\(key)", text(response, member))
    }
  }

  /// The issuer's name in keys; nil for one whose keys are not the token's own members.
  private static func issuer(_ provider: String) -> String? {
    if provider == "cognito-identity.amazonaws.com" { return provider }
    let resource = ARNFields(provider).resource
    guard resource.hasPrefix("oidc-provider/") else { return nil }
    let name = resource.dropFirst("oidc-provider/".count).lowercased()
    // In Google's keys the audience may be another member of the token.
    return name.isEmpty || name == "accounts.google.com" ? nil : name
  }

  private static func text(_ response: RawJSON, _ name: StaticString) -> String? {
    response.member(name)?.string().flatMap { EventText.isHidden($0) || $0.isEmpty ? nil : $0 }
  }
}
