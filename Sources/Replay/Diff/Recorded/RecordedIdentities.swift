import AuditStore
import IAMPolicy

/// A `userIdentity` as stored, with what its issuance says of session policies.
struct RecordedIdentity {
  var facts: IdentityFacts
  var session: SessionPolicies
  /// The tags of the session that its issuance tells.
  var tags = SessionTags()
  /// The session policies as a layer, without the texts of managed ones; nil for none.
  var sessionPolicies: PolicySet?
}

extension RecordedIdentity {
  /// The context keys that the issuance of the session tells.
  var context: [ContextFact] { tags.facts }
}

/// The identities of a database by row; those that differ in session name, access key and time alone share a form.
///
/// The sessions of a role can be as many as events, so that one is put together only when it is asked for.
struct RecordedIdentities: RandomAccessCollection, Sendable {
  /// What the issuance of sessions tells of those of one form.
  private struct Joined: Sendable {
    var session: SessionPolicies
    var tags: SessionTags
    var sessionPolicies: PolicySet?
    var issuer: SessionIssuer?
    var sourceIdentity: String?
    var mfaAuthenticated: String?
  }

  /// What rows of one form have of their own, in the order in which it is kept.
  enum OwnText: Int {
    case name
    case key
    case time
  }

  /// The facts of the first identity of each form.
  private(set) var forms: [IdentityFacts] = []
  /// What the access keys of each form begin with; empty where its rows have none of their own.
  private var keyKinds: [String] = []
  /// The form of each template; -1 for one whose identities are read one by one.
  private var formOfTemplate: [Int: Int32] = [:]
  /// The form of each row.
  private var rows: [Int32] = []
  /// How many texts stand before those of each row.
  private var starts: [Int32] = []
  /// Session name, access key and time of the rows whose form has others.
  private var texts = PackedTexts()
  private var joined: [Joined] = []
  /// What each row is joined with; none before they are joined.
  private var joins: [Int32] = []

  var startIndex: Int { 0 }
  var endIndex: Int { rows.count }

  /// The identity of a row.
  subscript(row: Int) -> RecordedIdentity {
    var identity = RecordedIdentity(facts: facts(row), session: .none)
    guard joins.indices.contains(row) else { return identity }
    let join = joined[Int(joins[row])]
    identity.session = join.session
    identity.tags = join.tags
    identity.sessionPolicies = join.sessionPolicies
    identity.facts.issuer = join.issuer
    identity.facts.sourceIdentity = join.sourceIdentity
    identity.facts.mfaAuthenticated = join.mfaAuthenticated
    return identity
  }

  /// Adds an identity as it is stored.
  mutating func append(_ identity: TemplatedText?) {
    guard let identity else { return append(IdentityFacts(json: nil)) }
    let form = formOfTemplate[identity.template] ?? newForm(identity)
    if form < 0 { return append(IdentityFacts(stored: identity.text)) }
    append(row: form)
    SessionTemplate.append(identity, keyKind: keyKinds[Int(form)], to: &texts)
  }

  /// Adds an identity that shares its form with no other.
  mutating func append(_ facts: IdentityFacts) {
    append(row: newForm(facts, keyKind: ""))
  }

  private mutating func append(row form: Int32) {
    starts.append(Int32(truncatingIfNeeded: texts.count))
    rows.append(form)
  }

  private mutating func newForm(_ identity: TemplatedText) -> Int32 {
    let form = SessionTemplate.form(identity).map { newForm($0.facts, keyKind: $0.keyKind) } ?? -1
    formOfTemplate[identity.template] = form
    return form
  }

  private mutating func newForm(_ facts: IdentityFacts, keyKind: String) -> Int32 {
    forms.append(facts)
    keyKinds.append(keyKind)
    return Int32(truncatingIfNeeded: forms.count - 1)
  }

  /// The form of a row, by its index in `forms`.
  func formNumber(_ row: Int) -> Int32 { rows[row] }

  /// What a row has in common with all of its form.
  func form(_ row: Int) -> IdentityFacts { forms[Int(rows[row])] }

  /// The access key of a row; nil where its record shows none.
  func accessKey(_ row: Int) -> String? {
    ownKey(row).map { String(decoding: $0, as: UTF8.self) } ?? form(row).accessKey
  }

  /// What holds for each row, asked once for each form.
  func perForm<Answer>(_ answer: (IdentityFacts) -> Answer) -> [Answer] {
    let answers = forms.map(answer)
    return rows.map { answers[Int($0)] }
  }

  /// What a row was joined with; rows of one form with equal ones look the same but for their own texts.
  func join(_ row: Int) -> Int32 { joins.indices.contains(row) ? joins[row] : -1 }

  /// The session policies of a row, see `RecordedIdentity.sessionPolicies`.
  func sessionPolicies(_ row: Int) -> PolicySet? {
    joins.indices.contains(row) ? joined[Int(joins[row])].sessionPolicies : nil
  }

  /// The tags of a row's session that its issuance tells.
  func tags(_ row: Int) -> SessionTags {
    joins.indices.contains(row) ? joined[Int(joins[row])].tags : SessionTags()
  }

  /// The access key that a row has of its own, in UTF-8; nil where its form tells it.
  func ownKey(_ row: Int) -> ArraySlice<UInt8>? {
    guard let key = own(.key, of: row) else { return nil }
    return key.isEmpty ? nil : key
  }

  /// A text that a row has of its own in UTF-8, see `SessionTemplate.append(_:keyKind:to:)`; nil for a form of its own.
  func own(_ text: OwnText, of row: Int) -> ArraySlice<UInt8>? {
    let start = Int(starts[row])
    guard (row + 1 < starts.count ? Int(starts[row + 1]) : texts.count) > start else { return nil }
    return texts[start + text.rawValue]
  }

  private func facts(_ row: Int) -> IdentityFacts {
    var facts = forms[Int(rows[row])]
    guard let name = own(.name, of: row), let key = own(.key, of: row), let time = own(.time, of: row)
    else { return facts }
    facts.take(
      name: String(decoding: name, as: UTF8.self), key: String(decoding: key, as: UTF8.self),
      time: String(decoding: time, as: UTF8.self))
    return facts
  }

  /// Gives each session what the call said that issued it.
  ///
  /// Each text of a session policy is read once, however many sessions were issued with it.
  consuming func joined(_ sessions: SessionJoin) -> RecordedIdentities {
    var joined = self
    joined.join(sessions)
    return joined
  }

  private mutating func join(_ sessions: SessionJoin) {
    var sets: [SessionPolicies: PolicySet?] = [:]
    var pairs = PairNumbering()
    joined = []
    joins = []
    joins.reserveCapacity(rows.count)
    for row in rows.indices {
      let join = pairs.number(rows[row], number(ofSession: row, sessions))
      if Int(join) == joined.count { joined.append(newJoin(row, sessions, &sets)) }
      joins.append(join)
    }
  }

  private func number(ofSession row: Int, _ sessions: SessionJoin) -> Int32 {
    if let own = ownKey(row) { return sessions.number(ofKey: own) }
    return form(row).accessKey.map { sessions.number(ofKey: Array($0.utf8)[...]) } ?? -1
  }

  private func newJoin(
    _ row: Int, _ sessions: SessionJoin, _ sets: inout [SessionPolicies: PolicySet?]
  ) -> Joined {
    var identity = RecordedIdentity(facts: facts(row), session: .none)
    identity.join(sessions)
    let set = sets[identity.session] ?? identity.session.policySet
    sets[identity.session] = .some(set)
    return Joined(
      session: identity.session, tags: identity.tags, sessionPolicies: set,
      issuer: identity.facts.issuer, sourceIdentity: identity.facts.sourceIdentity,
      mfaAuthenticated: identity.facts.mfaAuthenticated)
  }

  /// The session policies that any identity has, in the order of the first.
  var policySets: [PolicySet] {
    var seen: Set<SessionPolicies> = []
    return joined.compactMap { seen.insert($0.session).inserted ? $0.sessionPolicies : nil }
  }
}
