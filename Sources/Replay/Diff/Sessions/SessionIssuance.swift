import AuditStore
import IAMPolicy
import JSON

/// What the call that issued temporary credentials says of the session, beside its policies.
///
/// STS API Reference, `AssumeRole`, `GetFederationToken` and `GetSessionToken`.
struct SessionIssuance: Sendable, Hashable {
  /// The context keys that the session carries from then on.
  var context: [ContextFact]
  /// Who asked for the credentials; nil when two records do not agree.
  private(set) var issuer: SessionIssuer?
  /// The access key that signed the issuing call, which ties a chain of roles together; never shown.
  private(set) var callerKey: String?
  /// The keys of the context that the sessions which this one issues inherit, in lower case.
  var transitiveKeys: Set<String>
  /// The source identity that was set.
  private(set) var sourceIdentity: String?
  /// Whether the user proved itself with MFA, and the session says so: `GetSessionToken` alone hands that on.
  ///
  /// IAM User Guide, "Secure API access with MFA".
  private(set) var provesMFA: Bool
  /// Whether the record shows what was asked for.
  let isReadable: Bool
  /// How much the record shows: the owner's copy of a call from another account names the caller as no other does.
  var rank: Int { (isReadable ? 2 : 0) + (callerKey == nil ? 0 : 1) }

  /// Reads the raw request parameters of the issuing call.
  init(parameters: JSONValue?, caller: Caller?, callerKey: String? = nil) {
    issuer = SessionIssuer(caller)
    self.callerKey = callerKey
    context = parameters.map { Self.tags($0) } ?? []
    transitiveKeys = Set(
      (parameters?["transitiveTagKeys"]?.array ?? []).compactMap { $0.string }.map { Self.key($0) })
    sourceIdentity = parameters?["sourceIdentity"]?.string.flatMap { EventText.isHidden($0) ? nil : $0 }
    provesMFA = parameters?["roleArn"] == nil && parameters?["serialNumber"]?.string != nil
    isReadable = parameters?.object != nil
  }

  /// The same by somebody else.
  func issued(by issuer: SessionIssuer?, callerKey: String?) -> SessionIssuance {
    var result = self
    result.issuer = issuer
    result.callerKey = callerKey
    return result
  }

  /// Session tags override the role's; those that were not passed may still be the role's or transitive.
  private static func tags(_ parameters: JSONValue) -> [ContextFact] {
    var facts: [ContextFact] = []
    for tag in parameters["tags"]?.array ?? [] {
      guard let key = (tag["key"] ?? tag["Key"])?.string, let value = (tag["value"] ?? tag["Value"])?.string,
        !EventText.isHidden(key), !EventText.isHidden(value)
      else { continue }
      facts.append(ContextFact(key: Self.key(key), value: .value(value)))
    }
    for tag in parameters["principalTags"]?.object ?? [] {
      guard let value = tag.value.string, !EventText.isHidden(value) else { continue }
      facts.append(ContextFact(key: Self.key(tag.name), value: .value(value)))
    }
    return facts.sorted { $0.key < $1.key }
  }

  private static func key(_ tag: String) -> String { "aws:principaltag/\(tag.lowercased())" }
}

extension SessionIssuance {
  /// What two records of one issuance tell, the same in either order: the one that shows more; of two that show as
  /// much, what both say.
  func merged(with other: SessionIssuance) -> SessionIssuance {
    if self == other { return self }
    if rank != other.rank { return rank > other.rank ? self : other }
    var both = self
    both.context = context.filter { other.context.contains($0) }
    both.transitiveKeys.formIntersection(other.transitiveKeys)
    if issuer != other.issuer { both.issuer = nil }
    if callerKey != other.callerKey { both.callerKey = nil }
    if sourceIdentity != other.sourceIdentity { both.sourceIdentity = nil }
    both.provesMFA = provesMFA && other.provesMFA
    return both
  }
}

extension SessionIssuer {
  init(_ caller: Caller?) {
    self = if case .service(let name)? = caller { .service(name) } else { .principal }
  }
}
