import AuditStore
import IAMPolicy
import JSON

/// What policies can see of single values: how their conditions judge them, or the value itself.
///
/// The values are those that evaluation itself takes from an event, so that both always look at the same.
struct ValueProjection {
  /// A value of a key as policies see it; keys that no policy looks at have none.
  enum Seen: Hashable {
    /// Every condition on the key judges it so.
    case judged([Bool])
    /// The value itself counts.
    case itself([ExactText])
  }

  private struct Fact: Hashable {
    var key: String
    var value: [ExactText]
  }

  private let vocabulary: PolicyVocabulary
  /// The keys whose values reports show, in lower case.
  private let shown: Set<String>
  private var known: [Fact: Seen] = [:]

  init(_ vocabulary: PolicyVocabulary, shown: Set<String>) {
    self.vocabulary = vocabulary
    self.shown = shown
  }

  /// What policies see of some keys, and the values themselves of those that reports show.
  mutating func project(_ facts: [ContextFact]) -> ProjectedFacts {
    var result = ProjectedFacts()
    for fact in facts where vocabulary.mentions(fact.key) {
      let value = fact.value.exact
      result.seen.append(ProjectedFact(key: fact.key, seen: seen(fact, value)))
      if shown.contains(fact.key) { result.shown += value }
    }
    return result
  }

  private mutating func seen(_ fact: ContextFact, _ value: [ExactText]) -> Seen {
    let key = Fact(key: fact.key, value: value)
    if let seen = known[key] { return seen }
    let seen = vocabulary.judgement(of: fact.value, for: fact.key).map { Seen.judged($0) } ?? .itself(value)
    known[key] = seen
    return seen
  }
}

// MARK: - Dimensions of an event

extension ValueProjection {
  /// A call of nobody in particular, of which one dimension is filled in.
  private static let probe = CallFacts(
    identity: IdentityFacts(
      json: .object([("type", .string("IAMUser")), ("arn", .string("arn:aws:iam::000000000000:user/u"))])),
    sourceIPAddress: nil, userAgent: nil, region: "", eventTime: 0, vpcEndpoint: nil, hasTLS: false)

  /// The region.
  mutating func place(_ columns: [String?]) -> ProjectedFacts {
    var call = Self.probe
    call.region = columns[0] ?? ""
    return project(globalContext(call))
  }

  /// The region, of which also the service that calls KMS is told.
  mutating func place(_ columns: [String?]) -> [Seen] {
    [
      value(columns[0], "aws:requestedregion"), value(columns[0], "ec2:region"),
      vocabulary.mentions("kms:viaservice") ? .itself(columns[0].map { .value($0) } ?? .absent) : .nothing,
    ]
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
      value(columns[1], "aws:vpceaccount"), value(columns[2], "s3:tlsversion"),
    ]
  }

  /// The caller with those facts of the session that a policy looks at.
  mutating func identity(_ identity: RecordedIdentity) -> ProjectedIdentity {
    var call = Self.probe
    call.identity = identity.facts
    var caller = identity.facts.caller
    if case .session(var session)? = caller, !vocabulary.namesSessions, !vocabulary.mentions("aws:userid") {
      session.sessionName = nil
      caller = .session(session)
    }
    let names = [identity.facts.principal, identity.facts.invokedBy ?? ""].map { ExactText($0) }
    return ProjectedIdentity(
      caller: caller, principal: facts.principal, isSession: facts.isSession, session: identity.session,
      invokedBy: facts.invokedBy, issuer: facts.invokedBy == nil ? nil : facts.issuer,
      values: [
        facts.isSession ? value(facts.creationDate, "aws:tokenissuetime") : .nothing,
        facts.isSession ? value(facts.sourceIdentity, "aws:sourceidentity") : .nothing,
        facts.mfaAuthenticated.map { .itself(.value($0)) } ?? .nothing,
      ] + identity.context.map { seen($0) } + others(facts))
  }

  /// The keys of rarer kinds of session.
  private mutating func others(_ facts: IdentityFacts) -> [Seen] {
    [
      value(facts.roleDelivery, "ec2:roledelivery"), value(facts.federatedProvider, "aws:federatedprovider"),
      value(facts.isAssumedRoot ? "true" : nil, "aws:assumedroot"),
      value(facts.sourceFunction, "lambda:sourcefunctionarn"),
      value(facts.onBehalfOf, "identitystore:userid"),
      value(facts.sourceARN, "aws:sourcearn"), value(facts.sourceAccount, "aws:sourceaccount"),
    ]
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
  var issuer: SessionIssuer?
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

/// A caller as the policies of a comparison see it.
struct ProjectedIdentity: Hashable {
  var caller: Caller?
  var names: [ExactText]
  var isSession: Bool
  var session: SessionPolicies
  var isForwarded: Bool
  var facts: ProjectedFacts
}
