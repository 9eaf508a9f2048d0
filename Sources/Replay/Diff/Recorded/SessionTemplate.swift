import AuditStore
import CloudTrail
import IAMPolicy

/// The template of sessions that differ in session name, access key and time alone, and what each of them has of these.
///
/// The sessions of a role or user can be as many as events, so that their template is read once for all of them.
enum SessionTemplate {
  /// What access keys begin with; anything else may be a text that stands for one which is hidden.
  ///
  /// IAM User Guide, "IAM identifiers", unique identifiers.
  private static let keyKinds = ["ASIA", "AKIA"]

  /// The facts of the first session of a template, and what the access keys of its sessions begin with; nil for a template
  /// that has anything of a session's own elsewhere.
  ///
  /// The kind is empty where all have the same key, or none.
  static func form(_ identity: TemplatedText) -> (facts: IdentityFacts, keyKind: String)? {
    let template = identity.templateText
    var facts = IdentityFacts(stored: template)
    guard facts.creationDate == IdentityValue.creationDate.mark, let kind = kind(ofKeysIn: facts, template)
    else { return nil }
    let name = IdentityValue.sessionName.mark
    switch facts.caller {
    case .session(let session): if session.sessionName != name { return nil }
    // Their sessions have no name.
    case .user, .root: if template.contains(name) { return nil }
    case .unnamed, .federatedUser, .service, .federated, .anonymous, nil: return nil
    }
    facts.take(
      name: identity[.sessionName].string(), key: kind + identity[.accessKey].string(),
      time: identity[.creationDate].string())
    return (facts, kind)
  }

  private static func kind(ofKeysIn facts: IdentityFacts, _ template: String) -> String? {
    let mark = IdentityValue.accessKey.mark
    return template.contains(mark) ? keyKinds.first { $0 + mark == facts.accessKey } : ""
  }

  /// Adds session name, access key and time of a session; the name is empty where its caller has none, and the key
  /// where it is none of its own.
  ///
  /// - Parameter keyKind: what the access keys of its template begin with.
  static func append(_ identity: TemplatedText, keyKind: String, to texts: inout PackedTexts) {
    let key = identity[.accessKey]
    texts.append(identity[.sessionName])
    texts.append(key, behind: key.isEmpty ? "" : keyKind)
    texts.append(identity[.creationDate])
  }
}

extension IdentityFacts {
  /// Puts in what is one session's own; an empty key is none of its own.
  mutating func take(name: String, key: String, time: String) {
    if case .session(var session)? = caller {
      session.sessionName = name
      caller = .session(session)
    }
    if !key.isEmpty { accessKey = key }
    creationDate = time
  }
}
