import AuditStore
import CloudTrail
import IAMPolicy
import JSON

/// What is known of the tags that a session was issued with, or has from the session that it was assumed from.
///
/// IAM User Guide, "Pass session tags in AWS STS": they override the tags of the role with the same key, and keys compare
/// without case.
struct SessionTags: Sendable, Hashable {
  /// Their context keys.
  var facts: [ContextFact] = []
  /// Whether the session has no others, so that the rest of its tags are the role's.
  var areAll = false
}

/// The tags that the parameters of an issuing call name.
struct IssuedTags {
  private(set) var facts: [ContextFact] = []
  /// The keys among the facts that the sessions which this one issues inherit.
  private(set) var transitiveKeys: Set<String> = []
  /// Whether the parameters are those of `AssumeRole`, and no tag in them is hidden or without its value.
  private(set) var areAllShown: Bool

  /// Reads raw request parameters.
  ///
  /// AWS CloudTrail writes transitive tags that came with the caller as `incomingTransitiveTags` (IAM User Guide,
  /// "Logging IAM and AWS STS API calls with AWS CloudTrail"). What an assertion or a token passes is in the record of no
  /// call for certain, so that those of SAML and of web identities never show all.
  init(_ parameters: JSONValue?) {
    areAllShown =
      parameters?["roleArn"]?.string != nil
      && ["principalArn", "sAMLAssertionID", "providerId"].allSatisfy { parameters?[$0] == nil }
    guard let parameters else { return }
    for tag in list("tags", of: parameters) {
      add((tag["key"] ?? tag["Key"])?.string, (tag["value"] ?? tag["Value"])?.string)
    }
    let incoming = members("incomingTransitiveTags", of: parameters)
    for tag in members("principalTags", of: parameters) + incoming { add(tag.name, tag.value.string) }
    let named = list("transitiveTagKeys", of: parameters).map { $0.string }
    transitiveKeys = Set((named + incoming.map { $0.name }).compactMap { $0 }.map { Self.key($0) })
    facts.sort { $0.key < $1.key }
    let keys = Set(facts.map { $0.key })
    if keys.count < facts.count || named.contains(nil) || !transitiveKeys.isSubset(of: keys) {
      areAllShown = false
    }
  }

  private mutating func add(_ key: String?, _ value: String?) {
    guard let key, let value, !EventText.isHidden(key), !EventText.isHidden(value) else {
      areAllShown = false
      return
    }
    facts.append(ContextFact(key: Self.key(key), value: .value(value)))
  }

  private mutating func list(_ name: String, of parameters: JSONValue) -> [JSONValue] {
    guard let member = member(name, of: parameters) else { return [] }
    if member.array == nil { areAllShown = false }
    return member.array ?? []
  }

  private mutating func members(_ name: String, of parameters: JSONValue) -> [JSONMember] {
    guard let member = member(name, of: parameters) else { return [] }
    if member.object == nil { areAllShown = false }
    return member.object ?? []
  }

  private func member(_ name: String, of parameters: JSONValue) -> JSONValue? {
    parameters[name].flatMap { if case .null = $0.kind { nil } else { $0 } }
  }

  private static func key(_ tag: String) -> String { "aws:principaltag/\(tag.lowercased())" }
}
