import AuditStore
import IAMPolicy
import JSON

/// One recorded event with everything that explains it, read by its rows.
struct RecordedCall {
  let stored: StoredEvent
  private(set) var derived: DerivedEvent
  let facts: CallFacts
  /// Event source, event name and receiving account.
  let service: String
  let name: String
  let account: String?
  let errorCode: String?
  let errorMessage: String?
  /// How the session came to be; nil for a caller that is no session.
  let session: SessionHistory?

  /// What later records changed of it; nil when none corrects it.
  let corrected: CorrectedEvent?
  /// The row of the record that stands for the call in place of this one; nil where this one does.
  var standing: Int? {
    didSet { if standing != nil { derived.requests = [] } }
  }

  /// Reads what an event's row refers to, or what stands in its place after corrections.
  ///
  /// - Throws: `StoreError` when the database cannot be read.
  init?(_ delivered: StoredEvent, corrected: CorrectedEvent?, _ database: borrowing AuditDatabase) throws {
    var stored = delivered
    stored.row = corrected?.row ?? delivered.row
    let row = stored.row
    guard let derived = try corrected?.derived ?? database.derivedEvent(inRow: row.call) else { return nil }
    let kind = try corrected?.values[.kind] ?? database.values(of: .kind, row: row.kind)
    let place = try corrected?.values[.place] ?? database.values(of: .place, row: row.place)
    let client = try corrected?.values[.client] ?? database.values(of: .client, row: row.client)
    let endpoint = try corrected?.values[.endpoint] ?? database.values(of: .endpoint, row: row.endpoint)
    let error = try corrected?.values[.error] ?? database.values(of: .error, row: row.error)
    let json = try corrected?.values[.identity] ?? database.values(of: .identity, row: row.identity)
    var identity = IdentityFacts(json: Self.json(json[0]))
    let session = try SessionHistory(of: identity, database)
    identity.issuer = session?.issuance?.issuer
    self.stored = stored
    self.corrected = corrected
    self.derived = derived
    self.session = session
    facts = CallFacts(
      identity: identity, sourceIPAddress: client[0], userAgent: client[1], region: place[0] ?? "",
      eventTime: row.time ?? 0, vpcEndpoint: endpoint[0], vpcEndpointAccount: endpoint[1],
      tlsVersion: endpoint[2])
    (service, name, account) = (kind[0] ?? "", kind[1] ?? "", place[1])
    (errorCode, errorMessage) = (error[0], error[1])
  }

  static func json(_ text: String?) -> JSONValue? {
    guard let text else { return nil }
    return try? JSONReader.parse(Array(text.utf8), options: .init(tracksPositions: false))
  }
}

/// Who got the credentials of a session, when, and with which policies.
struct SessionHistory {
  /// The event that issued them; nil when the log does not hold it.
  var event: (id: String?, time: Int64?, issuer: String)?
  /// What the issuing call says beside its policies.
  var issuance: SessionIssuance?
  /// The session policies as far as the issuing call gives them.
  var policies: SessionPolicies
  /// The text of the inline session policy, when it was recorded.
  var inlinePolicy: String?
  /// The managed session policies.
  var policyARNs: [String] = []

  /// Nil for a caller that is no session.
  init?(of identity: IdentityFacts, _ database: borrowing AuditDatabase) throws {
    switch identity.caller {
    case .session, .federatedUser, .root(_, isAssumed: true): break
    default: return nil
    }
    policies = SessionPolicies(of: identity, [:])
    guard let key = identity.accessKey, let stored = try database.issuance(ofAccessKey: key) else { return }
    let issuer = IdentityFacts(
      json: RecordedCall.json(try database.values(of: .identity, row: stored.identity)[0]))
    let parameters = RecordedCall.json(stored.parameters)
    let name = issuer.principal.hasPrefix("arn:") ? issuer.principal : "\(issuer.principal) (\(issuer.type))"
    event = (try database.eventID(ofRow: stored.eventRow), stored.time, name)
    issuance = SessionIssuance(parameters: parameters, caller: issuer.caller)
    policies = SessionPolicies(of: identity, [key: SessionPolicies(issuedBy: parameters)])
    inlinePolicy = parameters?["policy"]?.string
    policyARNs = (parameters?["policyArns"]?.array ?? []).compactMap { ($0["arn"] ?? $0).string }
  }

  /// The session policies as a layer; nil for a session that was given none.
  func layer(_ snapshot: PolicySnapshot, account: String?) -> PolicySet? {
    guard policies != .none else { return nil }
    var found: [AttachedPolicy] = []
    if let inlinePolicy, !EventText.isHidden(inlinePolicy),
      let document = PolicyDocument.parse(Array(inlinePolicy.utf8), type: .session).document
    {
      let compiled = CompiledPolicy(document, type: .session)
      found.append(AttachedPolicy(name: "session policy", content: .document(compiled)))
    } else if inlinePolicy != nil || policyARNs.isEmpty {
      return .unknown("policy:session")
    }
    let identities = account.flatMap { snapshot.accounts[$0] } ?? AccountIdentities()
    for arn in policyARNs {
      found.append(
        snapshot.managedPolicy(arn, in: identities)
          ?? AttachedPolicy(name: arn, content: .unknown("policy:session:\(arn)")))
    }
    return PolicySet(found)
  }
}
