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
  /// Whether the event holds TLS details.
  public var hasTLS: Bool

  /// Makes the facts of a call.
  public init(
    identity: IdentityFacts, sourceIPAddress: String?, userAgent: String?, region: String, eventTime: Int64,
    vpcEndpoint: String?, hasTLS: Bool
  ) {
    self.identity = identity
    self.sourceIPAddress = sourceIPAddress
    self.userAgent = userAgent
    self.region = region
    self.eventTime = eventTime
    self.vpcEndpoint = vpcEndpoint
    self.hasTLS = hasTLS
  }
}

/// The global context keys of a call, each known, absent or not told by the log.
///
/// IAM User Guide, "AWS global condition context keys". A key that is not listed is unknown.
public func globalContext(_ call: CallFacts) -> [ContextFact] {
  var facts: [ContextFact] = [
    ContextFact(key: "aws:requestedregion", value: call.region.isEmpty ? .present : .value(call.region)),
    ContextFact(key: "aws:currenttime", value: .value(EventTime.text(call.eventTime))),
    ContextFact(key: "aws:epochtime", value: .value(String(call.eventTime))),
    ContextFact(key: "aws:securetransport", value: call.usesTLS ? .value("true") : .present),
  ]
  facts += call.sessionContext + call.networkContext
  return facts
}

extension CallFacts {
  private var isForIAMPrincipal: Bool {
    switch identity.caller {
    case .user, .session, .federatedUser, .root: true
    default: false
    }
  }

  /// Services call each other over TLS; a direct call shows it by its details.
  fileprivate var usesTLS: Bool { hasTLS || (isForIAMPrincipal && identity.invokedBy != nil) }

  /// Keys of the credentials: token, MFA, source identity.
  fileprivate var sessionContext: [ContextFact] {
    guard isForIAMPrincipal else { return [] }
    guard identity.isSession else {
      return [
        "aws:tokenissuetime", "aws:multifactorauthpresent", "aws:multifactorauthage", "aws:sourceidentity",
      ]
      .map { ContextFact(key: $0, value: .absent) }
    }
    var facts = [
      ContextFact(key: "aws:tokenissuetime", value: identity.creationDate.map { .value($0) } ?? .present),
      ContextFact(key: "aws:sourceidentity", value: identity.sourceIdentity.map { .value($0) } ?? .absent),
    ]
    switch identity.mfaAuthenticated {
    case "true": facts.append(ContextFact(key: "aws:multifactorauthpresent", value: .value("true")))
    case "false":
      facts.append(
        ContextFact(key: "aws:multifactorauthpresent", value: .oneOf([.absent, .value("false")])))
      facts.append(ContextFact(key: "aws:multifactorauthage", value: .absent))
    default: break
    }
    return facts
  }

  /// Keys of the network: all unknown when a service made the call for the caller.
  fileprivate var networkContext: [ContextFact] {
    guard identity.invokedBy == nil, isForIAMPrincipal || identity.caller == .anonymous else {
      return identity.invokedBy == nil || !isForIAMPrincipal ? [] : forwardedContext
    }
    var facts = [
      ContextFact(key: "aws:viaawsservice", value: .value("false")),
      ContextFact(key: "aws:calledvia", value: .absent),
      ContextFact(key: "aws:calledviafirst", value: .absent),
      ContextFact(key: "aws:calledvialast", value: .absent),
    ]
    if let agent = userAgent {
      facts.append(ContextFact(key: "aws:useragent", value: .value(Self.plain(agent))))
    }
    guard let address = sourceIPAddress, IPAddressText.isAddress(address) else { return facts }
    if let endpoint = vpcEndpoint {
      facts.append(ContextFact(key: "aws:sourceip", value: .absent))
      facts.append(ContextFact(key: "aws:vpcsourceip", value: .value(address)))
      facts.append(ContextFact(key: "aws:sourcevpce", value: .value(endpoint)))
    } else {
      facts.append(ContextFact(key: "aws:sourceip", value: .value(address)))
      for key in ["aws:vpcsourceip", "aws:sourcevpce", "aws:sourcevpc"] {
        facts.append(ContextFact(key: key, value: .absent))
      }
    }
    return facts
  }

  /// A call that a service made for the caller; a role session may also be the service's own role.
  private var forwardedContext: [ContextFact] {
    if case .session = identity.caller { return [] }
    var facts = [ContextFact(key: "aws:viaawsservice", value: .value("true"))]
    if let service = identity.invokedBy, service.hasSuffix(".amazonaws.com") {
      facts.append(ContextFact(key: "aws:calledvialast", value: .value(service)))
    }
    return facts
  }

  private static func plain(_ agent: String) -> String {
    agent.hasPrefix("[") && agent.hasSuffix("]") ? String(agent.dropFirst().dropLast()) : agent
  }
}

/// Tells addresses from the names of services.
enum IPAddressText {
  /// Whether a text is an IPv4 or IPv6 address; a service's name never is.
  static func isAddress(_ text: String) -> Bool {
    let isHex: (UInt8) -> Bool = {
      (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || (0x41...0x46).contains($0)
    }
    if text.contains(":") { return text.utf8.allSatisfy { isHex($0) || $0 == 0x3A || $0 == 0x2E } }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        UInt8(part) != nil && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
      }
  }
}
