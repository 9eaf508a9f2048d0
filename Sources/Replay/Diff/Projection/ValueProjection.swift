import AuditStore
import IAMPolicy
import JSON

/// What policies can see of single values: how their conditions judge them, or the value itself.
///
/// The values are those that evaluation itself takes from an event, so that both always look at the same.
struct ValueProjection: Sendable {
  /// A value of a key as policies see it; keys that no policy looks at have none.
  enum Seen: Hashable {
    /// Every condition on the key judges it so.
    case judged([Bool])
    /// The value itself counts.
    case itself([ExactText])
  }

  private struct Fact: Hashable {
    var key: ExactText
    var value: [ExactText]
  }

  private let vocabulary: PolicyVocabulary
  /// The keys whose values reports show, in lower case.
  private let shown: Set<String>
  /// The VPC endpoints of which some side knows the policy.
  private let endpoints: Set<String>
  /// Whether an address or region may tell something of a caller: see `CallFacts.caller`.
  var seesUnnamedCallers = false
  private var known: [Fact: Seen] = [:]

  init(_ vocabulary: PolicyVocabulary, shown: Set<String>, endpoints: Set<String>) {
    self.vocabulary = vocabulary
    self.shown = shown
    self.endpoints = endpoints
  }

  /// Whether any policy looks at a key, by its lower-case name.
  func mentions(_ key: String) -> Bool { vocabulary.mentions(key) }

  /// What policies see of some keys, and the values themselves of those that reports show.
  mutating func project(_ facts: [ContextFact]) -> ProjectedFacts {
    var result = ProjectedFacts()
    for fact in facts where vocabulary.mentions(fact.key) {
      let value = fact.value.exact
      result.seen.append(ProjectedFact(key: ExactText(fact.key), seen: seen(fact, value)))
      if shown.contains(fact.key) { result.shown += value }
    }
    return result
  }

  private mutating func seen(_ fact: ContextFact, _ value: [ExactText]) -> Seen {
    let key = Fact(key: ExactText(fact.key), value: value)
    if let seen = known[key] { return seen }
    let seen = Seen(fact.value, of: fact.key, to: vocabulary)
    known[key] = seen
    return seen
  }
}

extension ValueProjection.Seen {
  /// What policies see of a key's value.
  fileprivate init(_ value: ContextValue, of key: String, to vocabulary: PolicyVocabulary) {
    self = vocabulary.judgement(of: value, for: key).map { .judged($0) } ?? .itself(value.exact)
  }
}

// MARK: - Dimensions of an event

extension ValueProjection {
  /// A call of nobody in particular, of which one dimension is filled in.
  private static let probe = CallFacts(
    identity: IdentityFacts(
      json: .object([("type", .string("IAMUser")), ("arn", .string("arn:aws:iam::000000000000:user/u"))])),
    sourceIPAddress: nil, userAgent: nil, region: "", eventTime: 0, vpcEndpoint: nil, tlsVersion: nil)

  /// The region, for a call that the caller made and for one that a service made for the caller; reports show the account.
  mutating func place(_ columns: [String?]) -> ProjectedFacts {
    var call = Self.probe
    call.region = columns[0] ?? ""
    var facts = project(globalContext(call))
    call.identity.invokedBy = "service.amazonaws.com"
    let forwarded = project(globalContext(call))
    facts.seen += forwarded.seen
    facts.shown += forwarded.shown
    joined(call.region, in: &facts)
    facts.shown.append(ExactText(columns[1] ?? ""))
    if seesUnnamedCallers { facts.add(aboutCaller: call.partitionOfRegion ?? "") }
    return facts
  }

  /// A key whose value is put together from two dimensions: each counts by itself.
  private func joined(_ part: String, in facts: inout ProjectedFacts) {
    let key = "kms:viaservice"
    guard vocabulary.mentions(key) else { return }
    facts.seen.append(ProjectedFact(key: ExactText(key), seen: .itself([ExactText(part)])))
    if shown.contains(key) { facts.shown.append(ExactText(part)) }
  }

  /// Address and user agent, for a call through a VPC endpoint and for one past it.
  mutating func client(_ columns: [String?]) -> ProjectedFacts {
    var call = Self.probe
    call.sourceIPAddress = columns[0]
    call.userAgent = columns[1]
    var facts = project(call.wayContext)
    call.vpcEndpoint = "vpce-0"
    let through = project(call.wayContext)
    facts.seen += through.seen
    facts.shown += through.shown
    if seesUnnamedCallers { facts.add(aboutCaller: call.isFromAddress ? "address" : "") }
    return facts
  }

  /// VPC endpoint and transport; an endpoint whose policy is known counts by itself, and so does the console.
  ///
  /// Others are told apart in reports alone: whatever their policies are, they are as unknown as each other's.
  mutating func endpoint(_ columns: [String?]) -> ProjectedFacts {
    var call = Self.probe
    call.sourceIPAddress = "192.0.2.1"
    call.vpcEndpoint = CallFacts.endpoint(columns[0])
    call.vpcEndpointAccount = columns[1]
    call.tlsVersion = columns[2]
    var facts = project(globalContext(call))
    let id = call.vpcEndpoint.map { $0.isEmpty || endpoints.contains($0) ? "=\($0)" : "unknown" } ?? ""
    let texts = [id, columns[3] ?? ""].map { ExactText($0) }
    facts.seen.append(ProjectedFact(key: ExactText(""), seen: .itself(texts)))
    facts.shown.append(ExactText(columns[0] ?? ""))
    return facts
  }

  /// The caller with those facts of the session that a policy looks at, and what reports show of it.
  mutating func identity(
    _ identity: RecordedIdentity, _ callers: inout CallerProjection
  ) -> (seen: ProjectedIdentity, shown: [ExactText]) {
    var call = Self.probe
    call.identity = identity.facts
    call.region = "region"
    var facts = project(globalContext(call) + callers.principalTags(of: identity))
    if let other = callers.toldOtherwise(of: identity) { add(other, to: &facts) }
    joined(identity.facts.invokedBy ?? "", in: &facts)
    let sight = identity.facts.caller.map { callers.sight(of: $0, &self) }
    let projected = ProjectedIdentity(
      caller: sight?.seen, isSession: identity.facts.isSession, session: identity.session,
      isForwarded: identity.facts.invokedBy != nil,
      refusals: ["iam:GetUser", "sts:GetFederationToken"].map { call.isRefusedByCredentials($0) },
      unclear: identity.facts.unclearKeys.filter { vocabulary.mentions($0) }.sorted(), facts: facts.seen)
    let names = [identity.facts.principal, sight?.unknownOwner ?? ""].map { ExactText($0) }
    return (projected, names + facts.shown + (sight?.shown ?? []))
  }
}

extension ValueProjection {
  /// What another snapshot tells, behind a mark, so that it is not taken for what the first one does.
  private mutating func add(_ other: ContextDifferences.Told, to facts: inout ProjectedFacts) {
    let restated = other.restated.sorted().filter { vocabulary.mentions($0) }
    let mark = (["otherwise"] + restated).map { ExactText($0) }
    facts.seen.append(ProjectedFact(key: ExactText(""), seen: .itself(mark)))
    facts.seen += project(other.facts).seen
  }
}

/// What policies see of some keys of an event.
struct ProjectedFacts: Hashable {
  var seen: [ProjectedFact] = []
  /// The values that reports show, which no decision depends on.
  var shown: [ExactText] = []

  /// Adds what is no matter of a key, but of who the caller is.
  mutating func add(aboutCaller text: String) {
    seen.append(ProjectedFact(key: ExactText(""), seen: .itself([ExactText(text)])))
  }
}

/// A context key as the policies of a comparison see it.
struct ProjectedFact: Hashable {
  var key: ExactText
  var seen: ValueProjection.Seen

  /// A key with a value of it.
  init(_ key: String, _ value: ContextValue, _ vocabulary: PolicyVocabulary) {
    self.init(key: ExactText(key), seen: ValueProjection.Seen(value, of: key, to: vocabulary))
  }

  /// A key of which this is seen.
  init(key: ExactText, seen: ValueProjection.Seen) { (self.key, self.seen) = (key, seen) }
}

/// A caller as the policies of a comparison see it.
struct ProjectedIdentity: Hashable {
  var caller: CallerProjection.Projected?
  var isSession: Bool
  var session: SessionPolicies
  var isForwarded: Bool
  /// Whether IAM and STS refuse the kind of credentials.
  var refusals: [Bool?]
  /// The keys that a part of the record leaves open because it is hidden or of another type.
  var unclear: [String]
  var facts: [ProjectedFact]
}

extension [ProjectedFact] {
  /// The facts on some keys, and those that are no matter of a key.
  func seen(by keys: Set<String>) -> [ProjectedFact] {
    filter { $0.key.text.isEmpty || keys.contains($0.key.text) }
  }
}

extension ProjectedIdentity {
  /// The identity as statements see it that stand in policies that are not its own, whichever account it is of.
  func withoutOwnPolicies(seenBy sight: StatementSight) -> ProjectedIdentity {
    var result = seen(by: sight.keys)
    result.caller?.policies = -1
    if let look = caller?.look { result.caller?.look = look.inSomeAccount.seen(by: sight.principals) }
    result.session = .none
    return result
  }

  /// The identity as the statements of its own policies see it.
  func ofOwnPolicies(seeing sight: StatementSight) -> ProjectedIdentity {
    var result = seen(by: sight.keys)
    if let look = caller?.look { result.caller?.look = look.inSomeAccount.seen(by: []) }
    // Session, forwarding and refusals reach a statement by keys alone.
    if sight.keys.isEmpty { (result.isSession, result.isForwarded, result.refusals) = (false, false, []) }
    return result
  }

  /// The identity as statements see it that look at some keys.
  func seen(by keys: Set<String>) -> ProjectedIdentity {
    var result = self
    result.caller?.facts = caller?.facts.seen(by: keys) ?? []
    result.facts = facts.seen(by: keys)
    result.unclear = unclear.filter { keys.contains($0) }
    return result
  }
}
