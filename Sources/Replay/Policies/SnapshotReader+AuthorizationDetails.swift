import IAMPolicy
import JSON

/// Reading the answer of `aws iam get-account-authorization-details`, as the AWS CLI writes it.
///
/// AWS leaves out lists that would be empty. Members that are not read here may be anything: AWS adds to them.
extension SnapshotReader {
  /// The users, groups, roles and managed policies of one account, from a file or from one file a page.
  mutating func readDetails(_ details: AccountDetails) {
    let account = details.account
    var pages: [(file: String, isLast: Bool)] = []
    for (file, bytes) in details.pages {
      guard let value = tree(bytes, of: file) else { continue }
      var identities = snapshot.accounts[account] ?? AccountIdentities()
      readPage(value, account: account, file: file, into: &identities)
      snapshot.accounts[account] = identities
      pages.append((file, Self.isLastPage(value)))
    }
    if let last = pages.last, !pages.contains(where: { $0.isLast }) {
      warn(
        last.file, "the answer goes on: the pages that are not here stay unknown, and what stands on them")
    }
  }

  /// Whether no page follows: AWS names it so, the CLI gives a token for what follows.
  private static func isLastPage(_ value: JSONValue) -> Bool {
    value["IsTruncated"]?.bool != true && value["NextToken"]?.string == nil && value["Marker"]?.string == nil
  }

  private mutating func readPage(
    _ value: JSONValue, account: String, file: String, into identities: inout AccountIdentities
  ) {
    guard object(value, "the authorization details", in: file) != nil else { return }
    let lists = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"]
    if lists.allSatisfy({ value[$0] == nil }) {
      fault(file, value.position, "none of \(lists.joined(separator: ", ")) is here")
    }
    for policy in objects("Policies", of: value, in: file) { readManaged(policy, file, into: &identities) }
    for user in objects("UserDetailList", of: value, in: file) {
      guard let identity = identity(user, .user, account: account, file: file) else { continue }
      note(identities.users.updateValue(identity, forKey: identity.arn)?.arn, user, file)
    }
    for group in objects("GroupDetailList", of: value, in: file) {
      guard let identity = identity(group, .group, account: account, file: file),
        let name = requiredString("GroupName", of: group, in: file)
      else { continue }
      note(identities.groups.updateValue(identity, forKey: name)?.arn, group, file)
    }
    for entry in objects("RoleDetailList", of: value, in: file) {
      guard let identity = role(entry, account: account, file: file) else { continue }
      note(identities.roles.updateValue(identity, forKey: identity.arn)?.arn, entry, file)
      if let name = requiredString("RoleName", of: entry, in: file) {
        identities.roleARNs[name] = identity.arn
      }
    }
  }

  /// Refuses what stands on two pages: they are not of one answer, and which of them holds is not known.
  private mutating func note(_ earlier: String?, _ value: JSONValue, _ file: String) {
    guard let earlier else { return }
    fault(file, value.position, "`\(earlier)` stands twice in the account's authorization details")
  }

  private mutating func role(_ value: JSONValue, account: String, file: String) -> Identity? {
    guard var identity = identity(value, .role, account: account, file: file) else { return nil }
    if let trust = value["AssumeRolePolicyDocument"] {
      noteSize(of: trust, as: .trust, name: identity.arn, file: file)
      identity.trust = policy(
        PolicyDocument.parse(trust, type: .trust), type: .trust, name: identity.arn, file: file,
        dependency: "policy:trust:\(identity.arn)")
    }
    return identity
  }

  private mutating func identity(
    _ value: JSONValue, _ kind: IdentityKind, account: String, file: String
  ) -> Identity? {
    guard let arn = requiredString("Arn", of: value, in: file) else { return nil }
    let fields = ARNFields(arn)
    if fields.account != account || fields.service != "iam" || !fields.resource.hasPrefix(kind.path) {
      fault(
        file, value["Arn"]?.position, "`\(arn)` is not the ARN of a \(kind.rawValue) of account \(account)")
    }
    var identity = Identity(arn: arn)
    identity.uniqueID = string(kind.id, of: value, in: file)
    identity.inline = inlinePolicies(of: value, arn: arn, kind, file: file)
    for policy in objects("AttachedManagedPolicies", of: value, in: file) {
      if let arn = requiredString("PolicyArn", of: policy, in: file) { identity.attached.append(arn) }
    }
    if let boundary = value["PermissionsBoundary"],
      object(boundary, "`PermissionsBoundary`", in: file) != nil
    {
      identity.boundary = requiredString("PermissionsBoundaryArn", of: boundary, in: file)
    }
    identity.hasGroupList = value["GroupList"] != nil
    identity.groups = strings("GroupList", of: value, in: file) ?? []
    let tags = objects("Tags", of: value, in: file)
    identity.hasTagList = value["Tags"] != nil
    identity.hasAllTags = value["Tags"]?.array?.count == tags.count
    for tag in tags {
      let text = requiredString("Value", of: tag, in: file)
      guard let key = requiredString("Key", of: tag, in: file), let text else {
        identity.hasAllTags = false
        continue
      }
      identity.tags[key] = text
    }
    return identity
  }

  private mutating func inlinePolicies(
    of value: JSONValue, arn: String, _ kind: IdentityKind, file: String
  ) -> [AttachedPolicy] {
    var policies: [AttachedPolicy] = []
    var size = 0
    for entry in objects(kind.inlineList, of: value, in: file) {
      guard let name = requiredString("PolicyName", of: entry, in: file) else { continue }
      guard let text = entry["PolicyDocument"] else {
        fault(file, entry.position, "the inline policy `\(name)` has no `PolicyDocument`")
        continue
      }
      size += PolicySize(text).charactersWithoutWhitespace
      policies.append(
        policy(
          PolicyDocument.parse(text, type: .identity), type: .identity, name: name, file: file,
          dependency: "policy:identity:\(arn)/\(name)"))
    }
    let what = "the inline policies of a \(kind.rawValue)"
    if let finding = PolicySize.finding(size, quota: kind.inlineQuota, of: what, at: value.position) {
      snapshot.findings.append(SnapshotFinding(file: path(file), policy: arn, finding: finding))
    }
    return policies
  }

  private mutating func readManaged(
    _ value: JSONValue, _ file: String, into identities: inout AccountIdentities
  ) {
    guard let arn = requiredString("Arn", of: value, in: file) else { return }
    let current = defaultVersion(of: value, file)
    var managed = AttachedPolicy(name: arn, file: path(file), content: .unknown("policy:managed:\(arn)"))
    let isManagedByAWS = ARNFields(arn).account == "aws"
    if let text = current?["Document"] {
      // The quota is the customer's: AWS's own policies are longer.
      if !isManagedByAWS { noteSize(of: text, as: .identity, name: arn, file: file) }
      managed = policy(
        PolicyDocument.parse(text, type: .identity), type: .identity, name: arn, file: file,
        dependency: "policy:managed:\(arn)")
      managed.version = current.flatMap { string("VersionId", of: $0, in: file) }
    } else {
      warn(file, "`\(arn)` has no default version with its text, so it is unknown", at: value.position)
    }
    note(identities.managedPolicies.updateValue(managed, forKey: arn)?.name, value, file)
    if isManagedByAWS, case .document = managed.content {
      snapshot.awsManagedPolicies[arn] = managed
    }
  }

  /// The version that is in force, marked as such or named by the policy.
  private mutating func defaultVersion(of value: JSONValue, _ file: String) -> JSONValue? {
    let name = string("DefaultVersionId", of: value, in: file)
    var named: JSONValue?
    for version in objects("PolicyVersionList", of: value, in: file) {
      if let mark = version["IsDefaultVersion"] {
        if mark.bool == nil { fault(file, mark.position, "`IsDefaultVersion` must be true or false") }
        if mark.bool == true { return version }
      }
      let id = string("VersionId", of: version, in: file)
      if id != nil, id == name { named = version }
    }
    return named
  }
}

/// The kinds of identities, with what AWS calls their members.
private enum IdentityKind: String {
  case user, group, role

  var path: String { rawValue + "/" }

  var id: String {
    switch self {
    case .user: "UserId"
    case .group: "GroupId"
    case .role: "RoleId"
    }
  }

  var inlineList: String {
    switch self {
    case .user: "UserPolicyList"
    case .group: "GroupPolicyList"
    case .role: "RolePolicyList"
    }
  }

  /// The characters that all inline policies of one may have together (IAM User Guide, quotas).
  var inlineQuota: Int {
    switch self {
    case .user: 2048
    case .group: 5120
    case .role: 10_240
    }
  }
}
