/// Which rules of single services an action falls under.
///
/// What AWS extends over time and what single services do differently is data with its date: 2026-10.
struct ServiceRules: Sendable, Hashable {
  /// `sts:GetCallerIdentity`: allowed whatever the policies say.
  let needsNoPermission: Bool
  /// `sts:GetSessionToken`: identity policies have no effect on it.
  let ignoresIdentityPolicies: Bool
  /// `sts:GetSessionToken` and `sts:GetFederationToken`, which take the credentials of a user alone.
  let isForUsers: Bool
  /// Actions that the trust policy of a role answers.
  let isTrust: Bool
  /// `sts:AssumeRole`, which the root user cannot call.
  let isAssumeRole: Bool
  /// `sts:AssumeRoot`, of which the organization decides beside the caller's policies.
  let isAssumeRoot: Bool
  /// Actions of KMS, whose keys have policies that alone switch identity policies on.
  let isKMS: Bool
  /// Actions of KMS whose resource is always a key, however a call names it.
  let isOnKey: Bool
  /// Actions of KMS that a grant can allow.
  let isOfKeyGrants: Bool
  /// Whether RCPs limit the action.
  let isLimitedByRCPs: Bool
  /// Actions that no policy can grant to users, roles and root users of other accounts.
  let isOfOwnAccountAlone: Bool
  /// SQS administration, which is not documented to be closed to callers of no account.
  let isSQSAdministration: Bool
  /// What a user may do about its own password where its account lets it, whatever the policies allow.
  let isOfOwnPassword: Bool
  /// Actions on the organization that its members cannot take unless it is delegated to them.
  let isOfOrganization: Bool
  /// Actions of S3, where ACLs and Block Public Access have a say.
  let isS3: Bool
  /// Actions that an ACL can grant, or that are open to who owns an object in somebody else's bucket.
  let isOpenToACLs: Bool
  /// `s3:ListAllMyBuckets`, which asks for all buckets.
  let isBucketList: Bool
  /// Actions on a resource's own policy that the root user of the owner keeps whatever that policy denies.
  let isKeptByRoot: Bool
  /// Writes to objects of which AWS owns some, or nothing.
  let guarded: GuardedWrite?
  /// `iam:UpdateRole`, which may change the description of a service-linked role.
  let isRoleUpdate: Bool

  /// What AWS may own among the resources of a write.
  enum GuardedWrite: Sendable, Hashable {
    case keyAlias
    case identity
    /// The tags of a role, which service-linked ones have as well: IAM API Reference, `TagRole`.
    case roleTags
  }

  init(action: String, service: String) {
    let isSTS = service == "sts"
    needsNoPermission = isSTS && action == "sts:getcalleridentity"
    ignoresIdentityPolicies = isSTS && action == "sts:getsessiontoken"
    isForUsers = ignoresIdentityPolicies || (isSTS && action == "sts:getfederationtoken")
    isTrust = isSTS && Self.trustActions.contains(action)
    isAssumeRole = isSTS && action == "sts:assumerole"
    isAssumeRoot = isSTS && action == "sts:assumeroot"
    isKMS = service == "kms"
    isOnKey = isKMS && !Self.actionsWithoutKey.contains(action)
    isOfKeyGrants = isKMS && Self.grantOperations.contains(action)
    isLimitedByRCPs = Self.rcpServices.contains(service) && action != "kms:retiregrant"
    isSQSAdministration = service == "sqs" && Self.sqsAdministration.contains(action)
    isS3 = service == "s3"
    isOfOwnAccountAlone =
      isSQSAdministration || (isKMS && !Self.keyActionsAcrossAccounts.contains(action))
      || (isS3 && Self.actionsKeptByRoot.contains(action))
    isOfOwnPassword = service == "iam" && Self.passwordActions.contains(action)
    isOfOrganization = service == "organizations" && !Self.actionsOfMembers.contains(action)
    isOpenToACLs = isS3 && (Self.actionsOfBucketACLs.contains(action) || Self.objectActions.contains(action))
    isBucketList = isS3 && action == "s3:listallmybuckets"
    isKeptByRoot = (isS3 || service == "sqs") && Self.actionsKeptByRoot.contains(action)
    guarded = Self.guardedWrite(action, service)
    isRoleUpdate = action == "iam:updaterole"
  }

  /// Services whose resources RCPs limit.
  ///
  /// AWS Organizations User Guide, "Resource control policies", list of supported services.
  static let rcpServices: Set<String> = [
    "s3", "sts", "kms", "sqs", "secretsmanager", "cognito-identity", "cognito-idp", "cognito-sync", "logs",
    "dynamodb", "appconfig", "appstream", "autoscaling", "codebuild", "codecommit", "comprehend",
    "comprehendmedical", "dax", "ecr", "health", "kinesisvideo", "aoss", "signin", "support", "textract",
    "transcribe", "translate",
  ]

  /// Amazon SQS Developer Guide, "Overview of managing access".
  private static let sqsAdministration: Set<String> = [
    "sqs:addpermission", "sqs:cancelmessagemovetask", "sqs:createqueue", "sqs:deletequeue",
    "sqs:listmessagemovetasks", "sqs:listqueues", "sqs:listqueuetags", "sqs:removepermission",
    "sqs:setqueueattributes", "sqs:startmessagemovetask", "sqs:tagqueue", "sqs:untagqueue",
  ]

  /// AWS KMS Developer Guide, "Allowing users in other accounts to use a KMS key": permission for any other operation has no
  /// effect there, as the column "Cross-account use" of "AWS KMS permissions" says as well.
  private static let keyActionsAcrossAccounts: Set<String> = grantOperations.union([
    "kms:getkeyrotationstatus", "kms:listgrants", "kms:revokegrant",
  ])

  /// IAM User Guide, "Permit IAM users to change their own passwords".
  private static let passwordActions: Set<String> = ["iam:changepassword", "iam:getaccountpasswordpolicy"]

  /// AWS Organizations API Reference: the operations of which it does not say that only the management account, or a member
  /// that is a delegated administrator, may call them.
  private static let actionsOfMembers: Set<String> = [
    "organizations:accepthandshake", "organizations:cancelhandshake", "organizations:createorganization",
    "organizations:declinehandshake", "organizations:describeeffectivepolicy",
    "organizations:describehandshake", "organizations:describeorganization",
    "organizations:leaveorganization", "organizations:listeffectivepolicyvalidationerrors",
    "organizations:listhandshakesforaccount",
  ]

  /// Service Authorization Reference, "AWS Key Management Service": the actions whose only resource is not a key.
  static let actionsWithoutKey: Set<String> = [
    "kms:connectcustomkeystore", "kms:createalias", "kms:createcustomkeystore", "kms:createkey",
    "kms:deletealias", "kms:deletecustomkeystore", "kms:describecustomkeystores",
    "kms:disconnectcustomkeystore", "kms:generaterandom", "kms:listaliases", "kms:listkeys",
    "kms:listretirablegrants", "kms:updatealias", "kms:updatecustomkeystore",
  ]

  /// AWS KMS Developer Guide, "Grant operations": a closed list, which no administration of keys is in.
  private static let grantOperations: Set<String> = [
    "kms:creategrant", "kms:decrypt", "kms:derivesharedsecret", "kms:describekey", "kms:encrypt",
    "kms:generatedatakey", "kms:generatedatakeypair", "kms:generatedatakeypairwithoutplaintext",
    "kms:generatedatakeywithoutplaintext", "kms:generatemac", "kms:getpublickey", "kms:reencryptfrom",
    "kms:reencryptto", "kms:retiregrant", "kms:sign", "kms:verify", "kms:verifymac",
  ]

  /// Amazon S3 User Guide, "Access control list (ACL) overview", mapping of ACL permissions on a bucket; what these grant on
  /// objects is among `objectActions`.
  private static let actionsOfBucketACLs: Set<String> = [
    "s3:getbucketacl", "s3:listbucket", "s3:listbucketmultipartuploads", "s3:listbucketversions",
    "s3:putbucketacl",
  ]

  /// Service Authorization Reference, "Amazon S3": the actions on objects.
  ///
  /// Amazon S3 User Guide, "How Amazon S3 authorizes a request for an object operation": whoever owns an object may do with
  /// it what its own account allows, whatever ACLs and bucket policy grant.
  static let objectActions: Set<String> = [
    "s3:abortmultipartupload", "s3:bypassgovernanceretention", "s3:deleteobject",
    "s3:deleteobjectannotation", "s3:deleteobjecttagging", "s3:deleteobjectversion",
    "s3:deleteobjectversionannotation", "s3:deleteobjectversiontagging", "s3:getobject", "s3:getobjectacl",
    "s3:getobjectannotation", "s3:getobjectattributes", "s3:getobjectlegalhold", "s3:getobjectretention",
    "s3:getobjecttagging", "s3:getobjecttorrent", "s3:getobjectversion", "s3:getobjectversionacl",
    "s3:getobjectversionannotation", "s3:getobjectversionannotationforreplication",
    "s3:getobjectversionattributes", "s3:getobjectversionforreplication", "s3:getobjectversiontagging",
    "s3:getobjectversiontorrent", "s3:initiatereplication", "s3:listmultipartuploadparts",
    "s3:listobjectannotations", "s3:listobjectversionannotations", "s3:objectowneroverridetobucketowner",
    "s3:putobject", "s3:putobjectacl", "s3:putobjectannotation", "s3:putobjectlegalhold",
    "s3:putobjectretention", "s3:putobjecttagging", "s3:putobjectversionacl",
    "s3:putobjectversionannotation", "s3:putobjectversiontagging", "s3:replicatedelete",
    "s3:replicateobject", "s3:replicateobjectannotation", "s3:replicatetags", "s3:restoreobject",
    "s3:updateobjectencryption",
  ]

  /// AWS STS API Reference, the calls by which a role is assumed and what is passed with them.
  static let trustActions: Set<String> = [
    "sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity", "sts:tagsession",
    "sts:setsourceidentity", "sts:setcontext",
  ]

  /// The root user cannot be locked out of a bucket or a queue by its policy.
  ///
  /// Amazon S3 User Guide, "Bucket policies"; IAM User Guide, "Tasks that require root user credentials", and the policy
  /// `SQSUnlockQueuePolicy` for a session of the root user. Those of S3 are closed to other accounts: Amazon S3 API
  /// Reference, `PutBucketPolicy`, "belong to the bucket owner's account".
  private static let actionsKeptByRoot: Set<String> = [
    "s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy", "sqs:getqueueattributes",
    "sqs:setqueueattributes",
  ]
}

// MARK: - Objects that AWS owns

extension ServiceRules {
  /// Holds where a service of AWS calls for the caller: IAM User Guide, "Forward access sessions".
  static let viaService = CompiledCondition(
    Condition(
      operatorText: Located("Bool"), key: Located("aws:ViaAWSService"), values: [Located("true")]),
    version: .v2012)

  private static let guardedVerbs = [
    "add", "attach", "createpolicyversion", "delete", "detach", "put", "remove", "set", "tag", "untag",
    "update",
  ]

  private static let allowedOnServiceLinkedRoles: Set<String> = [
    "iam:deleteservicelinkedrole", "iam:updateroledescription", "iam:createservicelinkedrole",
  ]

  private static func guardedWrite(_ action: String, _ service: String) -> GuardedWrite? {
    switch service {
    case "kms":
      return ["kms:createalias", "kms:deletealias", "kms:updatealias"].contains(action) ? .keyAlias : nil
    case "iam":
      let verb = action.dropFirst("iam:".count)
      if verb == "tagrole" || verb == "untagrole" { return .roleTags }
      let isWrite = guardedVerbs.contains { verb.hasPrefix($0) } && isOnRoleOrPolicy(verb)
      return isWrite && !allowedOnServiceLinkedRoles.contains(action) ? .identity : nil
    default: return nil
    }
  }

  /// Whether the resource of an IAM write is a role or a managed policy.
  private static func isOnRoleOrPolicy(_ verb: Substring) -> Bool {
    if verb.contains("instanceprofile") || verb.contains("user") || verb.contains("group") { return false }
    return verb.contains("role") || verb.contains("policy")
  }
}

extension AuthorizationRequest {
  /// Whether AWS owns the object and refuses to change it, whatever the policies say.
  ///
  /// Its own services change it, also with the rights of who called them: IAM Identity Center User Guide,
  /// "Identity-based policy examples", has administrators allow `iam:PutRolePolicy` on roles under `aws-reserved`.
  func isGuarded<Logic: TruthValue>() -> Logic {
    let isOwned: Logic = isOwnedByAWS()
    if isOwned.isFalse { return .no }
    let isByService: Logic = isMadeByService()
    return isOwned.and(isByService.negated)
  }

  /// Whether a service of AWS makes the call, with a role of its own or for the caller.
  private func isMadeByService<Logic: TruthValue>() -> Logic {
    if callerFacts.kind == .service { return .yes }
    let isLinked: Logic = isServiceLinked()
    let isForwarded: Logic = ServiceRules.viaService.holds(self)
    return isLinked.or(isForwarded)
  }

  /// Whether AWS owns the object of a write.
  ///
  /// IAM User Guide: AWS managed policies, roles under `aws-reserved` and service-linked roles; KMS: `alias/aws/…`.
  func isOwnedByAWS<Logic: TruthValue>() -> Logic {
    guard let guarded = operation.rules.guarded else { return .no }
    switch storage.resource {
    case .arn(let arn):
      // Of a service-linked role the description can be changed so, and nothing else.
      if operation.rules.isRoleUpdate, ARNText.resource(of: arn).hasPrefix("role/aws-service-role/") {
        return waiting(for: ["semantics:service-linked-role-update"], question: "more than the description")
      }
      return .known(guarded.isOwnedByAWS(arn))
    case .prefix, .unknownPath, .pattern: return isOwnedByAWS(guarded, beginning: storage.resource.beginning)
    case .star: return .no
    case .unknown: return ownership()
    }
  }

  private func isOwnedByAWS<Logic: TruthValue>(
    _ guarded: ServiceRules.GuardedWrite, beginning text: String
  ) -> Logic {
    if guarded.isOwnedByAWS(text) { return .yes }
    guard let name = ARNText.field(5, of: text) else { return ownership() }
    return guarded.mayBecomeOwned(String(name), inAWS: ARNText.field(4, of: text) == "aws")
      ? ownership() : .no
  }

  private func ownership<Logic: TruthValue>() -> Logic {
    waiting(for: ["resource"], question: "owned by AWS")
  }
}

extension ServiceRules.GuardedWrite {
  private var beginnings: [String] {
    switch self {
    case .keyAlias: ["alias/aws/"]
    case .identity: ["role/aws-reserved/", "role/aws-service-role/"]
    case .roleTags: ["role/aws-reserved/"]
    }
  }

  /// Whether an ARN, or an ARN that begins like this, is one of an object that AWS owns.
  func isOwnedByAWS(_ text: String) -> Bool {
    let name = ARNText.resource(of: text)
    if self == .identity, name.hasPrefix("policy/"), ARNText.field(4, of: text) == "aws" { return true }
    return beginnings.contains { name.hasPrefix($0) }
  }

  /// Whether a name that is known only so far may go on to be one.
  func mayBecomeOwned(_ name: String, inAWS: Bool) -> Bool {
    (beginnings + (inAWS ? ["policy/"] : [])).contains { $0.hasPrefix(name) }
  }
}
