/// What grants access: by caller kind, within an account and across accounts.
///
/// IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic".
extension EvaluationPass {
  /// Whether something grants the request, before SCPs, endpoint policies and denies are looked at.
  func grant(_ verdict: Verdict<Logic>) -> Logic {
    let rules = request.storage.operation.rules
    if rules.ignoresIdentityPolicies {
      switch request.storage.callerFacts.kind {
      case .user, .root: return .yes
      default: break
      }
    }
    if rules.isAssumeRole, request.storage.callerFacts.kind == .root { return .no }
    switch request.storage.callerFacts.kind {
    case .service, .federated, .anonymous: return outsideGrant(verdict)
    case .user, .session, .federatedUser, .root: break
    }
    if rules.isAssumeRoot { return isOtherPartition ? .no : rootSessionGrant(verdict) }
    let isSame = isSameAccount
    if isSame.isTrue { return ownAccountGrant(verdict) }
    let cross = crossAccountGrant(verdict)
    if isSame.isFalse { return cross }
    let same = ownAccountGrant(verdict)
    return same == cross ? same : isSame.and(same).or(isSame.negated.and(cross))
  }

  /// Whether caller and resource are of one account.
  var isSameAccount: Logic {
    request.storage.isSameAccount.map { .known($0) }
      ?? request.waiting(for: ["resourceAccount"], question: "same account")
  }

  /// Whether the resource is a KMS key: its policy alone switches identity policies on.
  var isKey: Logic {
    guard request.storage.operation.rules.isKMS else { return .no }
    switch request.storage.resource {
    case .arn(let arn): return .known(ARNText.resource(of: arn).hasPrefix("key/"))
    case .prefix, .unknownPath, .pattern: return isKey(beginning: request.storage.resource.beginning)
    case .star: return .no
    case .unknown: return isSomeKey
    }
  }

  private func isKey(beginning text: String) -> Logic {
    guard let name = ARNText.field(5, of: text) else { return isSomeKey }
    if name.hasPrefix("key/") { return .yes }
    return "key/".hasPrefix(name) ? isSomeKey : .no
  }

  private var isSomeKey: Logic { request.waiting(for: ["resource"], question: "a KMS key") }

  /// Callers of no account: only a policy that names them, or everyone, grants.
  private func outsideGrant(_ verdict: Verdict<Logic>) -> Logic {
    let direct = verdict.resource.allow.direct.and(isQueueAdministrationGrantable)
    switch request.storage.callerFacts.kind {
    case .anonymous: return restrictedPublicly(verdict, withACLs(withKeyGrants(direct)))
    default: return withACLs(withKeyGrants(direct))
    }
  }

  /// Whether a queue policy can grant administration to callers of no account.
  ///
  /// Amazon SQS Developer Guide, "Overview of managing access", speaks of other accounts only.
  private var isQueueAdministrationGrantable: Logic {
    guard request.storage.operation.rules.isSQSAdministration else { return .yes }
    return request.waiting(
      for: ["semantics:sqs-administration"], question: "queue policies grant administration")
  }

  /// `sts:AssumeRoot`: the caller's own policies allow it, and the organization lets its account manage root access.
  ///
  /// IAM User Guide, "Centrally manage root access for member accounts": the management account or a delegated
  /// administrator, once the feature is on, for member accounts. No policy tells whether that is so, and none
  /// stands at the root user of the other account.
  private func rootSessionGrant(_ verdict: Verdict<Logic>) -> Logic {
    let isManaged: Logic = request.waiting(
      for: ["semantics:assume-root"], question: "the account may manage root access")
    let limits = verdict.boundary.allow.and(verdict.session.allow)
    let hasOwnPolicies = request.storage.callerFacts.kind != .root
    return isManaged.and(hasOwnPolicies ? verdict.identity.allow.and(limits) : verdict.session.allow)
  }

  /// Within an account, with what its settings give and take beside the policies.
  private func ownAccountGrant(_ verdict: Verdict<Logic>) -> Logic {
    let rules = request.storage.operation.rules
    if rules.isOfOrganization {
      return sameAccountGrant(verdict).and(
        membership(request.storage.options.managesOrganization, "organizations:delegation"))
    }
    if rules.isOfOwnPassword {
      return sameAccountGrant(verdict).or(
        membership(request.storage.options.usersChangePasswords, "iam:password-policy").and(isCallerItself))
    }
    return sameAccountGrant(verdict)
  }

  /// Whether a user asks for nothing but itself.
  private var isCallerItself: Logic {
    guard case .user(let own, _) = request.caller else { return .no }
    switch request.storage.resource {
    case .arn(let arn): return .known(arn == "*" || sameText(arn, own))
    case .star: return .yes
    case .prefix, .unknownPath, .pattern:
      return own.hasPrefix(request.storage.resource.beginning) ? isSomeUser : .no
    case .unknown: return isSomeUser
    }
  }

  private var isSomeUser: Logic { request.waiting(for: ["resource"], question: "the caller itself") }

  private func sameAccountGrant(_ verdict: Verdict<Logic>) -> Logic {
    let isKey = request.storage.meetsTrustPolicy ? .yes : isKey
    let allow = verdict.resource.allow
    let own = verdict.identity.allow
    let limits = verdict.boundary.allow.and(verdict.session.allow)
    switch request.storage.callerFacts.kind {
    case .user, .session, .federatedUser:
      // A grant names the user itself, but of a session only the role, which boundary and session limit.
      let isUser = request.storage.callerFacts.kind == .user
      let delegated = allow.account.and(own)
      let keyGrant =
        isUser
        ? withKeyGrants(allow.direct.or(delegated.and(limits)))
        : allow.direct.or(withKeyGrants(allow.behind.or(delegated)).and(limits))
      let grant = allow.direct.or(own.or(allow.behind).and(limits))
      return isKey.and(keyGrant).or(isKey.negated.and(grant))
    case .root:
      let keyGrant = withKeyGrants(allow.direct.or(allow.account)).and(verdict.session.allow)
      return isKey.and(keyGrant).or(isKey.negated.and(verdict.session.allow))
    case .service, .federated, .anonymous: return outsideGrant(verdict)
    }
  }

  private func crossAccountGrant(_ verdict: Verdict<Logic>) -> Logic {
    if request.storage.operation.rules.isOfOwnAccountAlone || isOtherPartition { return .no }
    let allow = verdict.resource.allow
    switch request.storage.callerFacts.kind {
    case .user, .session, .federatedUser:
      let own = verdict.identity.allow.and(verdict.boundary.allow).and(verdict.session.allow)
      return restrictedPublicly(verdict, withForeignKeyGrants(withACLs(allow.any).and(own), own))
    case .root:
      let granted = withKeyGrants(allow.direct.or(allow.account))
      return restrictedPublicly(verdict, withACLs(granted).and(verdict.session.allow))
    case .service, .federated, .anonymous: return outsideGrant(verdict)
    }
  }

  /// The same across accounts, where it is not documented whether the caller needs an allow of its own beside it.
  private func withForeignKeyGrants(_ grant: Logic, _ own: Logic) -> Logic {
    guard request.storage.operation.rules.isOfKeyGrants, request.storage.options.kmsGrantsUnknown else {
      return grant
    }
    let isAlone: Logic = request.waiting(for: ["kms:grants"], question: "grants suffice across accounts")
    return grant.or(withKeyGrants(.no).and(own.or(isAlone)))
  }

  /// A KMS grant is an allow that no log and no policy shows.
  private func withKeyGrants(_ grant: Logic) -> Logic {
    guard request.storage.operation.rules.isOfKeyGrants, request.storage.options.kmsGrantsUnknown else {
      return grant
    }
    return grant.or(isKey.and(request.waiting(for: ["kms:grants"], question: "grants")))
  }

  /// An ACL may grant what no policy does.
  ///
  /// Amazon S3 User Guide, "Access control list (ACL) overview".
  private func withACLs(_ grant: Logic) -> Logic {
    guard request.storage.operation.rules.isOpenToACLs, request.storage.options.s3ACLsUnknown else {
      return grant
    }
    return grant.or(request.waiting(for: ["s3:acl"], question: "ACL"))
  }

  /// Block Public Access takes the grants of a public bucket policy from callers outside the account.
  ///
  /// Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage", RestrictPublicBuckets.
  private func restrictedPublicly(_ verdict: Verdict<Logic>, _ grant: Logic) -> Logic {
    guard verdict.isPublic else { return grant }
    if request.storage.options.s3BlocksPublicAccess == true { return .no }
    let restricts: Logic = request.waiting(
      for: ["s3:block-public-access"], question: "restricts public buckets")
    return grant.and(restricts.negated)
  }

  /// Accounts of different partitions never trust each other; of an unknown resource the partition is not in doubt.
  var isOtherPartition: Bool {
    guard let own = request.storage.callerFacts.partition, let other = request.storage.resource.partition
    else { return false }
    return other != own
  }
}

extension PolicySet {
  /// Whether a bucket policy counts as public: an Allow for everyone that no condition narrows to fixed values.
  ///
  /// Amazon S3 User Guide, "The meaning of 'public'".
  var isPublic: Bool {
    policies.contains { policy in
      guard case .document(let document) = policy.content else { return false }
      return document.statements.contains { $0.isPublic }
    }
  }
}

extension CompiledStatement {
  private static let narrowingKeys: Set<String> = [
    "aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn", "aws:sourceip", "aws:sourceowner", "aws:sourcevpc", "aws:sourcevpce", "aws:userid",
    "s3:dataaccesspointaccount", "s3:dataaccesspointarn", "s3:x-amz-server-side-encryption-aws-kms-key-id",
  ]

  fileprivate var isPublic: Bool {
    guard effect == .allow, let principal else { return false }
    guard principal.isNegated || principal.namesEveryone else { return false }
    return !conditions.contains { Self.narrowingKeys.contains($0.key.name) && $0.holdsToFixedValues }
  }
}

extension CompiledCondition {
  /// Whether it lets only fixed values through.
  ///
  /// Amazon S3 User Guide, "The meaning of 'public'": values without wildcards and variables, no broad range of
  /// addresses; the ARN of an access point may have wildcards behind its account.
  fileprivate var holdsToFixedValues: Bool {
    guard let comparison, !comparison.isNegated, !comparison.isIfExists, comparison.needsSomeValue else {
      return false
    }
    switch comparison.base {
    case .stringEquals, .stringEqualsIgnoreCase, .stringLike, .arn:
      return source.values.allSatisfy { isFixed($0.value) }
    case .ip:
      return values.allSatisfy { if case .range(let range) = $0 { !range.isBroad } else { false } }
    case .numeric, .date, .bool, .binary, .null: return false
    }
  }

  private func isFixed(_ text: String) -> Bool {
    if text.mayHoldVariable { return false }
    let isAccessPoint = key.name == "s3:dataaccesspointarn"
    let fixed = isAccessPoint ? ARNText.fields(text).dropLast().joined(separator: ":") : text
    return !fixed.contains { $0 == "*" || $0 == "?" }
  }
}

extension ConditionOperator {
  /// Whether it holds only for a key that has some value, as `ForAllValues` does not.
  fileprivate var needsSomeValue: Bool {
    switch setPrefix {
    case nil, .forAnyValue: true
    case .forAllValues: false
    }
  }
}
