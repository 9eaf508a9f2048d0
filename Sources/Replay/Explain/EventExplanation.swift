public import AuditStore
public import IAMPolicy

/// Everything there is to say of one recorded event, or of a request typed by hand.
public struct EventExplanation: Sendable {
  /// The event; nil for a request typed by hand.
  public var event: ExplainedEvent?
  /// The policy snapshot that was used, as it was named; nil for none.
  public var snapshot: String?
  /// The changes that were laid over the snapshot, as typed.
  public var changes: [String] = []
  /// Every request of the call, in its order.
  public var requests: [RequestExplanation] = []
  /// What the requests come to together; nil when there is none.
  public var decision: Decision?
  /// The same without the changes; nil without any.
  public var decisionBefore: Decision?
  /// Where AWS's answer and what we find do not agree, in sentences.
  public var contradictions: [String] = []
  /// When all that may be what AWS denied had been allowed last; nil for a typed request, and where nobody wants it.
  public var allowedBefore: AllowedBefore?
  /// The tags of the caller's role by context key; empty for any other caller.
  ///
  /// Session tags may override them.
  public var roleTags: [String: String] = [:]
  /// The event that stands for the call in place of this one, which is another record of it.
  ///
  /// Nil for events that stand themselves.
  public var callerEvent: SeenEvent?
  /// Changes under which what is denied is allowed, the smallest first; each was replayed.
  ///
  /// Nil for what is not denied, and where none were looked for; empty where no change of the policies given was found.
  public var suggestions: [Suggestion]?
  /// Why none were looked for although the event is denied; nil where they were.
  public var whyNotSearched: String?
  /// Why what else the suggestions open is not counted, in words behind a comma; nil where it is, or was not wanted.
  public var whyNotCounted: String?
  /// The id of the event that this one corrects; nil for events that correct none.
  public var originalEventID: String?
  /// The event that this one corrects, which is replayed as corrected.
  ///
  /// Nil for events that correct none, and where the log does not hold it.
  public var originalEvent: SeenEvent?
  /// The records that correct this event, in the order of ingest; the answer takes them in.
  public var amendments: [SeenEvent] = []
  /// Which members of the record they correct.
  public var corrected = CorrectedMembers()
  /// What the answer takes for granted, in sentences.
  public var assumptions: [String] = []

  /// The messages that AWS may give to a request: none while the request may be allowed, by the record too.
  func messages(of request: RequestExplanation) -> [DenialMessage] {
    let possible = request.givenRecord?.possible ?? request.explanation.decision.possible
    return mayHaveMessages && !possible.contains(.allowed) ? request.explanation.messages : []
  }

  /// Whether a message of AWS belongs to the answer: an event that AWS allowed, or probably did, had none.
  ///
  /// Under changes the messages are those that AWS may give when they are made.
  var mayHaveMessages: Bool {
    if !changes.isEmpty { return true }
    return switch event?.recorded {
    case .allowed, .allowedLikely: false
    case .denied, .unknown, nil: true
    }
  }
}

/// A recorded event as an explanation shows it.
public struct ExplainedEvent: Sendable {
  /// The event id as it was asked for.
  public var id: String
  /// Seconds since 1970 UTC; nil when the record's time could not be read.
  public var time: Int64?
  /// The event source, for example `s3.amazonaws.com`.
  public var source: String
  /// The event name, for example `GetObject`.
  public var name: String
  /// The region of the endpoint.
  public var region: String
  /// The account that received the event.
  public var account: String?
  /// The file and the record's number in it.
  public var place: String
  /// The caller as it signed: a session's ARN, not its role's; empty for an event that names none.
  public var caller: String
  /// The ARN of the session's role with its path; nil when it is not known, and for any other caller.
  public var role: String?
  /// Why the event is replayed, or is not.
  public var eventClass: EventClass
  /// What AWS decided, as far as the event tells.
  public var recorded: RecordedDecision
  /// The event's error code.
  public var errorCode: String?
  /// AWS's message, as recorded.
  public var errorMessage: String?
  /// How the session came to be, in sentences; empty for a caller that is no session.
  public var session: [String]
  /// Why it is not replayed, in one sentence without its first capital and period; of a class that is replayed, why one
  /// event of it may not be.
  public var whyNotReplayed: String
}

/// An event by its id and time.
public struct SeenEvent: Sendable, Equatable {
  /// The row in the database.
  var row: Int
  /// The event id; nil for a record that has none.
  public var id: String?
  /// Seconds since 1970 UTC; nil when the record's time could not be read.
  public var time: Int64?
}

/// A decision for which AWS's record rules out what contradicts it.
public struct GivenRecord: Sendable, Equatable {
  /// What AWS recorded, in words.
  public var evidence: String
  /// The outcomes that remain, under the changes where there are any.
  public var possible: Set<Outcome>
  /// The unknown facts on which it still hinges, sorted; empty for a single outcome.
  public var dependsOn: [String]

  /// The decision that remains.
  public var decision: Decision {
    if possible.count == 1, let outcome = possible.first { return .determinate(outcome) }
    return .indeterminate(possible: possible, dependsOn: dependsOn)
  }
}

/// One request of a call with why it is decided as it is.
public struct RequestExplanation: Sendable {
  /// Why.
  public var explanation: Explanation
  /// Why it is decided as it is without the changes; nil without any.
  public var before: Explanation?
  /// Whether the request was certainly made; nil for one typed by hand.
  public var certainty: Certainty?
  /// How far the resource can be trusted; nil for one typed by hand.
  public var state: ResourceState?
  /// The targets, as typed, of the changes that take part in it.
  var touched: Set<String> = []
  /// Whether AWS's message names this request.
  public var isNamed: Bool
  /// When it had been allowed last; nil for a request that is not what AWS denied, and where none was looked for.
  public var allowedBefore: AllowedBefore?
  /// What remains of the decision once what AWS recorded is taken as evidence; nil where that says nothing more.
  public var givenRecord: GivenRecord?
  /// Whether the changes may take it away, given that AWS allowed it if it was made.
  var mayBeLost = false

  /// What a decision on the request is to that on the call.
  func part(_ decision: Decision) -> Decision {
    PerhapsMade.part(decision, explanation.request.action, certainty)
  }

  /// Why it is decided as it is under the snapshot alone: only that can be held against what AWS did.
  var ofSnapshot: Explanation { before ?? explanation }
}
