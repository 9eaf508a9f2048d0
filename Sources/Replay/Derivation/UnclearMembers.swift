import JSON

/// What a `userIdentity` holds in a form that says nothing: a placeholder, or another type than CloudTrail writes.
///
/// A member that is missing or null says that there is none; one of these does not.
enum UnclearMembers {
  private static let sessionKeys = Set(instanceKeys).union([
    "aws:tokenissuetime", "aws:multifactorauthpresent", "aws:multifactorauthage", "aws:sourceidentity",
    "aws:federatedprovider", "aws:assumedroot", "aws:chatbotsourcearn", "aws:signinsessionarn",
    "ssm:sourceinstancearn", "lambda:sourcefunctionarn", "codebuild:buildarn", "codebuild:projectarn",
    "glue:roleassumedby", "glue:credentialissuingservice", "identitystore:userid",
  ])
  /// What the credentials of an instance carry.
  static let instanceKeys = [
    "ec2:roledelivery", "ec2:sourceinstancearn", "aws:ec2instancesourcevpc",
    "aws:ec2instancesourceprivateipv4",
  ]
  private static let networkKeys: Set<String> = [
    "aws:viaawsservice", "aws:viaawsmcpservice", "aws:calledvia", "aws:calledviafirst", "aws:calledvialast",
    "aws:calledviaawsmcp", "aws:referer", "aws:useragent", "aws:sourceip", "aws:vpcsourceip",
    "aws:sourcevpce", "aws:sourcevpc", "aws:sourcevpcarn", "aws:vpceaccount", "aws:vpceorgid",
    "aws:vpceorgpaths", "kms:viaservice",
  ]

  private static let texts: [(path: [String], keys: Set<String>)] = [
    (["invokedBy"], networkKeys),
    (["sessionContext", "sourceIdentity"], ["aws:sourceidentity"]),
    (["sessionContext", "assumedRoot"], ["aws:assumedroot"]),
    (["sessionContext", "ec2RoleDelivery"], Set(instanceKeys)),
    (["sessionContext", "attributes", "ec2RoleDelivery"], Set(instanceKeys)),
    (["sessionContext", "webIdFederationData", "federatedProvider"], ["aws:federatedprovider"]),
    (["onBehalfOf", "userId"], ["identitystore:userid"]),
  ]
  private static let objects: [(path: [String], keys: Set<String>)] = [
    (["sessionContext"], sessionKeys),
    (["sessionContext", "attributes"], sessionKeys),
    (["sessionContext", "webIdFederationData"], ["aws:federatedprovider"]),
    (["onBehalfOf"], ["identitystore:userid"]),
  ]

  /// The context keys that such members leave open.
  static func keys(of identity: JSONValue?) -> Set<String> {
    var keys: Set<String> = []
    for text in texts where isUnclear(identity, text.path, { $0.shown != nil }) { keys.formUnion(text.keys) }
    for object in objects where isUnclear(identity, object.path, { $0.object != nil }) {
      keys.formUnion(object.keys)
    }
    return keys
  }

  private static func isUnclear(
    _ identity: JSONValue?, _ path: [String], _ isUsable: (JSONValue) -> Bool
  ) -> Bool {
    var value = identity
    for name in path { value = value?[name] }
    guard let value, value.kind != .null else { return false }
    return !isUsable(value)
  }
}

extension JSONValue {
  /// The text of a string; nil for a placeholder of CloudTrail's and for any other value.
  var shown: String? { string.flatMap { EventText.isHidden($0) ? nil : $0 } }
}
