/// What a policy snapshot holds, and what requests need that it does not.
public struct SnapshotInventory: Sendable, Equatable {
  /// A kind of thing with its number.
  public struct Count: Sendable, Equatable {
    /// The kind, in the words of the JSON output.
    public var name: String
    /// One of the kind, in words.
    public var noun: String
    /// Several of the kind; nil for the noun with an `s`.
    public var nouns: String?
    /// How many there are.
    public var count: Int
  }

  /// How many of each kind were found.
  public var counts: [Count]
  /// What is not there and therefore unknown, each as a fragment.
  public var missing: [String]
  /// The services all of whose resource-based policies are there, in all accounts or as `s3 in 111122223333` in one.
  public var completeServices: [String]

  /// Takes stock of a snapshot.
  public init(of snapshot: PolicySnapshot) {
    let accounts = snapshot.accounts.values
    counts = [
      Count(name: "organization", noun: "organization", count: snapshot.organization == nil ? 0 : 1),
      Count(name: "scps", noun: "SCP", count: snapshot.scps.count),
      Count(name: "rcps", noun: "RCP", count: snapshot.rcps.count),
      Count(name: "accounts", noun: "account", count: snapshot.accounts.count),
      Count(name: "users", noun: "user", count: accounts.reduce(0) { $0 + $1.users.count }),
      Count(name: "groups", noun: "group", count: accounts.reduce(0) { $0 + $1.groups.count }),
      Count(name: "roles", noun: "role", count: accounts.reduce(0) { $0 + $1.roles.count }),
      Count(
        name: "managedPolicies", noun: "managed policy", nouns: "managed policies",
        count: accounts.reduce(0) { $0 + $1.managedPolicies.count }),
      Count(
        name: "resourcePolicies", noun: "resource policy", nouns: "resource policies",
        count: snapshot.resourcePolicies.count),
      Count(
        name: "resourcesWithoutPolicy", noun: "resource without a policy",
        nouns: "resources without a policy",
        count: snapshot.resourcesWithoutPolicy.count),
      Count(name: "vpcEndpoints", noun: "VPC endpoint", count: snapshot.vpcEndpoints.count),
    ]
    completeServices =
      snapshot.completeResourceServices.sorted()
      + snapshot.completeResourceServicesOfAccounts.keys.sorted().flatMap { account in
        (snapshot.completeResourceServicesOfAccounts[account] ?? []).sorted().map { "\($0) in \(account)" }
      }
    missing = Self.missing(in: snapshot)
  }

  /// The inventory in lines of a width.
  public func text(width: Int) -> String {
    var sheet = TextSheet(width: max(40, width), usesColor: false)
    let found = counts.map { $0.words }.joined(separator: ", ")
    let complete =
      completeServices.isEmpty ? "no service" : completeServices.joined(separator: ", ")
    sheet.line("found", found)
    sheet.line("complete", "the resource-based policies of \(complete)")
    for (index, text) in missing.enumerated() { sheet.line(index == 0 ? "unknown" : "", text) }
    return sheet.output
  }

  private static func missing(in snapshot: PolicySnapshot) -> [String] {
    missingOrganization(snapshot)
      + snapshot.accounts.keys.sorted().flatMap { missing(in: $0, of: snapshot) }
  }

  private static func missingOrganization(_ snapshot: PolicySnapshot) -> [String] {
    guard let organization = snapshot.organization else {
      return ["no organization tree, so which SCPs and RCPs apply"]
    }
    var missing: [String] = []
    if organization.managementAccount == nil { missing.append("which account is the management account") }
    for isSCP in [true, false] {
      let kind = isSCP ? "SCP" : "RCP"
      let texts = isSCP ? snapshot.scps : snapshot.rcps
      for name in organization.attachedNames(isSCP: isSCP).sorted()
      where texts[name] == nil && PolicyResolver.managedByAWS(name) == nil {
        missing.append("the text of the \(kind) \(name)")
      }
      for node in organization.nodesWithoutList(isSCP: isSCP) {
        missing.append("which \(kind)s are attached at \(node)")
      }
    }
    for account in snapshot.accounts.keys.sorted() where organization.root.path(to: account) == nil {
      missing.append("which SCPs and RCPs apply to account \(account), which is not in the tree")
    }
    for account in organization.root.allAccounts where snapshot.accounts[account] == nil {
      missing.append("the identities of account \(account)")
    }
    return missing
  }

  private static func missing(in id: String, of snapshot: PolicySnapshot) -> [String] {
    guard let account = snapshot.accounts[id] else { return [] }
    let identities = [account.users.values, account.groups.values, account.roles.values].flatMap { $0 }
    let attached = Set(identities.flatMap { $0.attached + ($0.boundary.map { [$0] } ?? []) })
    let groups = Set(account.users.values.flatMap { $0.groups })
    return attached.filter { snapshot.managedPolicy($0, in: account) == nil }.sorted().map {
      "the text of the managed policy \($0) in account \(id)"
    }
      + groups.filter { account.groups[$0] == nil }.sorted().map {
        "the policies of the group \($0) in account \(id)"
      }
  }
}

extension SnapshotInventory.Count {
  /// The number with its noun, for example `2 managed policies`.
  fileprivate var words: String {
    guard count != 1 else { return "1 \(noun)" }
    return "\(TextFormat.count(count)) \(nouns ?? noun + "s")"
  }
}
