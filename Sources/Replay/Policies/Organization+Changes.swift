/// Looking up and changing what is attached in an organization.
extension Organization {
  /// A name that stands for whatever else is attached where the file does not say.
  static let unlisted = "?"

  /// The ids of every root, OU and account.
  var allIDs: [String] { root.withDescendants.map { $0.id } + root.allAccounts }

  /// The ids of the roots, OUs and accounts of a name, which need not be the only one to have it.
  func ids(named name: String) -> [String] {
    root.withDescendants.filter { $0.name == name }.map { $0.id }
      + root.allAccounts.filter { accounts[$0]?.name == name }
  }

  /// What is attached at a root, OU or account; nil when there is no such node.
  func names(at node: String, isSCP: Bool) -> [String]? {
    if let unit = root.find(node) { return (isSCP ? unit.scps : unit.rcps) ?? [Self.unlisted] }
    guard root.path(to: node) != nil else { return nil }
    return (isSCP ? accounts[node]?.scps : accounts[node]?.rcps) ?? [Self.unlisted]
  }

  /// Changes what is attached at a root, OU or account; false when there is no such node.
  mutating func edit(_ node: String, isSCP: Bool, _ change: ([String]?) -> [String]?) -> Bool {
    let isUnit = root.update(node) { unit in
      if isSCP { unit.scps = change(unit.scps) } else { unit.rcps = change(unit.rcps) }
    }
    if isUnit { return true }
    guard root.path(to: node) != nil else { return false }
    var account = accounts[node] ?? OrganizationAccount(name: nil, scps: nil, rcps: nil, tags: [:])
    if isSCP { account.scps = change(account.scps) } else { account.rcps = change(account.rcps) }
    accounts[node] = account
    return true
  }

  /// Changes what is attached at every node and account.
  mutating func editAll(isSCP: Bool, _ change: ([String]?) -> [String]?) {
    for node in allIDs { _ = edit(node, isSCP: isSCP, change) }
  }
}
