import IAMPolicy
import JSON

/// Reading the answer of `aws iam get-account-authorization-details`, as the AWS CLI writes it.
extension SnapshotReader {
  /// The users, groups, roles and managed policies of one account.
  mutating func authorizationDetails(_ value: JSONValue, file: String) -> AccountIdentities {
    var account = AccountIdentities()
    for policy in value["Policies"]?.array ?? [] {
      guard let arn = policy["Arn"]?.string else { continue }
      account.managedPolicies[arn] = managedPolicy(policy, arn: arn, file: file)
    }
    for user in value["UserDetailList"]?.array ?? [] {
      guard let identity = identity(user, inline: "UserPolicyList", file: file) else { continue }
      account.users[identity.arn] = identity
    }
    for group in value["GroupDetailList"]?.array ?? [] {
      guard let name = group["GroupName"]?.string else { continue }
      account.groups[name] = identity(group, inline: "GroupPolicyList", file: file)
    }
    for role in value["RoleDetailList"]?.array ?? [] {
      guard var identity = identity(role, inline: "RolePolicyList", file: file) else { continue }
      if let trust = role["AssumeRolePolicyDocument"] {
        identity.trust = policy(
          trust, type: .trust, name: identity.arn, file: file, dependency: "policy:trust:\(identity.arn)")
      }
      account.roles[identity.arn] = identity
      if let name = role["RoleName"]?.string { account.roleARNs[name] = identity.arn }
    }
    return account
  }

  private mutating func identity(_ value: JSONValue, inline: String, file: String) -> Identity? {
    guard let arn = value["Arn"]?.string else { return nil }
    var identity = Identity(arn: arn)
    identity.uniqueID = value["UserId"]?.string ?? value["RoleId"]?.string ?? value["GroupId"]?.string
    for entry in value[inline]?.array ?? [] {
      guard let name = entry["PolicyName"]?.string, let text = entry["PolicyDocument"] else { continue }
      identity.inline.append(
        policy(text, type: .identity, name: name, file: file, dependency: "policy:identity:\(arn)/\(name)"))
    }
    identity.attached = (value["AttachedManagedPolicies"]?.array ?? []).compactMap { $0["PolicyArn"]?.string }
    identity.boundary = value["PermissionsBoundary"]?["PermissionsBoundaryArn"]?.string
    identity.groups = (value["GroupList"]?.array ?? []).compactMap { $0.string }
    for tag in value["Tags"]?.array ?? [] {
      if let key = tag["Key"]?.string { identity.tags[key] = tag["Value"]?.string }
    }
    return identity
  }

  private mutating func managedPolicy(_ value: JSONValue, arn: String, file: String) -> AttachedPolicy {
    let versions = value["PolicyVersionList"]?.array ?? []
    let current =
      versions.first { $0["IsDefaultVersion"]?.bool == true }
      ?? versions.first { $0["VersionId"]?.string == value["DefaultVersionId"]?.string }
    guard let text = current?["Document"] else {
      return AttachedPolicy(name: arn, file: path(file), content: .unknown("policy:managed:\(arn)"))
    }
    return policy(text, type: .identity, name: arn, file: file, dependency: "policy:managed:\(arn)")
  }
}
