import AuditStore
import CloudTrail
import IAMPolicy
import JSON

/// What is known of the sessions of one access key.
private struct Session {
  var policies: SessionPolicies
  var issuance: SessionIssuance
  /// Equal for sessions of which the same is known.
  var number: Int32

  /// What two records of one issuance tell together.
  ///
  /// - Parameter own: a number that no other session has.
  func merged(with other: Session, own: Int32) -> Session {
    var both = Session(policies: policies, issuance: issuance.merged(with: other.issuance), number: own)
    if policies == .unknown {
      if !issuance.isReadable { both.policies = other.policies }
    } else if other.policies != policies, other.issuance.isReadable {
      both.policies = .unknown
    }
    for one in [self, other] where both.policies == one.policies && both.issuance == one.issuance {
      both.number = one.number
    }
    return both
  }
}

/// The calls that issued sessions, by access key: in whatever file, account copy or order they stand in the log.
struct SessionJoin: Sendable {
  /// How many roles one behind another are followed.
  private static let maximumChain = 16

  /// The access keys, each with the number of its session.
  private var keys = SpanInterner()
  private var sessions: [Session] = []
  private var issuers = Numbering<SessionIssuer?>()
  private var numbers = PairNumbering()

  init() {}

  /// The session of one access key, with those that it was assumed from.
  init(ofAccessKey key: String, _ calls: IssuingCalls, _ database: borrowing AuditDatabase) throws {
    var (next, seen): (String?, Set<String>) = (key, [])
    // Long-term keys are issued by no call.
    while let name = next, !name.hasPrefix("AKIA"), seen.count <= Self.maximumChain,
      seen.insert(name).inserted
    {
      for call in try calls.calls(issuing: name, database) { add(call) }
      next = issuance(ofKey: name)?.callerKey
    }
    followChains()
  }

  /// The policies of the session of a key; nil when the log does not hold its issuance.
  func policies(ofKey key: String) -> SessionPolicies? { session(ofKey: key)?.policies }

  /// What the issuance of a key tells of its session.
  func issuance(ofKey key: String) -> SessionIssuance? { session(ofKey: key)?.issuance }

  private func session(ofKey key: String) -> Session? {
    keys.number(of: Array(key.utf8)[...]).map { sessions[$0] }
  }

  /// A number for what is known of the session of a key in UTF-8: equal ones know the same; -1 for no session.
  func number(ofKey key: ArraySlice<UInt8>) -> Int32 {
    keys.number(of: key).map { sessions[$0].number } ?? -1
  }

  /// Takes an issuing call; of the copies in several accounts together what each of them shows.
  mutating func add(_ call: IssuingCall) {
    add(
      call.accessKey, IssuanceTerms(call.parameters), by: call.issuer.caller,
      callerKey: call.issuer.accessKey)
  }

  /// Takes an issuing call of a caller.
  ///
  /// - Parameter callerKey: the access key that signed it.
  mutating func add(_ key: String, _ terms: IssuanceTerms, by caller: Caller?, callerKey: String?) {
    let issuance = terms.issuance.issued(by: caller, callerKey: callerKey)
    let (place, isNew) = keys.intern(Array(key.utf8))
    let own = Session(
      policies: terms.policies, issuance: issuance,
      number: terms.number.map { numbers.number($0, issuers.number(issuance.issuer)) }
        ?? Self.ownNumber(place))
    if isNew { return sessions.append(own) }
    sessions[place] = sessions[place].merged(with: own, own: Self.ownNumber(place))
  }

  /// The number of a session of which something is known that no terms tell alone.
  private static func ownNumber(_ place: Int) -> Int32 { -2 - Int32(truncatingIfNeeded: place) }

  /// Adds to each session the tags that it inherits from those that it was assumed from, however far back.
  ///
  /// IAM User Guide, "Pass session tags in AWS STS", role chaining with transitive tags.
  mutating func followChains() {
    guard sessions.contains(where: { !$0.issuance.transitiveKeys.isEmpty }) else { return }
    let issued = sessions
    for place in issued.indices {
      var inherited = issued[place].issuance
      var parent = inherited.callerKey
      for _ in 0..<Self.maximumChain {
        guard let name = parent, let number = keys.number(of: Array(name.utf8)[...]), number != place
        else { break }
        let session = issued[number].issuance
        for fact in session.context where session.transitiveKeys.contains(fact.key) {
          guard !inherited.context.contains(where: { $0.key == fact.key }) else { continue }
          inherited.context.append(fact)
        }
        inherited.transitiveKeys.formUnion(session.transitiveKeys)
        parent = session.callerKey
      }
      guard inherited != issued[place].issuance else { continue }
      sessions[place].issuance = inherited
      sessions[place].number = Self.ownNumber(place)
    }
  }
}

extension RecordedIdentity {
  /// A session has what the call said that issued it.
  mutating func join(_ sessions: SessionJoin) {
    session = SessionPolicies(of: facts, issued: facts.accessKey.flatMap { sessions.policies(ofKey: $0) })
    guard let issuance = facts.accessKey.flatMap({ sessions.issuance(ofKey: $0) }) else { return }
    context = issuance.context
    facts.issuer = issuance.issuer
    // What the record itself says of the session stands.
    guard !facts.isSession else { return }
    facts.sourceIdentity = facts.sourceIdentity ?? issuance.sourceIdentity
    if issuance.provesMFA { facts.mfaAuthenticated = "true" }
  }
}
