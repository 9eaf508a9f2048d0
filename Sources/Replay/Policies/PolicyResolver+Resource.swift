import IAMPolicy

/// The resource's own policy.
extension PolicyResolver {
  /// The policy of the request's resource; nil when it has none for certain.
  func resourcePolicy(for request: AuthorizationRequest, coversMany: Bool) -> PolicySet? {
    switch request.resource {
    case .arn("*"), .star:
      let changed = coversMany ? changedPolicies(request, beginning: "") : []
      return changed.isEmpty ? nil : PolicySet(changed)
    case .arn(let arn): return resourcePolicy(of: arn, request)
    case .prefix, .unknownPath, .pattern:
      let start = request.resource.beginning
      if let owner = ResourcePolicyServices.owner(beginning: start) {
        return resourcePolicy(of: owner, request)
      }
      return secretPolicy(start, request) ?? unknownResource(request, beginning: start)
    case .unknown: return unknownResource(request, beginning: "")
    }
  }

  /// The policy of a secret that is named without what the service puts behind its name, as far as the snapshot settles it:
  /// it holds the one secret of the name, or all policies of the service and none of such a secret.
  ///
  /// AWS Secrets Manager User Guide, "What's in a Secrets Manager secret?": a name is unique in its account and Region, and
  /// six characters of the service's own stand behind it. Nil where the snapshot does not tell, or a change may be of the
  /// secret.
  ///
  /// - Parameter start: what stands before those characters.
  private func secretPolicy(_ start: String, _ request: AuthorizationRequest) -> PolicySet?? {
    guard case .pattern(let form) = request.resource, form == start + "??????",
      ARNFields(form).service == "secretsmanager",
      changedPolicies(request, beginning: start, among: targets).isEmpty
    else { return nil }
    let held = secrets[start] ?? []
    if held.count == 1 { return .some(resourcePolicy(of: held[0], request)) }
    let isComplete = request.resourceAccount.map { snapshot.isComplete("secretsmanager", in: $0) } ?? false
    return held.isEmpty && isComplete ? .some(nil) : nil
  }

  private func resourcePolicy(of arn: String, _ request: AuthorizationRequest) -> PolicySet? {
    let owner = ResourcePolicyServices.owner(of: arn)
    let fields = ARNFields(owner)
    // Only `sts` actions on a role meet its trust policy; other IAM resources have no policy of their own.
    if fields.service == "iam", !request.isOnTrust || !fields.resource.hasPrefix("role/") { return nil }
    // AWS KMS Developer Guide, "Controlling access to aliases": by the policy of the key and those of the caller.
    if fields.service == "kms", fields.resource.hasPrefix("alias/") { return nil }
    // Neither sessions nor federated users have one.
    if fields.service == "sts" { return nil }
    if ResourcePolicyServices.isAccessPoint(fields) {
      // Which bucket lies behind it is not known here.
      let bucket = AttachedPolicy(name: "", content: .unknown("policy:resource"))
      return PolicySet([snapshot.resourcePolicies[owner], bucket].compactMap { $0 })
    }
    if let policy = snapshot.resourcePolicies[arn] ?? snapshot.resourcePolicies[owner] {
      return PolicySet([policy])
    }
    if snapshot.resourcesWithoutPolicy.contains(owner) { return nil }
    if fields.service == "iam" {
      let trust = snapshot.accounts[fields.account]?.roles[owner]?.trust
      return trust.map { PolicySet([$0]) } ?? .unknown("policy:trust")
    }
    if !ResourcePolicyServices.names.contains(fields.service) { return nil }
    let isComplete = request.resourceAccount.map { snapshot.isComplete(fields.service, in: $0) } ?? false
    return isComplete ? nil : .unknown("policy:resource")
  }

  /// A resource that is not known may be one whose policy a change gives.
  private func unknownResource(_ request: AuthorizationRequest, beginning start: String) -> PolicySet? {
    // No IAM resource has a policy that an `iam` action meets, so that it needs no name to know that.
    guard ResourcePolicyServices.names.contains(request.service), request.service != "iam" else { return nil }
    if ARNFields(start).service == "sts" { return nil }
    let rest = AttachedPolicy(name: "", content: .unknown("policy:resource"))
    return PolicySet([rest] + changedPolicies(request, beginning: start))
  }

  /// What the ARN of a resource begins with whose policy a request may meet though the log does not tell which one it is;
  /// nil where that is settled.
  ///
  /// These policies are not among those that decide the request: what they say is unknown there.
  func openBeginning(of request: AuthorizationRequest, coversMany: Bool) -> String? {
    switch request.resource {
    case .arn("*"), .star: return coversMany ? "" : nil
    case .arn(let arn):
      let fields = ARNFields(arn)
      if ResourcePolicyServices.isAccessPoint(fields) { return "arn:\(fields.partition):s3:::" }
      let isAlias = fields.service == "kms" && fields.resource.hasPrefix("alias/")
      return isAlias ? "arn:\(fields.partition):kms:\(fields.region):\(fields.account):key/" : nil
    case .prefix, .unknownPath, .pattern:
      let start = request.resource.beginning
      let isSettled =
        ResourcePolicyServices.owner(beginning: start) != nil || secretPolicy(start, request) != nil
      return isSettled ? nil : start
    case .unknown: return ""
    }
  }

  private func changedPolicies(
    _ request: AuthorizationRequest, beginning start: String, among targets: [Target]? = nil
  ) -> [AttachedPolicy] {
    (targets ?? reachable).flatMap { target -> [AttachedPolicy] in
      guard case .resource(let arn) = target.target, request.mayBe(about: arn, beginning: start) else {
        return []
      }
      return target.policies
    }
  }
}

extension AuthorizationRequest {
  /// The service prefix of the action.
  fileprivate var service: String { String(action.prefix { $0 != ":" }) }

  fileprivate var isOnTrust: Bool { service == "sts" }

  /// Whether the resource, of whose ARN only the beginning is known, may be this one or a part of it.
  func mayBe(about arn: String, beginning start: String) -> Bool {
    let fields = ARNFields(arn)
    if let resourceAccount, !fields.account.isEmpty, fields.account != resourceAccount { return false }
    guard fields.service == "iam" ? isOnTrust : fields.service == service else { return false }
    return arn.utf8.starts(with: start.utf8) || start.utf8.starts(with: arn.utf8)
  }
}
