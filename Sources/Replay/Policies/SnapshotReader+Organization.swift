import JSON

extension SnapshotReader {
  /// Reads `organization.json`, when it is there.
  mutating func readOrganization() throws(SnapshotError) {
    let file = path("organization.json")
    guard SnapshotFiles.exists(file) else { return }
    let value = try SnapshotFiles.readJSON(file, as: file)
    guard value.object != nil else {
      throw SnapshotError(file: file, position: value.position, message: "the organization must be an object")
    }
    for service in value["complete"]?["resourcePolicies"]?.array ?? [] {
      if let name = service.string { snapshot.completeResourceServices.insert(name) }
    }
    guard let root = value["root"] else { return }
    snapshot.organization = Organization(
      id: value["id"]?.string, managementAccount: value["managementAccount"]?.string,
      root: try node(root, file: file, depth: 0), accounts: try organizationAccounts(value["accounts"]))
  }

  private func node(
    _ value: JSONValue, file: String, depth: Int
  ) throws(SnapshotError) -> OrganizationNode {
    guard let id = value["id"]?.string else {
      throw SnapshotError(file: file, position: value.position, message: "a node needs an `id`")
    }
    guard depth <= 32 else {
      throw SnapshotError(file: file, position: value.position, message: "nodes are nested too deeply")
    }
    var children: [OrganizationNode] = []
    for child in value["children"]?.array ?? [] {
      children.append(try node(child, file: file, depth: depth + 1))
    }
    return OrganizationNode(
      id: id, name: value["name"]?.string, scps: strings(value["scps"]),
      rcps: strings(value["rcps"]), accounts: strings(value["accounts"]) ?? [], children: children)
  }

  private func organizationAccounts(
    _ value: JSONValue?
  ) throws(SnapshotError) -> [String: OrganizationAccount] {
    var accounts: [String: OrganizationAccount] = [:]
    for member in value?.object ?? [] {
      var tags: [String: String] = [:]
      for tag in member.value["tags"]?.object ?? [] { tags[tag.name] = tag.value.string }
      accounts[member.name] = OrganizationAccount(
        name: member.value["name"]?.string, scps: strings(member.value["scps"]),
        rcps: strings(member.value["rcps"]), tags: tags)
    }
    return accounts
  }

  private func strings(_ value: JSONValue?) -> [String]? {
    value?.array?.compactMap { $0.string }
  }
}
