public import AuditStore

/// One recorded event as a replay sees it.
public struct ReplayedEvent: Sendable {
  /// CloudTrail's event id.
  public var eventID: String
  /// Seconds since 1970 UTC.
  public var time: Int64
  /// Who called, from where.
  public var call: CallFacts
  /// The requests and what AWS decided.
  public var derived: DerivedEvent
  /// What is known of the session's policies.
  public var session: SessionPolicies

  /// Makes an event.
  public init(
    eventID: String, time: Int64, call: CallFacts, derived: DerivedEvent, session: SessionPolicies
  ) {
    self.eventID = eventID
    self.time = time
    self.call = call
    self.derived = derived
    self.session = session
  }
}

/// What is known of the policies that a session was issued with.
public enum SessionPolicies: Sendable, Hashable {
  /// The issuance is in the log and passed none, or the caller is no session.
  case none
  /// The issuance is not in the log.
  case unknown
}
