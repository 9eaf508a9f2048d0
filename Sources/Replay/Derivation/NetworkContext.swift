import AuditStore
import IAMPolicy

extension CallFacts {
  /// Keys of the network: all unknown when a service made the call for the caller.
  var networkContext: [ContextFact] {
    guard isForIAMPrincipal || isUnsigned else { return [] }
    guard identity.invokedBy == nil else { return forwardedContext }
    return isForwarded == nil ? [] : directContext
  }

  /// Whether a caller without AWS credentials made the call: nobody known, or who shows the token of a provider.
  private var isUnsigned: Bool {
    switch identity.caller {
    case .anonymous, .federated: true
    default: false
    }
  }

  /// Whether a service made the call for the caller; nil when the record leaves that open.
  ///
  /// IAM User Guide, "Forward access sessions". A role session is the service's own when the service itself
  /// asked for it; when its issuance is not in the log, either may be so.
  var isForwarded: Bool? {
    guard let service = identity.invokedBy else {
      // Where the name of a service, or "AWS Internal", stands for the address, that made the call.
      return sourceIPAddress.map(IPAddressText.isAddress) ?? true ? false : nil
    }
    guard identity.isRoleSession else { return true }
    return identity.issuer.map { $0 != .service(service) }
  }

  /// A call that the caller made itself.
  ///
  /// CloudTrail never records the `Referer` header, which browsers send with signed calls as well.
  private var directContext: [ContextFact] {
    var facts = [
      ContextFact(key: "aws:viaawsservice", value: .value("false")),
      ContextFact(key: "aws:viaawsmcpservice", value: .value("false")),
    ]
    for key in ["aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:calledviaawsmcp"] {
      facts.append(ContextFact(key: key, value: .absent))
    }
    if let agent = userAgent, !EventText.isHidden(agent), agent.utf8.count < Self.longestAgent {
      let plain = Self.plain(agent)
      if !Self.isLabel(plain) { facts.append(ContextFact(key: "aws:useragent", value: .value(plain))) }
    }
    return facts + (sourceIPAddress.map(addressContext) ?? [])
  }

  /// The keys that only a call through a VPC endpoint has.
  ///
  /// IAM User Guide, "AWS global condition context keys", properties of the network.
  static let endpointKeys = [
    "aws:vpcsourceip", "aws:sourcevpce", "aws:sourcevpc", "aws:sourcevpcarn", "aws:vpceaccount",
    "aws:vpceorgid", "aws:vpceorgpaths",
  ]

  private func addressContext(_ address: String) -> [ContextFact] {
    guard let endpoint = vpcEndpoint else {
      // A private address tells of a call out of a VPC, through an endpoint that the record does not name.
      if IPAddressText.isPrivate(address) { return [] }
      return [ContextFact(key: "aws:sourceip", value: .value(address))]
        + Self.endpointKeys.map { ContextFact(key: $0, value: .absent) }
    }
    // Anything else in its place says nothing of the way that the call took.
    guard endpoint.hasPrefix("vpce-") else { return [] }
    var facts = [
      ContextFact(key: "aws:sourceip", value: .absent),
      ContextFact(key: "aws:vpcsourceip", value: .value(address)),
      ContextFact(key: "aws:sourcevpce", value: .value(endpoint)),
    ]
    // Only some services send the account: it is known only to be either.
    if let account = vpcEndpointAccount, !EventText.isHidden(account) {
      facts.append(ContextFact(key: "aws:vpceaccount", value: .oneOf([.absent, .value(account)])))
    }
    return facts
  }

  /// A call that a service made: for the caller, or with a role of its own, which is no call for anybody.
  private var forwardedContext: [ContextFact] {
    guard let isForwarded else { return [] }
    guard isForwarded else {
      return [ContextFact(key: "aws:viaawsservice", value: .value("false"))]
        + ["aws:calledvia", "aws:calledviafirst", "aws:calledvialast"].map {
          ContextFact(key: $0, value: .absent)
        }
    }
    var facts = [ContextFact(key: "aws:viaawsservice", value: .value("true"))]
    // One that does not put itself into the chain may stand behind others that do.
    if let service = identity.invokedBy, let name = ForwardingServices.name(service),
      ForwardingServices.calledVia.contains(name)
    {
      facts.append(ContextFact(key: "aws:calledvia", value: .present))
      facts.append(ContextFact(key: "aws:calledviafirst", value: .present))
      facts.append(ContextFact(key: "aws:calledvialast", value: .value(service)))
    }
    return facts
  }

  /// CloudTrail cuts longer user agents: CloudTrail User Guide, "CloudTrail record contents".
  private static let longestAgent = 1024

  /// Whether CloudTrail wrote which part of AWS made the call, and not what the call said: the console, the sign-in, a
  /// service, `AWS Internal`.
  ///
  /// CloudTrail User Guide, "CloudTrail record contents", `userAgent`.
  private static func isLabel(_ agent: String) -> Bool {
    agent.hasPrefix("AWS Internal")
      || ((agent.hasSuffix(".amazonaws.com") || agent.hasSuffix(".amazonaws.com.cn"))
        && agent.utf8.allSatisfy { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "/") })
  }

  /// S3 writes agents in brackets.
  private static func plain(_ agent: String) -> String {
    agent.hasPrefix("[") && agent.hasSuffix("]") ? String(agent.dropFirst().dropLast()) : agent
  }
}
