import AuditStore
import IAMPolicy
import JSON

/// What the call that issued temporary credentials says of the session, beside its policies.
///
/// STS API Reference, `AssumeRole`, `GetFederationToken` and `GetSessionToken`.
struct SessionIssuance: Sendable, Hashable {
  /// The context keys that the session carries from then on.
  var context: [ContextFact]
  /// Who asked for the credentials; nil when two records do not agree.
  private(set) var issuer: SessionIssuer?
  /// The access key that signed the issuing call, which ties a chain of roles together; never shown.
  private(set) var callerKey: String?
  /// The keys of the context that the sessions which this one issues inherit, in lower case.
  var transitiveKeys: Set<String>
  /// The source identity that was set.
  private(set) var sourceIdentity: String?
  /// Whether the user proved itself with MFA, and the session says so: `GetSessionToken` alone hands that on.
  ///
  /// IAM User Guide, "Secure API access with MFA".
  private(set) var provesMFA: Bool
  /// Whether the record shows what was asked for.
  let isReadable: Bool
  /// Whether the record shows every tag that was passed: one of `AssumeRole` alone, in which none of them is hidden.
  private(set) var showsTags: Bool
  /// Whether it is known which tags the session has from those that it was assumed from.
  ///
  /// A user hands on none: sessions of `GetSessionToken` have no tags, and those of `GetFederationToken` assume no role.
  var knowsInherited: Bool
  /// How much the record shows: the owner's copy of a call from another account names the caller as no other does.
  var rank: Int { (isReadable ? 2 : 0) + (callerKey == nil ? 0 : 1) }

  /// Reads the raw request parameters of the issuing call.
  init(parameters: JSONValue?, caller: Caller?, callerKey: String? = nil) {
    issuer = SessionIssuer(caller)
    self.callerKey = callerKey
    let tags = IssuedTags(parameters)
    context = tags.facts
    transitiveKeys = tags.transitiveKeys
    showsTags = tags.areAllShown
    knowsInherited = caller?.handsOnNoTags ?? false
    sourceIdentity = parameters?["sourceIdentity"]?.string.flatMap { EventText.isHidden($0) ? nil : $0 }
    provesMFA = parameters?["roleArn"] == nil && parameters?["serialNumber"]?.string != nil
    isReadable = parameters?.showsParameters ?? false
  }

  /// The same by somebody else.
  func issued(by issuer: IssuingCaller, callerKey: String?) -> SessionIssuance {
    var result = self
    result.issuer = issuer.issuer
    result.knowsInherited = issuer.handsOnKnownTags
    result.callerKey = callerKey
    return result
  }

  /// The tags of the session.
  var tags: SessionTags { SessionTags(facts: context, areAll: showsTags && knowsInherited) }
}

extension JSONValue {
  /// Whether these are the parameters of a call; a record may only say that they were too long for it.
  ///
  /// CloudTrail User Guide, "CloudTrail record contents".
  var showsParameters: Bool { object != nil && !(self["omitted"]?.bool == true && self["reason"] != nil) }
}

extension SessionIssuance {
  /// What two records of one issuance tell, the same in either order: the one that shows more; of two that show as
  /// much, what both say.
  func merged(with other: SessionIssuance) -> SessionIssuance {
    if self == other { return self }
    let agree = context == other.context && transitiveKeys == other.transitiveKeys
    let showTags = (!isReadable || showsTags) && (!other.isReadable || other.showsTags)
    if rank != other.rank {
      var result = rank > other.rank ? self : other
      result.showsTags = result.showsTags && showTags && (agree || isReadable != other.isReadable)
      return result
    }
    var both = self
    both.showsTags = showsTags && other.showsTags && agree
    both.knowsInherited = knowsInherited && other.knowsInherited
    both.context = context.filter { other.context.contains($0) }
    both.transitiveKeys.formIntersection(other.transitiveKeys)
    if issuer != other.issuer { both.issuer = nil }
    if callerKey != other.callerKey { both.callerKey = nil }
    if sourceIdentity != other.sourceIdentity { both.sourceIdentity = nil }
    both.provesMFA = provesMFA && other.provesMFA
    return both
  }
}

/// Who asked for credentials, as far as sessions carry it.
struct IssuingCaller: Hashable, Sendable {
  let issuer: SessionIssuer?
  /// Whether it is known which tags a session of the caller hands on, see `SessionIssuance.knowsInherited`.
  private(set) var handsOnKnownTags: Bool

  init(_ caller: Caller?) {
    issuer = SessionIssuer(caller)
    handsOnKnownTags = caller?.handsOnNoTags ?? false
  }

  /// The same, where the session is known that it called with.
  var handingOnKnownTags: IssuingCaller {
    var result = self
    result.handsOnKnownTags = true
    return result
  }
}

extension Caller {
  /// Whether a session that the caller assumes a role in inherits no tags for certain: that of a user.
  fileprivate var handsOnNoTags: Bool {
    switch self {
    case .user: true
    case .unnamed(let caller): !caller.isSession
    case .session, .federatedUser, .root, .service, .federated, .anonymous: false
    }
  }
}

extension SessionIssuer {
  init(_ caller: Caller?) {
    self = if case .service(let name)? = caller { .service(name) } else { .principal }
  }
}
