import AuditStore
import IAMPolicy

/// Reads many identities; those that differ in what belongs to one session alone are read once.
///
/// The sessions of a role differ in name, access key and time, and a log can hold as many of them as events.
struct IdentityReader {
  /// The facts of sessions by their template, with marks for what is one session's own; nil for a template in which
  /// that stands anywhere else.
  private var sessions: [Int: IdentityFacts?] = [:]
  /// What tells the kind of a temporary access key.
  private static let temporary = "ASIA"

  /// What an identity says, with a number that it shares with others that differ in session, key and time alone.
  mutating func read(_ identity: TemplatedText?) -> (facts: IdentityFacts, shape: Int32?) {
    guard let identity else { return (IdentityFacts(json: nil), nil) }
    guard let facts = session(identity) else { return (IdentityFacts(stored: identity.text), nil) }
    return (Self.put(identity, into: facts), Int32(truncatingIfNeeded: identity.template))
  }

  private mutating func session(_ identity: TemplatedText) -> IdentityFacts? {
    if let known = sessions[identity.template] { return known }
    let facts = IdentityFacts(stored: identity.templateText)
    let found = Self.hasMarks(facts) ? facts : nil
    sessions[identity.template] = .some(found)
    return found
  }

  /// Whether the marks stand where facts hold what is one session's own.
  private static func hasMarks(_ facts: IdentityFacts) -> Bool {
    guard case .session(let session)? = facts.caller else { return false }
    return session.sessionName == IdentityValue.sessionName.mark
      && facts.accessKey == temporary + IdentityValue.accessKey.mark
      && facts.creationDate == IdentityValue.creationDate.mark
  }

  private static func put(_ identity: TemplatedText, into facts: IdentityFacts) -> IdentityFacts {
    var facts = facts
    facts.accessKey = temporary + identity[.accessKey]
    facts.creationDate = identity[.creationDate]
    if case .session(var session)? = facts.caller {
      session.sessionName = identity[.sessionName]
      facts.caller = .session(session)
    }
    return facts
  }
}
