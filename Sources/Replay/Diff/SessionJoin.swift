import AuditStore
import IAMPolicy
import JSON

/// The calls that issued sessions, by access key: in whatever file, account copy or order they stand in the log.
struct SessionJoin {
  /// How many roles one behind another are followed.
  private static let maximumChain = 16

  private(set) var policies: [String: SessionPolicies] = [:]
  private(set) var issuances: [String: SessionIssuance] = [:]

  init() {}

  /// The session of one access key, with those that it was assumed from.
  init(ofAccessKey key: String, _ calls: IssuingCalls, _ database: borrowing AuditDatabase) throws {
    var (next, seen): (String?, Set<String>) = (key, [])
    // Long-term keys are issued by no call.
    while let name = next, !name.hasPrefix("AKIA"), seen.count <= Self.maximumChain,
      seen.insert(name).inserted
    {
      for call in try calls.calls(issuing: name, database) { add(call) }
      next = issuances[name]?.callerKey
    }
    followChains()
  }

  /// Takes an issuing call; of the copies in several accounts together what each of them shows.
  mutating func add(_ call: IssuingCall) { add(call.accessKey, parameters: call.parameters, call.issuance) }

  private mutating func add(_ key: String, parameters: JSONValue?, _ issuance: SessionIssuance) {
    let own = SessionPolicies(issuedBy: parameters)
    guard let known = issuances[key], let policies = policies[key] else {
      self.policies[key] = own
      issuances[key] = issuance
      return
    }
    issuances[key] = known.merged(with: issuance)
    if policies == .unknown {
      if !known.isReadable { self.policies[key] = own }
    } else if own != policies, issuance.isReadable {
      self.policies[key] = .unknown
    }
  }

  /// Adds to each session the tags that it inherits from those that it was assumed from, however far back.
  ///
  /// IAM User Guide, "Pass session tags in AWS STS", role chaining with transitive tags.
  mutating func followChains() {
    let issued = issuances
    for (key, issuance) in issued {
      var inherited = issuance
      var parent = issuance.callerKey
      for _ in 0..<Self.maximumChain {
        guard let name = parent, name != key, let session = issued[name] else { break }
        for fact in session.context where session.transitiveKeys.contains(fact.key) {
          guard !inherited.context.contains(where: { $0.key == fact.key }) else { continue }
          inherited.context.append(fact)
        }
        inherited.transitiveKeys.formUnion(session.transitiveKeys)
        parent = session.callerKey
      }
      issuances[key] = inherited
    }
  }
}

extension RecordedIdentity {
  /// A session has what the call said that issued it.
  mutating func join(_ sessions: SessionJoin) {
    session = SessionPolicies(of: facts, sessions.policies)
    guard let issuance = facts.accessKey.flatMap({ sessions.issuances[$0] }) else { return }
    context = issuance.context
    facts.issuer = issuance.issuer
    // What the record itself says of the session stands.
    guard !facts.isSession else { return }
    facts.sourceIdentity = facts.sourceIdentity ?? issuance.sourceIdentity
    if issuance.provesMFA { facts.mfaAuthenticated = "true" }
  }
}
