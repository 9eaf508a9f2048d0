import AuditStore
import IAMPolicy

extension CallFacts {
  /// Keys of the credentials: token, MFA, source identity, and what an instance or function got them for.
  var sessionContext: [ContextFact] {
    guard isForIAMPrincipal else { return scopeContext }
    guard identity.isSession else {
      switch identity.credentials {
      case .longTerm: return longTermContext
      case .temporary: return unshownContext
      case .unknown: return []
      }
    }
    var facts = [
      ContextFact.known("aws:tokenissuetime", identity.creationDate),
      .knownOrAbsent("aws:sourceidentity", identity.sourceIdentity),
      .knownOrAbsent("aws:federatedprovider", identity.federatedProvider),
      .knownOrAbsent("aws:assumedroot", identity.isAssumedRoot ? "true" : nil),
      .known("ec2:roledelivery", identity.roleDelivery),
      .knownOrAbsent("identitystore:userid", identity.onBehalfOf),
      .known("lambda:sourcefunctionarn", identity.sourceFunction),
    ].compactMap { $0 }
    if identity.roleDelivery == nil, !identity.isNamedAsInstance {
      facts += UnclearMembers.instanceKeys.map { ContextFact(key: $0, value: .absent) }
    }
    if !identity.isRoleSession {
      facts.append(ContextFact(key: "aws:chatbotsourcearn", value: .absent))
    }
    return facts + multiFactorContext
  }

  /// What is known of a session whose attributes the record does not show, by the call that issued it.
  private var unshownContext: [ContextFact] {
    [ContextFact(key: "aws:tokenissuetime", value: .present)]
      + [ContextFact.known("aws:sourceidentity", identity.sourceIdentity)].compactMap { $0 }
      + multiFactorContext
  }

  /// Long-term keys carry nothing of a session.
  private var longTermContext: [ContextFact] {
    [
      "aws:tokenissuetime", "aws:multifactorauthpresent", "aws:multifactorauthage", "aws:sourceidentity",
      "aws:federatedprovider", "aws:assumedroot", "aws:chatbotsourcearn", "aws:signinsessionarn",
      "ec2:roledelivery", "ec2:sourceinstancearn", "ssm:sourceinstancearn", "aws:ec2instancesourcevpc",
      "aws:ec2instancesourceprivateipv4", "lambda:sourcefunctionarn", "codebuild:buildarn",
      "codebuild:projectarn", "glue:roleassumedby", "glue:credentialissuingservice", "identitystore:userid",
    ]
    .map { ContextFact(key: $0, value: .absent) }
  }

  /// MFA as the session says it.
  ///
  /// Sessions of federated users and of Identity Center lack the key though the record says `false`.
  private var multiFactorContext: [ContextFact] {
    switch identity.mfaAuthenticated {
    case "true": [ContextFact(key: "aws:multifactorauthpresent", value: .value("true"))]
    case "false":
      [
        ContextFact(key: "aws:multifactorauthpresent", value: .oneOf([.absent, .value("false")])),
        ContextFact(key: "aws:multifactorauthage", value: .absent),
      ]
    default: []
    }
  }

  /// What the record says of the resource that a service acts for.
  private var scopeContext: [ContextFact] {
    [
      ContextFact.known("aws:sourcearn", identity.sourceARN),
      .known("aws:sourceaccount", identity.sourceAccount),
    ].compactMap { $0 }
  }
}
