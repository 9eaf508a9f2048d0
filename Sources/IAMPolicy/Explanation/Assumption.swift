/// A reading of the policy language that AWS does not document, or documents in two ways, and that this engine takes.
///
/// A decision that rests on one is right only if the reading is. The raw values name them in reports and never change.
public enum Assumption: String, Sendable, CaseIterable {
  case anyValueOfMissingKey = "A01"
  case allValuesNotLike = "A02"
  case emptyTextIsNull = "A03"
  case unresolvedVariableInList = "A04"
  case sessionPolicyBypassed = "A05"
  case issuerOfFederatedUser = "A06"
  case severalValuesWithoutSetOperator = "A07"
  case wildcardInPrincipal = "A08"
  case partlyListedByNotPrincipal = "A09"
  case illTypedRequestValue = "A10"
  case malformedAction = "A11"
  case wildcardAcrossFields = "A12"
  case shortARN = "A13"
  case unresolvedVariableInNotResource = "A14"
  case wildcardInVariableValue = "A15"
  case servicesWithRCPs = "A16"
  case principalOfEndpointPolicy = "A17"
  case emptyConditionValues = "A18"
  case illTypedPolicyValue = "A19"
  case caseOfOperator = "A20"
  case caseOfARN = "A21"
  case everyoneIncludesServices = "A22"
  case sessionTokenNeedsNoPermission = "A23"
  case keyGrants = "A24"
  case digitsAreEpochSeconds = "A25"
  case shortARNInCondition = "A26"
  case narrowedSCPAllow = "A27"
  case federatedUserWithoutSessionPolicy = "A28"
  case multivaluedVariable = "A29"
  case variableInBool = "A30"
  case wildcardInService = "A31"
  case roleGrantIgnoresIdentity = "A32"
  case blockWithoutPolicy = "A33"
  case idInIdentityPolicy = "A34"
}

/// How well a reading is supported.
public enum Confidence: String, Sendable {
  case high, medium, low, none
}

extension Assumption {
  /// The reading in one sentence.
  public var reading: String { entry.reading }

  /// How well it is supported: by the documentation or several sources, by one good source, by reading alone, or not.
  public var confidence: Confidence { entry.confidence }

  private var entry: (reading: String, confidence: Confidence) {
    switch self {
    case .anyValueOfMissingKey:
      (
        "ForAnyValue is false for a missing key even under a negated operator; IfExists makes it true",
        .medium
      )
    case .allValuesNotLike:
      ("ForAllValues:StringNotLike holds when no value is on the list, and for a missing key", .high)
    case .emptyTextIsNull: ("a key whose value is empty text counts as null", .medium)
    case .unresolvedVariableInList:
      ("a value whose variable has none fails alone; the other values of the list still count", .medium)
    case .sessionPolicyBypassed:
      (
        "a resource-based policy that names the session, the user or everyone is not limited by session policies",
        .high
      )
    case .issuerOfFederatedUser: ("the name of a federated user does not tell who issued it", .high)
    case .severalValuesWithoutSetOperator:
      (
        "an operator without ForAllValues or ForAnyValue matches no key with several values; whether it compares a list "
          + "of one is not known",
        .medium
      )
    case .wildcardInPrincipal: ("a wildcard inside a principal is literal and matches nobody", .high)
    case .partlyListedByNotPrincipal:
      ("a Deny with NotPrincipal spares a caller only if its account or role is listed beside it", .medium)
    case .illTypedRequestValue:
      ("a request value of the wrong type fails a condition, also a negated one", .medium)
    case .malformedAction: ("an action value with white space or without a name matches nothing", .medium)
    case .wildcardAcrossFields:
      ("a * runs over colons in a resource ARN only where it ends its field", .medium)
    case .shortARN:
      ("outside identity policies an ARN with fewer than six fields is taken as written", .medium)
    case .unresolvedVariableInNotResource:
      ("a NotResource value whose variable has none excludes nothing", .medium)
    case .wildcardInVariableValue: ("wildcards in the value of a variable are literal", .medium)
    case .servicesWithRCPs: ("RCPs limit only the services of AWS's list of 2026-10", .high)
    case .principalOfEndpointPolicy:
      ("the principal of an endpoint policy matches as in other resource-based policies", .medium)
    case .emptyConditionValues:
      ("a condition without values fails, or holds when it is negated", .low)
    case .illTypedPolicyValue:
      ("what a negated operator makes of a policy value of the wrong type is not known", .none)
    case .caseOfOperator: ("the case of operator names does not matter", .medium)
    case .caseOfARN: ("ARNs are compared with their case", .medium)
    case .everyoneIncludesServices:
      ("* as a principal reaches AWS services and federated identities too", .medium)
    case .sessionTokenNeedsNoPermission: ("sts:GetSessionToken needs no permission", .low)
    case .keyGrants: ("a grant of the key may allow what no policy does", .medium)
    case .digitsAreEpochSeconds: ("a date of digits only is a number of seconds since 1970", .medium)
    case .shortARNInCondition:
      ("in ARN conditions * matches any ARN, and other patterns of fewer than six fields match none", .low)
    case .narrowedSCPAllow: ("an Allow in an SCP may name resources and conditions", .high)
    case .federatedUserWithoutSessionPolicy:
      ("a federated user without session policies has no permissions", .high)
    case .multivaluedVariable: ("a key with several values has none as a variable", .low)
    case .variableInBool: ("variables are resolved in Bool conditions", .medium)
    case .wildcardInService: ("a wildcard works in the service part of an action", .medium)
    case .roleGrantIgnoresIdentity:
      ("a resource-based policy that names the role needs no identity-based policy beside it", .high)
    case .blockWithoutPolicy:
      ("a block by AWS itself is an implicit deny, as no Deny statement makes it", .low)
    case .idInIdentityPolicy: ("an Id in an identity-based policy changes nothing", .low)
    }
  }
}
