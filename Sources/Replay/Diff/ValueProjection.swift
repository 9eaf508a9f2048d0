import AuditStore
import IAMPolicy

/// What policies can see of single values: how their conditions judge them, or the value itself.
struct ValueProjection {
  /// A value as policies see it.
  enum Seen: Hashable {
    /// No policy looks at it.
    case nothing
    /// Every condition on the key judges it so.
    case judged([Bool])
    /// The value itself counts.
    case itself(ContextValue)
  }

  private let vocabulary: PolicyVocabulary
  private var known: [ContextFact: Seen] = [:]

  init(_ vocabulary: PolicyVocabulary) { self.vocabulary = vocabulary }

  /// A value of a key.
  mutating func seen(_ fact: ContextFact) -> Seen {
    guard vocabulary.mentions(fact.key) else { return .nothing }
    if let seen = known[fact] { return seen }
    let seen =
      vocabulary.judgement(of: fact.value, for: fact.key).map { Seen.judged($0) } ?? .itself(fact.value)
    known[fact] = seen
    return seen
  }

  /// A text that becomes the value of a key; nil is a value of its own.
  mutating func value(_ text: String?, _ key: String) -> Seen {
    guard let text else { return vocabulary.mentions(key) ? .itself(.absent) : .nothing }
    return seen(ContextFact(key: key, value: .value(text)))
  }

  /// Address and user agent.
  mutating func client(_ columns: [String?]) -> [Seen] {
    let isAddress = columns[0].map { IPAddressText.isAddress($0) } ?? false
    return [
      .judged([isAddress]), value(columns[0], "aws:sourceip"), value(columns[0], "aws:vpcsourceip"),
      value(columns[1], "aws:useragent"),
    ]
  }

  /// VPC endpoint and transport; the endpoint has a policy of its own, so it always counts.
  mutating func endpoint(_ columns: [String?]) -> [Seen] {
    [
      columns[0].map { .itself(.value($0)) } ?? .nothing,
      vocabulary.mentions("aws:securetransport") ? .judged([columns[2] != nil]) : .nothing,
    ]
  }

  /// The caller with those facts of the session that a policy looks at.
  mutating func identity(_ identity: RecordedIdentity) -> ProjectedIdentity {
    let facts = identity.facts
    var caller = facts.caller
    if case .session(var session)? = caller, !vocabulary.namesSessions, !vocabulary.mentions("aws:userid") {
      session.sessionName = nil
      caller = .session(session)
    }
    return ProjectedIdentity(
      caller: caller, principal: facts.principal, isSession: facts.isSession, session: identity.session,
      invokedBy: facts.invokedBy,
      values: [
        facts.isSession ? value(facts.creationDate, "aws:tokenissuetime") : .nothing,
        facts.isSession ? value(facts.sourceIdentity, "aws:sourceidentity") : .nothing,
        facts.mfaAuthenticated.map { .itself(.value($0)) } ?? .nothing,
      ])
  }

  /// The requests of a call with their resources projected.
  mutating func call(_ call: DerivedEvent, _ resources: inout ResourceProjection) -> ProjectedCall {
    ProjectedCall(
      eventClass: call.eventClass, recorded: call.recorded, layer: call.layer,
      deniedRequest: call.deniedRequest,
      requests: call.requests.map { request in
        ProjectedRequest(
          action: request.action, certainty: request.certainty, resource: resources.project(request),
          context: request.context.compactMap { fact in
            let seen = seen(fact)
            return seen == .nothing ? nil : ProjectedFact(key: fact.key, seen: seen)
          })
      })
  }
}

/// A caller as the policies of a comparison see it.
struct ProjectedIdentity: Hashable {
  var caller: Caller?
  var principal: String
  var isSession: Bool
  var session: SessionPolicies
  var invokedBy: String?
  var values: [ValueProjection.Seen]
}

/// A call as the policies of a comparison see it.
struct ProjectedCall: Hashable {
  var eventClass: EventClass
  var recorded: RecordedDecision
  var layer: RecordedLayer?
  var deniedRequest: Int?
  var requests: [ProjectedRequest]
}

/// A request as the policies of a comparison see it.
struct ProjectedRequest: Hashable {
  var action: String
  var certainty: Certainty
  var resource: ResourceProjection.Projected
  var context: [ProjectedFact]
}

/// A context key as the policies of a comparison see it.
struct ProjectedFact: Hashable {
  var key: String
  var seen: ValueProjection.Seen
}
