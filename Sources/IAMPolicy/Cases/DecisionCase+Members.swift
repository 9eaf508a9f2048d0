import JSON

/// The members that each object of a case may have: a misspelt one would change silently what a case asks.
enum CaseMembers {
  /// Members of a case that say something to people only.
  private static let remarks = [
    "assumption", "expectedDetail", "inexpressible", "kleene", "mode", "notes", "rule", "source", "tags",
  ]
  private static let ofCase = ["id", "request", "policies", "expected", "dependsOn", "possible"] + remarks
  private static let ofRequest = ["principal", "action", "resource", "resourceAccount", "context", "options"]
  private static let ofPrincipal = [
    "arn", "roleArn", "issuer", "uniqueId", "canonicalId", "federated", "assumedRoot",
  ]
  private static let ofOptions = [
    "principalInManagementAccount", "resourceInManagementAccount", "vpcEndpointType", "kmsGrants",
    "kmsKeyManagedByAWS", "s3Acl", "s3BlockPublicAccess", "sharing", "refusedByCredentials", "endpointAlone",
    "otherLayersAllow", "usersChangePasswords", "managesOrganization",
  ]
  private static let ofPolicies = [
    "identity", "boundary", "session", "scps", "rcps", "resource", "vpcEndpoint",
  ]
  private static let ofState = ["unknown", "present", "absent"]

  /// Refuses a member that no case has.
  static func check(_ value: JSONValue) throws(DecisionCaseError) {
    try check(value, ofCase, in: "a case")
    let request = value["request"]
    try check(request, ofRequest, in: "`request`")
    try check(request?["principal"], ofPrincipal, in: "`principal`")
    try check(request?["resource"], ["prefix"], in: "`resource`")
    try check(request?["options"], ofOptions, in: "`options`")
    for member in request?["context"]?.object ?? [] {
      try check(member.value, ofState, in: "the context key `\(member.name)`")
    }
    try check(value["policies"], ofPolicies, in: "`policies`")
  }

  private static func check(
    _ value: JSONValue?, _ known: [String], in place: String
  ) throws(DecisionCaseError) {
    for member in value?.object ?? [] where !known.contains(member.name) {
      let hint = Spelling.question(Spelling.closest(to: member.name, among: known))
      throw DecisionCaseError("\(place) has no member `\(member.name)`\(hint)")
    }
  }
}
