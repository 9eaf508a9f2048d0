import JSON
import PolicyWorlds
import TestSupport

/// Writes what a view shows of an estate as a snapshot folder.
struct EstateFiles {
  let estate: Estate
  let view: EstateView

  /// The files by their paths in the folder.
  var files: [(String, JSONValue)] {
    if view.isEmpty { return [] }
    var files: [(String, JSONValue)] = []
    if view.showsOrganization { files.append(("organization.json", organization)) }
    for node in estate.nodes {
      for scp in node.scps where scp.name != "FullAWSAccess" && !view.hiddenTexts.contains(scp.name) {
        files.append(("scps/\(scp.name).json", json(scp.policy)))
      }
      for rcp in node.rcps where !view.hiddenTexts.contains(rcp.name) {
        files.append(("rcps/\(rcp.name).json", json(rcp.policy)))
      }
    }
    for account in Estate.accounts where !view.hiddenAccounts.contains(account) {
      files.append(("accounts/\(account)/authorization-details.json", details(account)))
    }
    let resources = EstateGenerator.resources.filter { !view.hiddenResources.contains($0) }
    // A key always has a policy, so that a snapshot cannot say that it has none.
    let entries = resources.map { arn in
      JSONValue.object([
        ("resource", .string(arn)), ("policy", estate.resources[arn].map { json($0) } ?? .null),
      ])
    }
    if !entries.isEmpty {
      files.append(("accounts/\(Cast.home)/resource-policies/all.json", .array(entries)))
    }
    let endpoints = estate.endpoints.keys.sorted().filter { !view.hiddenEndpoints.contains($0) }.map { id in
      JSONValue.object([
        ("vpcEndpoint", .string(id)), ("policy", estate.endpoints[id].map { json($0) } ?? .null),
      ])
    }
    if !endpoints.isEmpty {
      files.append(("accounts/\(Cast.home)/vpc-endpoints/all.json", .array(endpoints)))
    }
    return files
  }

  private func json(_ policy: WorldPolicy) -> JSONValue { policy.text?.json ?? .null }

  private func names(_ policies: [Estate.Named]) -> JSONValue { .array(policies.map { .string($0.name) }) }

  private func lists(_ id: String) -> [(String, JSONValue)] {
    guard let index = estate.node(id) else { return [] }
    var lists: [(String, JSONValue)] = []
    if !view.unlistedSCPs.contains(id) { lists.append(("scps", names(estate.nodes[index].scps))) }
    if !view.unlistedRCPs.contains(id) { lists.append(("rcps", names(estate.nodes[index].rcps))) }
    return lists
  }

  private var organization: JSONValue {
    func node(_ id: String, _ more: [(String, JSONValue)] = []) -> JSONValue {
      let accounts = Estate.accounts.filter { estate.parents[$0] == id }.map { JSONValue.string($0) }
      return .object([("id", .string(id)), ("accounts", .array(accounts))] + more + lists(id))
    }
    let units = Estate.units.map { node($0) }
    let placed = Estate.accounts.filter { estate.parents[$0] != nil }
    return .object([
      ("id", .string(Estate.organization)), ("managementAccount", .string(Estate.management)),
      ("root", node(Estate.root, [("children", .array(units))])),
      ("accounts", .object(placed.map { ($0, .object(lists($0))) })),
    ])
  }

  private func details(_ account: String) -> JSONValue {
    let shown = estate.identities.values.filter {
      Estate.account(of: $0.arn) == account && view.shows(identity: $0.arn)
    }.sorted { $0.arn < $1.arn }
    func list(_ kind: String) -> JSONValue {
      .array(shown.filter { $0.arn.contains(":\(kind)/") }.map { identity($0, kind) })
    }
    let managed = EstateGenerator.managed(account).filter { !view.hiddenManaged.contains($0) }
    return .object([
      ("UserDetailList", list("user")), ("GroupDetailList", list("group")), ("RoleDetailList", list("role")),
      ("Policies", .array(managed.compactMap { arn in estate.managed[arn].map { self.managed(arn, $0) } })),
    ])
  }

  private func managed(_ arn: String, _ policy: WorldPolicy) -> JSONValue {
    let version = JSONValue.object([
      ("VersionId", .string("v1")), ("IsDefaultVersion", .bool(true)), ("Document", json(policy)),
    ])
    return .object([
      ("PolicyName", .string(name(arn))), ("Arn", .string(arn)), ("DefaultVersionId", .string("v1")),
      ("PolicyVersionList", .array([version])),
    ])
  }

  private func name(_ arn: String) -> String { arn.split(separator: "/").last.map(String.init) ?? "" }

  private func identity(_ identity: Estate.Identity, _ kind: String) -> JSONValue {
    let word = kind == "user" ? "User" : kind == "role" ? "Role" : "Group"
    let inline = identity.inline.map {
      JSONValue.object([("PolicyName", .string($0.name)), ("PolicyDocument", json($0.policy))])
    }
    let attached = identity.attached.map {
      JSONValue.object([("PolicyName", .string(name($0))), ("PolicyArn", .string($0))])
    }
    var members: [(String, JSONValue)] = [
      (word + "Name", .string(name(identity.arn))), ("Arn", .string(identity.arn)),
      (word + "PolicyList", .array(inline)), ("AttachedManagedPolicies", .array(attached)),
    ]
    if let boundary = identity.boundary {
      members.append(
        (
          "PermissionsBoundary",
          .object([
            ("PermissionsBoundaryType", .string("Policy")), ("PermissionsBoundaryArn", .string(boundary)),
          ])
        ))
    }
    if kind == "user" { members.append(("GroupList", .array(identity.groups.map { .string(name($0)) }))) }
    if let tag = identity.tag {
      members.append(("Tags", .array([.object([("Key", .string("team")), ("Value", .string(tag))])])))
    }
    if let trust = identity.trust { members.append(("AssumeRolePolicyDocument", json(trust))) }
    return .object(members)
  }
}
