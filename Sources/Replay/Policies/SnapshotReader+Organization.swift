import IAMPolicy
import JSON

extension SnapshotReader {
  /// Reads `organization.json`, when it is there.
  mutating func readOrganization() throws(SnapshotError) {
    let file = "organization.json"
    guard files.exists(path(file)), let value = try tree(file),
      let members = object(value, "the organization", in: file)
    else { return }
    checkNames(members, known: ["id", "managementAccount", "root", "accounts", "complete"], in: file)
    readComplete(value["complete"], file: file)
    let accounts = organizationAccounts(value["accounts"], file: file)
    let id = string("id", of: value, in: file)
    let managementAccount = account("managementAccount", of: value, in: file)
    guard let tree = value["root"] else {
      if !accounts.isEmpty {
        fault(file, value.position, "`accounts` says nothing without `root`, the tree they stand in")
      }
      return
    }
    var ids: Set<String> = []
    guard let root = node(tree, file: file, depth: 0, ids: &ids) else { return }
    if let managementAccount, !ids.contains(managementAccount) {
      warn(
        file, "the management account `\(managementAccount)` is not in the tree",
        at: value["managementAccount"]?.position ?? value.position)
    }
    snapshot.organization = Organization(
      id: id, managementAccount: managementAccount, root: root, accounts: accounts)
  }

  private mutating func readComplete(_ value: JSONValue?, file: String) {
    guard let value, let members = object(value, "`complete`", in: file) else { return }
    checkNames(members, known: ["resourcePolicies", "accounts"], in: file)
    snapshot.completeResourceServices = completeServices("resourcePolicies", of: value, file: file)
    guard let accounts = value["accounts"],
      let members = object(accounts, "`accounts` of `complete`", in: file)
    else { return }
    checkNames(members, known: members.map { $0.name }, in: file)
    for member in members {
      if !ARNText.isAccountID(member.name) {
        fault(file, member.namePosition, "`\(member.name)` is not an account id of 12 digits")
      }
      snapshot.completeResourceServicesOfAccounts[member.name] = completeServices(
        member.name, of: accounts, file: file)
    }
  }

  private mutating func completeServices(_ name: String, of value: JSONValue, file: String) -> Set<String> {
    let services = strings(name, of: value, in: file) ?? []
    for service in services {
      if service == "iam" {
        warn(file, "`iam` says nothing here: trust policies stand in the details", at: value.position)
      } else if !ResourcePolicyServices.names.contains(service) {
        warn(file, "`\(service)` is no service with resource-based policies", at: value.position)
      }
    }
    return Set(services)
  }

  private mutating func account(_ name: String, of value: JSONValue, in file: String) -> String? {
    guard let text = string(name, of: value, in: file) else { return nil }
    if !ARNText.isAccountID(text) {
      fault(file, value[name]?.position, "`\(text)` is not an account id of 12 digits")
    }
    return text
  }

  /// A node with all below it; `ids` are those of the tree so far, of nodes and accounts.
  private mutating func node(
    _ value: JSONValue, file: String, depth: Int, ids: inout Set<String>
  ) -> OrganizationNode? {
    guard let members = object(value, "a node", in: file) else { return nil }
    guard depth <= 32 else {
      fault(file, value.position, "nodes are nested too deeply")
      return nil
    }
    checkNames(members, known: ["id", "name", "scps", "rcps", "accounts", "children"], in: file)
    let id = requiredString("id", of: value, in: file) ?? ""
    note(id, at: value["id"]?.position, in: &ids, file: file)
    let accounts = nodeAccounts(value, ids: &ids, file: file)
    var children: [OrganizationNode] = []
    for child in objects("children", of: value, in: file) {
      if let child = node(child, file: file, depth: depth + 1, ids: &ids) { children.append(child) }
    }
    return OrganizationNode(
      id: id, name: string("name", of: value, in: file), scps: strings("scps", of: value, in: file),
      rcps: strings("rcps", of: value, in: file), accounts: accounts, children: children)
  }

  private mutating func nodeAccounts(
    _ value: JSONValue, ids: inout Set<String>, file: String
  ) -> [String] {
    let accounts = strings("accounts", of: value, in: file) ?? []
    for element in value["accounts"]?.array ?? [] {
      guard let account = element.string else { continue }
      note(account, at: element.position, in: &ids, file: file)
      if !ARNText.isAccountID(account) {
        fault(file, element.position, "`\(account)` is not an account id of 12 digits")
      }
    }
    return accounts
  }

  /// Every node and account stands once in the tree.
  private mutating func note(
    _ id: String, at position: JSONPosition?, in ids: inout Set<String>, file: String
  ) {
    if !ids.insert(id).inserted { fault(file, position, "`\(id)` stands twice in the tree") }
  }

  private mutating func organizationAccounts(
    _ value: JSONValue?, file: String
  ) -> [String: OrganizationAccount] {
    guard let value, let members = object(value, "`accounts`", in: file) else { return [:] }
    var accounts: [String: OrganizationAccount] = [:]
    for member in members {
      guard let own = object(member.value, "an account", in: file) else { continue }
      checkNames(own, known: ["name", "scps", "rcps", "tags"], in: file)
      if !ARNText.isAccountID(member.name) {
        fault(file, member.namePosition, "`\(member.name)` is not an account id of 12 digits")
      }
      let account = OrganizationAccount(
        name: string("name", of: member.value, in: file), scps: strings("scps", of: member.value, in: file),
        rcps: strings("rcps", of: member.value, in: file), tags: tags(member.value["tags"], file: file))
      if accounts.updateValue(account, forKey: member.name) != nil {
        fault(file, member.namePosition, "the account `\(member.name)` stands twice", code: "E-DUPKEY")
      }
    }
    return accounts
  }

  private mutating func tags(_ value: JSONValue?, file: String) -> [String: String] {
    guard let value, let members = object(value, "`tags`", in: file) else { return [:] }
    var tags: [String: String] = [:]
    for tag in members { tags[tag.name] = string(tag.name, of: value, in: file) }
    return tags
  }
}
