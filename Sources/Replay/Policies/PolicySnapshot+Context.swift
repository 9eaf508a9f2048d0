import AuditStore
import IAMPolicy

/// Context keys that no event holds but a snapshot does.
extension PolicySnapshot {
  /// The organization keys of the caller's and the resource's account, and the tags of an IAM user.
  ///
  /// Role sessions may carry session tags that hide the role's, so their tags stay unknown here.
  func context(caller: Caller, resourceAccount: String?) -> [ContextFact] {
    var facts: [ContextFact] = []
    if let organization {
      if let account = caller.account {
        facts += organization.context(of: account, id: "aws:principalorgid", paths: "aws:principalorgpaths")
      }
      if let resourceAccount {
        facts += organization.context(
          of: resourceAccount, id: "aws:resourceorgid", paths: "aws:resourceorgpaths")
      }
    }
    return facts + userTags(of: caller)
  }

  /// The tags of the role of a session, by their context keys; of such that differ only in case, none.
  func roleTags(of caller: Caller) -> [String: String] {
    guard case .session(let session) = caller, let arn = session.roleARN,
      let role = accounts[session.account]?.roles[arn]
    else { return [:] }
    let byKey = Dictionary(grouping: role.tags) { "aws:principaltag/\($0.key.lowercased())" }
    return byKey.compactMapValues { $0.count == 1 ? $0.first?.value : nil }
  }

  private func userTags(of caller: Caller) -> [ContextFact] {
    guard case .user(let arn, _) = caller, let account = caller.account,
      let user = accounts[account]?.users[arn]
    else { return [] }
    // IAM tells tags apart by their case, conditions do not: which of such tags they read is not documented.
    let names = user.tags.keys.sorted().map { $0.lowercased() }
    return user.tags.keys.sorted().map { key in
      let isOnlyOne = names.filter { $0 == key.lowercased() }.count == 1
      return ContextFact(
        key: "aws:principaltag/\(key.lowercased())",
        value: isOnlyOne ? .value(user.tags[key] ?? "") : .unknown)
    }
  }
}

extension Organization {
  /// The organization's id and the account's path in it; nothing for an account that is not in the tree.
  fileprivate func context(of account: String, id idKey: String, paths pathsKey: String) -> [ContextFact] {
    guard let nodes = root.path(to: account), let id else { return [] }
    let path = ([id] + nodes.map { $0.id }).joined(separator: "/") + "/"
    return [
      ContextFact(key: idKey, value: .value(id)), ContextFact(key: pathsKey, value: .known([path])),
    ]
  }
}
