import AuditStore
import IAMPolicy
import JSON

/// What the call that issued temporary credentials says of the session, beside its policies.
///
/// STS API Reference, `AssumeRole`, `GetFederationToken` and `GetSessionToken`.
struct SessionIssuance: Sendable, Hashable {
  /// The context keys that the session carries from then on.
  let context: [ContextFact]
  /// Who asked for the credentials.
  let issuer: SessionIssuer

  /// Reads the raw request parameters of the issuing call.
  init(parameters: JSONValue?, caller: Caller?) {
    issuer = if case .service(let name)? = caller { .service(name) } else { .principal }
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
