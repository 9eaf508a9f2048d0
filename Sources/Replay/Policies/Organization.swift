import IAMPolicy

/// The tree of an AWS organization with what is attached at each node.
public struct Organization: Sendable, Equatable {
  /// The organization's id, `o-…`.
  public var id: String?
  /// The management account; its members are exempt from SCPs, its resources from RCPs.
  public var managementAccount: String?
  /// The root of the tree.
  public var root: OrganizationNode
  /// What is known of single accounts, by their id.
  public var accounts: [String: OrganizationAccount]

  /// The nodes from the root down to an account, the account's own node last; nil when it is not in the tree.
  public func path(to account: String) -> [OrganizationNode]? {
    guard var path = root.path(to: account) else { return nil }
    let own = accounts[account]
    path.append(
      OrganizationNode(
        id: account, name: own?.name, scps: own?.scps, rcps: own?.rcps, accounts: [account], children: []))
    return path
  }

  /// The accounts at or below a node, by the node's or an account's id; nil when there is no such node.
  public func accounts(under node: String) -> [String]? {
    if root.path(to: node) != nil { return [node] }
    return root.find(node)?.allAccounts
  }
}

/// The root or an organizational unit.
public struct OrganizationNode: Sendable, Equatable {
  /// `r-…`, `ou-…`, or 12 digits for an account's own node.
  public var id: String
  /// The name, when it has one.
  public var name: String?
  /// The names of the SCPs attached here; nil when the file does not say.
  public var scps: [String]?
  /// The names of the RCPs attached here; nil when the file does not say.
  public var rcps: [String]?
  /// The accounts directly in this node.
  public var accounts: [String]
  /// The units below.
  public var children: [OrganizationNode]

  /// The nodes from here to the one that holds the account; nil when it is not below this node.
  func path(to account: String) -> [OrganizationNode]? {
    if accounts.contains(account) { return [self] }
    for child in children {
      if let rest = child.path(to: account) { return [self] + rest }
    }
    return nil
  }

  /// The node with this id at or below this one.
  func find(_ id: String) -> OrganizationNode? {
    if self.id == id { return self }
    for child in children {
      if let node = child.find(id) { return node }
    }
    return nil
  }

  /// This node and every node below it, in tree order.
  var withDescendants: [OrganizationNode] { [self] + children.flatMap { $0.withDescendants } }

  /// Every account at or below this node, in tree order.
  var allAccounts: [String] { accounts + children.flatMap { $0.allAccounts } }

  /// Changes the node with this id at or below this one; false when there is none.
  mutating func update(_ id: String, _ change: (inout OrganizationNode) -> Void) -> Bool {
    if self.id == id {
      change(&self)
      return true
    }
    for index in children.indices where children[index].update(id, change) { return true }
    return false
  }
}

/// What the organization file says of one account.
public struct OrganizationAccount: Sendable, Equatable {
  /// The account's name.
  public var name: String?
  /// The SCPs attached to the account itself; nil when the file does not say.
  public var scps: [String]?
  /// The RCPs attached to the account itself; nil when the file does not say.
  public var rcps: [String]?
  /// The account's tags.
  public var tags: [String: String]
}

extension Organization {
  /// The names of every SCP or RCP that is attached anywhere.
  func attachedNames(isSCP: Bool) -> Set<String> {
    var names = Set(accounts.values.flatMap { (isSCP ? $0.scps : $0.rcps) ?? [] })
    for node in root.withDescendants { names.formUnion((isSCP ? node.scps : node.rcps) ?? []) }
    return names
  }

  /// The nodes for which the file does not say what is attached, accounts last.
  func nodesWithoutList(isSCP: Bool) -> [String] {
    root.withDescendants.filter { (isSCP ? $0.scps : $0.rcps) == nil }.map { $0.id }
      + root.allAccounts.filter { id in
        let account = accounts[id]
        return (isSCP ? account?.scps : account?.rcps) == nil
      }
  }
}
