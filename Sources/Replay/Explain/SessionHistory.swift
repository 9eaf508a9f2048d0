import AuditStore
import IAMPolicy

/// Who got the credentials of a session, when, and with which policies.
struct SessionHistory {
  /// The event that issued them; nil when the log does not hold it.
  let event: (id: String?, time: Int64?, issuer: String)?
  /// The context keys that the session carries, as far as its issuance tells.
  let context: [ContextFact]
  /// The session policies as far as the issuing call gives them.
  let policies: SessionPolicies

  /// A caller with what the log tells of its session, and the session's history; nil for one that is no session.
  static func join(
    _ caller: IdentityFacts, _ corrected: [CorrectedEvent], _ database: borrowing AuditDatabase
  ) throws -> (RecordedIdentity, SessionHistory?) {
    var identity = RecordedIdentity(facts: caller, session: .none)
    guard let key = caller.accessKey, caller.credentials != .longTerm else {
      identity.join(SessionJoin())
      return (identity, try SessionHistory(of: identity, issued: [], database))
    }
    let calls = IssuingCalls(corrected: corrected)
    identity.join(try SessionJoin(ofAccessKey: key, calls, database))
    let issued = try calls.calls(issuing: key, database)
    return (identity, try SessionHistory(of: identity, issued: issued, database))
  }

  private init?(
    of identity: RecordedIdentity, issued calls: [IssuingCall], _ database: borrowing AuditDatabase
  ) throws {
    switch identity.facts.caller {
    case .session, .federatedUser, .root(_, isAssumed: true): break
    case .unnamed(let caller) where caller.isSession: break
    default: return nil
    }
    policies = identity.session
    context = identity.context
    let named = try calls.map { (call: $0, id: try database.eventID(ofRow: $0.eventRow)) }
    // Of several copies the one that shows most, in any order of ingest.
    let first = named.min { left, right in
      (-left.call.issuance.rank, left.call.time ?? .max, left.id ?? "")
        < (-right.call.issuance.rank, right.call.time ?? .max, right.id ?? "")
    }
    event = first.map { ($0.id, $0.call.time, $0.call.issuer.issuerName) }
  }

  /// The history in sentences.
  var sentences: [String] {
    guard let event else {
      let missing = "the log does not hold the call that issued the credentials"
      return [
        policies == SessionPolicies.none
          ? "\(missing); those of an instance come without a session policy"
          : "\(missing), so its policies are not known"
      ]
    }
    let time = event.time.map { " at \(TextFormat.minute($0))" } ?? ""
    var sentences = ["issued to \(event.issuer)\(time)" + (event.id.map { " (event \($0))" } ?? "")]
    let tags = context.map { "\($0.key)=\($0.value.words)" }
    if !tags.isEmpty { sentences.append("session tags: " + tags.joined(separator: ", ")) }
    switch policies {
    case .none: sentences.append("no session policy was given")
    case .unknown: sentences.append("whether a session policy was given was not recorded")
    case .passed(let inline, let managed):
      if let inline { sentences.append("session policy: \(inline.text)") }
      if !managed.isEmpty {
        sentences.append("managed session policies: " + managed.map { $0.text }.joined(separator: ", "))
      }
    }
    return sentences
  }
}

extension IdentityFacts {
  /// The name of who asked for credentials, with its type where that is no ARN.
  fileprivate var issuerName: String { principal.hasPrefix("arn:") ? principal : "\(principal) (\(type))" }
}
