public import AuditStore
import CloudTrail
import IAMPolicy

/// The facts of a recorded call that global context keys are read from.
public struct CallFacts: Sendable, Hashable {
  /// Who called.
  public var identity: IdentityFacts
  /// An address or the name of a service, as CloudTrail writes it.
  public var sourceIPAddress: String?
  /// The user agent as CloudTrail writes it.
  public var userAgent: String?
  /// The region of the endpoint that was called.
  public var region: String
  /// Seconds since 1970 UTC, one second exact.
  public var eventTime: Int64
  /// The VPC endpoint that the call came through; nil for none.
  public var vpcEndpoint: String?
  /// The account of the VPC endpoint, where the record says it.
  public var vpcEndpointAccount: String?
  /// The TLS version, for example `TLSv1.3`; nil when the event holds no TLS details.
  public var tlsVersion: String?
  /// Whether the record says that the console signed the call; nil where it may leave that out.
  public var isFromConsole: Bool?

  /// Makes the facts of a call.
  public init(
    identity: IdentityFacts, sourceIPAddress: String?, userAgent: String?, region: String, eventTime: Int64,
    vpcEndpoint: String?, vpcEndpointAccount: String? = nil, tlsVersion: String?, isFromConsole: Bool? = false
  ) {
    self.identity = identity
    self.sourceIPAddress = sourceIPAddress
    self.userAgent = userAgent
    self.region = region
    self.eventTime = eventTime
    self.vpcEndpoint = vpcEndpoint
    self.vpcEndpointAccount = vpcEndpointAccount
    self.tlsVersion = tlsVersion
    self.isFromConsole = isFromConsole
  }
}

/// The context keys of a call that do not depend on its parameters, each known or absent.
///
/// IAM User Guide, "AWS global condition context keys". A key that is not listed is unknown.
public func globalContext(_ call: CallFacts) -> [ContextFact] {
  let facts = call.timeAndPlace + call.sessionContext + call.wayContext
  let unclear = call.identity.unclearKeys
  return unclear.isEmpty ? facts : facts.filter { !unclear.contains($0.key) }
}

extension CallFacts {
  var isForIAMPrincipal: Bool {
    switch identity.caller {
    case .user, .session, .unnamed, .federatedUser, .root: true
    case .service, .federated, .anonymous, nil: false
    }
  }

  /// The region when the record shows it.
  var shownRegion: String? { region.isEmpty || EventText.isHidden(region) ? nil : region }

  /// Time, region and transport.
  fileprivate var timeAndPlace: [ContextFact] {
    [
      .known("aws:requestedregion", shownRegion), .known("ec2:region", shownRegion),
      .known("aws:currenttime", EventTime.text(eventTime)), .known("aws:epochtime", String(eventTime)),
      .known("aws:securetransport", usesTLS ? "true" : nil),
    ].compactMap { $0 }
  }

  /// Services call each other over TLS; a direct call shows it by its details.
  private var usesTLS: Bool {
    tlsVersion?.hasPrefix("TLSv") ?? false || (isForIAMPrincipal && identity.invokedBy != nil)
  }

  /// All that hangs on the address or the user agent, and what else the way of the call tells.
  var wayContext: [ContextFact] { networkContext + serviceContext }

  /// Keys that some services add to every call: who called a KMS key through whom.
  private var serviceContext: [ContextFact] {
    guard isForIAMPrincipal else { return [] }
    var facts: [ContextFact] = []
    if let account = identity.caller?.account {
      facts.append(ContextFact(key: "kms:calleraccount", value: .value(account)))
    }
    if let service = identity.invokedBy {
      // What a service does with a role of its own may have gone through another service or not.
      // Names in China end otherwise, of which the guide says nothing.
      if isForwarded == true, let name = ForwardingServices.name(service), let region = shownRegion,
        ForwardingServices.viaService.contains(name), !region.hasPrefix("cn-")
      {
        facts.append(ContextFact(key: "kms:viaservice", value: .value("\(name).\(region).amazonaws.com")))
      }
    } else if isForwarded == false {
      facts.append(ContextFact(key: "kms:viaservice", value: .absent))
    }
    if let tlsVersion, tlsVersion.hasPrefix("TLSv") {
      facts.append(ContextFact(key: "s3:tlsversion", value: .value(String(tlsVersion.dropFirst(4)))))
    }
    return facts
  }
}

extension ContextFact {
  /// A key with a value; nil, which is unknown, without one.
  static func known(_ key: String, _ value: String?) -> ContextFact? {
    value.map { ContextFact(key: key, value: .value($0)) }
  }

  /// A key with a value, or absent without one.
  static func knownOrAbsent(_ key: String, _ value: String?) -> ContextFact {
    ContextFact(key: key, value: value.map { .value($0) } ?? .absent)
  }
}
