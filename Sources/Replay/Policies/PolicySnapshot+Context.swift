import AuditStore
import IAMPolicy

/// Context keys that no event holds but a snapshot does.
extension PolicySnapshot {
  /// The organization keys of the caller's and the resource's account, and the tags of an IAM user.
  ///
  /// Role sessions may carry session tags that hide the role's, so their tags stay unknown here.
  ///
  /// - Parameter vocabulary: what looks at them; nil where all of them count.
  func context(
    caller: Caller, resourceAccount: String?, askedBy vocabulary: PolicyVocabulary? = nil
  ) -> [ContextFact] {
    var facts: [ContextFact] = []
    if let organization, vocabulary?.mentionsOrganizations ?? true {
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
    guard case .session = caller, let tags = identity(of: caller)?.tagsByContextKey else { return [:] }
    return tags.compactMapValues { $0.isOnlyOne ? $0.value : nil }
  }

  /// What is known of the tags of a caller, beside those that a user has: the tags of a session, where all that were
  /// passed to it are known those of its role, and that there are no others.
  ///
  /// IAM User Guide, "Pass session tags in AWS STS": session tags override those of the role. The tags of a role are those
  /// that it had when it was exported, as its policies are.
  ///
  /// - Parameters:
  ///   - session: what its issuance tells.
  ///   - keys: the keys, in lower case, of which it has to be told that no tag has them.
  func principalTags(
    of caller: Caller, _ session: SessionTags, asked keys: Set<String>
  ) -> [ContextFact] {
    guard let identity = identity(of: caller) else { return session.facts }
    let isUser = if case .user = caller { true } else { false }
    guard isUser || session.areAll else { return session.facts }
    let own = identity.tagFacts
    let passed = isUser ? [] : session.facts
    let overridden = Set(passed.map { $0.key })
    let facts = passed + (isUser ? [] : own.filter { !overridden.contains($0.key) })
    guard identity.hasAllTags else { return facts }
    let others = keys.subtracting(own.map { $0.key }).subtracting(overridden)
    return facts + others.sorted().map { ContextFact(key: $0, value: .absent) }
  }

  private func userTags(of caller: Caller) -> [ContextFact] {
    guard case .user = caller else { return [] }
    return identity(of: caller)?.tagFacts ?? []
  }

  /// The user, or the role of a session, where it was exported.
  private func identity(of caller: Caller) -> Identity? {
    switch caller {
    case .user(let arn, _): caller.account.flatMap { accounts[$0]?.users[arn] }
    case .session(let session): session.roleARN.flatMap { accounts[session.account]?.roles[$0] }
    case .unnamed, .federatedUser, .root, .service, .federated, .anonymous: nil
    }
  }
}

extension Identity {
  /// Whether it tells anything of tags with these context keys.
  func tellsTags(of keys: Set<String>) -> Bool {
    hasAllTags || tags.contains { keys.contains("aws:principaltag/\($0.key.lowercased())") }
  }

  /// A tag, and whether no other has a key that differs from its own only in case.
  ///
  /// IAM tells tags apart by their case, conditions do not: which of such tags they read is not documented.
  fileprivate typealias Tag = (value: String, isOnlyOne: Bool)

  /// The tags as context keys, in the order of these.
  var tagFacts: [ContextFact] {
    tagsByContextKey.sorted { $0.key < $1.key }.map { key, tag in
      ContextFact(key: key, value: tag.isOnlyOne ? .value(tag.value) : .unknown)
    }
  }

  /// The tags by their context keys in lower case.
  fileprivate var tagsByContextKey: [String: Tag] {
    Dictionary(tags.map { ("aws:principaltag/\($0.key.lowercased())", ($0.value, true)) }) { first, _ in
      (first.0, false)
    }
  }
}

extension PolicyVocabulary {
  /// Whether any policy looks at the organization of an account.
  fileprivate var mentionsOrganizations: Bool {
    ["aws:principalorgid", "aws:principalorgpaths", "aws:resourceorgid", "aws:resourceorgpaths"].contains {
      mentions($0)
    }
  }
}

extension Organization {
  /// The organization's id and the account's path in it; nothing for an account that is not in the tree.
  func context(of account: String, id idKey: String, paths pathsKey: String) -> [ContextFact] {
    guard let nodes = root.path(to: account), let id else { return [] }
    let path = ([id] + nodes.map { $0.id }).joined(separator: "/") + "/"
    return [
      ContextFact(key: idKey, value: .value(id)), ContextFact(key: pathsKey, value: .known([path])),
    ]
  }
}
