import AuditStore
import CloudTrail
import IAMPolicy

/// The template of sessions that differ in session name, access key and time alone, and what each of them has of these.
///
/// The sessions of a role or user can be as many as events, so that their template is read once for all of them.
enum SessionTemplate {
  /// What tells the kind of a temporary access key.
  private static let temporary = "ASIA"

  /// The facts of the first session of a template; nil for a template that has anything of a session's own elsewhere.
  static func facts(_ identity: TemplatedText) -> IdentityFacts? {
    let template = identity.templateText
    var facts = IdentityFacts(stored: template)
    guard facts.accessKey == temporary + IdentityValue.accessKey.mark,
      facts.creationDate == IdentityValue.creationDate.mark
    else { return nil }
    let name = IdentityValue.sessionName.mark
    switch facts.caller {
    case .session(let session): if session.sessionName != name { return nil }
    // Their sessions have no name.
    case .user, .root: if template.contains(name) { return nil }
    case .unnamed, .federatedUser, .service, .federated, .anonymous, nil: return nil
    }
    facts.take(
      name: identity[.sessionName].string(), key: temporary + identity[.accessKey].string(),
      time: identity[.creationDate].string())
    return facts
  }

  /// Adds session name, access key and time of a session; the name is empty where its caller has none.
  static func append(_ identity: TemplatedText, to texts: inout PackedTexts) {
    texts.append(identity[.sessionName])
    texts.append(identity[.accessKey], behind: temporary)
    texts.append(identity[.creationDate])
  }
}

extension IdentityFacts {
  /// Puts in what is one session's own.
  mutating func take(name: String, key: String, time: String) {
    if case .session(var session)? = caller {
      session.sessionName = name
      caller = .session(session)
    }
    accessKey = key
    creationDate = time
  }
}
