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

  /// Where it stands what is known of a session.
  private enum Known {
    /// In one record: the number of its terms with who asked, in `numbers`, and the row of the caller.
    case told(number: Int32, caller: Int32)
    /// In `own`.
    case own(Int32)
  }

  /// The callers by the rows that issuances name.
  private let identities: RecordedIdentities
  /// The access keys, each with the number of its session.
  private var keys: SpanInterner
  private var known: [Known] = []
  /// Sessions of which several records tell, or one of which more is known than it says.
  private var own: [Session] = []
  private let reader: IssuanceReader
  private var issuers = Numbering<IssuingCaller>()
  /// The number of each form's issuer; -1 where it was not looked at yet.
  private var issuerOfForm: [Int32]
  /// Terms with issuers, by their numbers.
  private var numbers = PairNumbering()

  /// The sessions of stored calls; none yet where nothing is given.
  ///
  /// - Parameter identities: the callers by row of `Dimension.identity`, which stored calls name.
  init(
    _ stored: StoredIssuances = StoredIssuances(), by identities: RecordedIdentities = RecordedIdentities()
  ) {
    self.identities = identities
    (keys, reader) = (stored.keys, stored.reader)
    issuerOfForm = [Int32](repeating: -1, count: identities.forms.count)
    for entry in stored.entries { add(entry) }
  }

  /// The session of one access key, with those that it was assumed from.
  init(ofAccessKey key: String, _ calls: IssuingCalls, _ database: borrowing AuditDatabase) throws {
    self.init()
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
    keys.number(of: Array(key.utf8)[...]).map { session($0) }
  }

  private func session(_ place: Int) -> Session {
    switch known[place] {
    case .own(let number): return own[Int(number)]
    case .told(let number, let caller): return told(number, by: Int(caller))
    }
  }

  private func told(_ number: Int32, by caller: Int) -> Session {
    let (terms, issuer) = numbers[Int(number)]
    return Session(
      policies: reader[terms].policies,
      issuance: reader[terms].issuance.issued(
        by: issuers.values[Int(issuer)], callerKey: identities.accessKey(caller)),
      number: number)
  }

  /// A number for what is known of the session of a key in UTF-8: equal ones know the same; -1 for no session.
  func number(ofKey key: ArraySlice<UInt8>) -> Int32 {
    guard let place = keys.number(of: key) else { return -1 }
    switch known[place] {
    case .own(let number): return own[Int(number)].number
    case .told(let number, _): return number
    }
  }

  /// Takes an issuing call; of the copies in several accounts together what each of them shows.
  mutating func add(_ call: IssuingCall) {
    let terms = IssuanceTerms(call.parameters)
    let (place, isNew) = keys.intern(Array(call.accessKey.utf8))
    add(
      Session(
        policies: terms.policies,
        issuance: terms.issuance.issued(
          by: IssuingCaller(call.issuer.caller), callerKey: call.issuer.accessKey),
        number: Self.ownNumber(place)), at: place, isNew: isNew)
  }

  /// Takes a stored issuing call; keys that are new are numbered in the order of these.
  private mutating func add(_ stored: StoredIssuances.Entry) {
    let number = numbers.number(stored.terms, issuer(ofForm: Int(identities.formNumber(stored.caller))))
    let place = Int(stored.key)
    if place == known.count {
      known.append(.told(number: number, caller: Int32(truncatingIfNeeded: stored.caller)))
    } else {
      add(told(number, by: stored.caller), at: place, isNew: false)
    }
  }

  private mutating func issuer(ofForm form: Int) -> Int32 {
    if issuerOfForm[form] < 0 {
      issuerOfForm[form] = issuers.number(IssuingCaller(identities.forms[form].caller))
    }
    return issuerOfForm[form]
  }

  private mutating func add(_ session: Session, at place: Int, isNew: Bool) {
    if isNew {
      known.append(.own(Int32(truncatingIfNeeded: own.count)))
      own.append(session)
    } else {
      keep(self.session(place).merged(with: session, own: Self.ownNumber(place)), at: place)
    }
  }

  private mutating func keep(_ session: Session, at place: Int) {
    if case .own(let number) = known[place] {
      own[Int(number)] = session
    } else {
      known[place] = .own(Int32(truncatingIfNeeded: own.count))
      own.append(session)
    }
  }

  /// The number of a session of which something is known that no terms tell alone.
  private static func ownNumber(_ place: Int) -> Int32 { -2 - Int32(truncatingIfNeeded: place) }

  /// Adds to each session the tags that it inherits from those that it was assumed from, however far back.
  ///
  /// IAM User Guide, "Pass session tags in AWS STS", role chaining with transitive tags.
  mutating func followChains() {
    inheritTags()
    for place in known.indices.filter({ inheritsKnownTags($0) }) {
      var session = session(place)
      session.issuance.knowsInherited = true
      session.number = session.number < 0 ? Self.ownNumber(place) : knowingTags(session.number)
      if case .told(_, let caller) = known[place] {
        known[place] = .told(number: session.number, caller: caller)
      } else {
        keep(session, at: place)
      }
    }
  }

  /// The number of the same terms by a caller that hands on known tags.
  private mutating func knowingTags(_ number: Int32) -> Int32 {
    let (terms, issuer) = numbers[Int(number)]
    return numbers.number(terms, issuers.number(issuers.values[Int(issuer)].handingOnKnownTags))
  }

  /// Whether a session was assumed from another whose tags are all known, and so what it handed on.
  private func inheritsKnownTags(_ first: Int) -> Bool {
    var place = first
    for _ in 0..<Self.maximumChain {
      let tags = tagKnowledge(place)
      // Most sessions are a user's, a service's or of an assertion.
      if place == first, tags.knowsInherited || tags.parent == nil { return false }
      guard tags.areShown else { return false }
      if tags.knowsInherited { return true }
      guard let parent = tags.parent, parent != place else { return false }
      place = parent
    }
    return false
  }

  /// What the record of a session tells of its tags, and where the session stands that it was assumed from.
  private func tagKnowledge(_ place: Int) -> (areShown: Bool, knowsInherited: Bool, parent: Int?) {
    switch known[place] {
    case .own(let number):
      let issuance = own[Int(number)].issuance
      let parent = issuance.callerKey.flatMap { keys.number(of: Array($0.utf8)[...]) }
      return (issuance.showsTags, issuance.knowsInherited, parent)
    case .told(let number, let caller):
      let (terms, issuer) = numbers[Int(number)]
      let showsTags = reader.showsTags(terms)
      if issuers.values[Int(issuer)].handsOnKnownTags { return (showsTags, true, nil) }
      let row = Int(caller)
      if let key = identities.ownKey(row) { return (showsTags, false, keys.number(of: key)) }
      let form = Int(identities.formNumber(row))
      let parent = identities.forms[form].accessKey.flatMap { keys.number(of: Array($0.utf8)[...]) }
      return (showsTags, false, parent)
    }
  }

  private mutating func inheritTags() {
    guard reader.hasTransitiveTags || own.contains(where: { !$0.issuance.transitiveKeys.isEmpty }) else {
      return
    }
    let issued = known.indices.map { session($0) }
    for place in issued.indices {
      let session = issued[place]
      var inherited = session.issuance
      var parent = inherited.callerKey
      for _ in 0..<Self.maximumChain {
        guard let name = parent, let number = keys.number(of: Array(name.utf8)[...]), number != place
        else { break }
        let earlier = issued[number].issuance
        for fact in earlier.context where earlier.transitiveKeys.contains(fact.key) {
          guard !inherited.context.contains(where: { $0.key == fact.key }) else { continue }
          inherited.context.append(fact)
        }
        inherited.transitiveKeys.formUnion(earlier.transitiveKeys)
        parent = earlier.callerKey
      }
      guard inherited != session.issuance else { continue }
      keep(
        Session(policies: session.policies, issuance: inherited, number: Self.ownNumber(place)), at: place)
    }
  }
}

extension RecordedIdentity {
  /// A session has what the call said that issued it.
  mutating func join(_ sessions: SessionJoin) {
    session = SessionPolicies(of: facts, issued: facts.accessKey.flatMap { sessions.policies(ofKey: $0) })
    guard let issuance = facts.accessKey.flatMap({ sessions.issuance(ofKey: $0) }) else { return }
    tags = issuance.tags
    facts.issuer = issuance.issuer
    // A session keeps the source identity that it was issued with.
    facts.sourceIdentity = facts.sourceIdentity ?? issuance.sourceIdentity
    // What the record itself says of the session stands.
    guard !facts.isSession else { return }
    if issuance.provesMFA { facts.mfaAuthenticated = "true" }
  }
}
