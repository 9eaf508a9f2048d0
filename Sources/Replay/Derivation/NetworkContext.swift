import AuditStore
import IAMPolicy

extension CallFacts {
  /// Keys of the network: all unknown when a service made the call for the caller.
  var networkContext: [ContextFact] {
    guard isForIAMPrincipal || identity.caller == .anonymous else { return [] }
    return identity.invokedBy == nil ? directContext : forwardedContext
  }

  /// A call that the caller made itself.
  private var directContext: [ContextFact] {
    var facts = [
      ContextFact(key: "aws:viaawsservice", value: .value("false")),
      ContextFact(key: "aws:viaawsmcpservice", value: .value("false")),
    ]
    for key in ["aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:calledviaawsmcp"] {
      facts.append(ContextFact(key: key, value: .absent))
    }
    if isForIAMPrincipal { facts.append(ContextFact(key: "aws:referer", value: .absent)) }
    if let agent = userAgent, !EventText.isHidden(agent), agent.utf8.count < Self.longestAgent {
      facts.append(ContextFact(key: "aws:useragent", value: .value(Self.plain(agent))))
    }
    // The name of a service, or "AWS Internal", is no address: then nothing is known of the network.
    guard let address = sourceIPAddress, IPAddressText.isAddress(address) else { return facts }
    return facts + addressContext(address)
  }

  private func addressContext(_ address: String) -> [ContextFact] {
    guard let endpoint = vpcEndpoint else {
      return [ContextFact(key: "aws:sourceip", value: .value(address))]
        + [
          "aws:vpcsourceip", "aws:sourcevpce", "aws:sourcevpc", "aws:sourcevpcarn", "aws:vpceaccount",
          "aws:vpceorgid", "aws:vpceorgpaths",
        ].map { ContextFact(key: $0, value: .absent) }
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
  ///
  /// IAM User Guide, "Forward access sessions". A role session is the service's own when the service itself
  /// asked for it; when its issuance is not in the log, either may be so.
  private var forwardedContext: [ContextFact] {
    let service = identity.invokedBy ?? ""
    if case .session = identity.caller {
      guard let issuer = identity.issuer else { return [] }
      if issuer == .service(service) {
        return [ContextFact(key: "aws:viaawsservice", value: .value("false"))]
          + ["aws:calledvia", "aws:calledviafirst", "aws:calledvialast"].map {
            ContextFact(key: $0, value: .absent)
          }
      }
    }
    var facts = [ContextFact(key: "aws:viaawsservice", value: .value("true"))]
    if service.hasSuffix(".amazonaws.com") {
      facts.append(ContextFact(key: "aws:calledvialast", value: .value(service)))
    }
    return facts
  }

  /// CloudTrail cuts longer user agents: CloudTrail User Guide, "CloudTrail record contents".
  private static let longestAgent = 1024

  private static func plain(_ agent: String) -> String {
    agent.hasPrefix("[") && agent.hasSuffix("]") ? String(agent.dropFirst().dropLast()) : agent
  }
}
