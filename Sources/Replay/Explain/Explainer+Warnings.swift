import IAMPolicy

/// Warns of names in a typed request that the snapshot does not know and that are perhaps mistyped.
///
/// A snapshot need not hold every account and resource, so that these are warned of only where it has one of nearly their
/// name; that an exported account lacks a user or role is certain.
extension Explainer {
  /// The warnings, in sentences.
  public func warnings(for typed: TypedRequest) -> [String] {
    let known = KnownNames(snapshot: differ.baseline)
    let caller = ARNFields(typed.principal)
    let resource = typed.resource.map { ARNFields($0) } ?? ARNFields("")
    var accounts: [String] = []
    for account in [caller.account, resource.account, typed.resourceAccount ?? ""]
    where !accounts.contains(account) {
      accounts.append(account)
    }
    let warnings = accounts.compactMap { warning(ofAccount: $0, known) } + warnings(ofCaller: typed, known)
    let isElsewhere = warning(ofAccount: resource.account, known) != nil
    return warnings + (isElsewhere ? [] : [warning(ofResource: typed, known)].compactMap { $0 })
      + [warning(ofOwner: typed)].compactMap { $0 } + self.warnings(ofEndpoints: typed)
      + [warning(ofService: typed.principal)].compactMap { $0 }
  }

  /// A warning of an owner beside which the snapshot knows another one.
  ///
  /// Amazon S3 User Guide, "General purpose bucket naming rules": no other account of the partition has a bucket of the name.
  private func warning(ofOwner typed: TypedRequest) -> String? {
    guard let resource = typed.resource, let stated = typed.resourceAccount,
      let owner = differ.baseline.owner(ofResource: resource), owner != stated
    else { return nil }
    let name = ResourcePolicyServices.owner(of: resource)
    return "the policy snapshot holds `\(name)` in the account \(owner), and not in \(stated)"
  }

  /// Warnings of VPC endpoints of nearly the id of one that has a policy in the snapshot, or that a statement names.
  private func warnings(ofEndpoints typed: TypedRequest) -> [String] {
    let named = differ.baseline.documents.flatMap { $0.document.statements }.flatMap { $0.conditions }
      .filter { $0.key.value.lowercased() == "aws:sourcevpce" }.flatMap { $0.values.map { $0.value } }
    let ids = Set(differ.baseline.vpcEndpoints.keys).union(named).filter { $0.hasPrefix("vpce-") }.sorted()
    return (typed.context["aws:sourcevpce"] ?? []).compactMap { id in
      guard !ids.contains(id), let meant = Spelling.closest(to: id, among: ids) else { return nil }
      return "the policy snapshot holds no VPC endpoint `\(id)`; did you mean `\(meant)`?"
    }
  }

  /// A warning of a service that neither the catalog nor a statement of the snapshot names as it is typed.
  private func warning(ofService name: String) -> String? {
    guard case .service? = Caller(text: name) else { return nil }
    let named = differ.baseline.documents.flatMap { $0.document.statements }
      .flatMap { $0.principal?.entries ?? [] }.map { $0.text.value }
    let services = ServicePrincipals(named: named)
    return services.meant(by: name).map {
      "no service that the built-in catalog or the policy snapshot knows is `\(name)`; did you mean `\($0)`?"
    }
  }

  private func warning(ofAccount account: String, _ known: KnownNames) -> String? {
    if let fault = ARNPattern.fault(ofAccount: account) { return fault }
    guard ARNText.isAccountID(account), !known.accounts.contains(account) else { return nil }
    return known.closest(toAccount: account).map {
      "the policy snapshot holds no account \(account); did you mean `\($0)`?"
    }
  }

  private func warnings(ofCaller typed: TypedRequest, _ known: KnownNames) -> [String] {
    let fields = ARNFields(typed.principal)
    guard let account = differ.baseline.accounts[fields.account] else { return [] }
    let names = fields.resource.split(separator: "/").map(String.init)
    let meant = known.closest(toIdentity: typed.principal)
    switch names.first {
    case "user" where account.users[typed.principal] == nil:
      return [missing("user", typed.principal, fields, meant)]
    case "role" where account.roles[typed.principal] == nil:
      let other = names.last.flatMap { account.roleARNs[$0] }
      return [
        missing("role", typed.principal, fields, other == nil ? meant : nil)
          + (other.map { "; the role of its name is `\($0)`" } ?? "")
      ]
    case "assumed-role" where names.count > 1 && account.roleARNs[names[1]] == nil:
      let meant = Spelling.closest(to: names[1], among: account.roleARNs.keys.sorted())
      return [missing("role", names[1], fields, meant)]
    default: return []
    }
  }

  private func missing(_ kind: String, _ name: String, _ fields: ARNFields, _ meant: String?) -> String {
    "the account \(fields.account) was exported without a \(kind) `\(name)`"
      + Spelling.question(meant)
  }

  /// A warning of a resource beside which the snapshot knows one of the same place and nearly the same name.
  private func warning(ofResource typed: TypedRequest, _ known: KnownNames) -> String? {
    guard let resource = typed.resource, !resource.contains(where: { "*?".contains($0) }) else { return nil }
    let name = ResourcePolicyServices.owner(of: resource)
    let own = ARNFields(name).resource
    let place = String(name.dropLast(own.count))
    var known = known
    known.resources = differ.baseline.resourcesInStatements.sorted()
    let names = known.resources(like: name).filter { $0.hasPrefix(place) }
    guard !own.isEmpty, !names.contains(name), let meant = Spelling.closestName(to: name, among: names),
      !KnownNames.isTooShort(own, for: ARNFields(meant).resource)
    else { return nil }
    return "the policy snapshot holds no `\(name)`; did you mean `\(meant)`?"
  }
}
