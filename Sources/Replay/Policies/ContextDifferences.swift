import AuditStore
import IAMPolicy

/// What two snapshots tell otherwise of context keys: the tags of users and roles, and the places of accounts in an
/// organization.
///
/// Each side of a comparison then has a context of its own.
struct ContextDifferences: Sendable {
  /// What one side knows of a caller, or of a resource, that the other one does not know so.
  struct Told {
    /// What the new snapshot tells.
    var facts: [ContextFact]
    /// The keys, in lower case, that neither side knows for certain and that may have other values on the new one.
    var restated: Set<String> = []
  }

  private static let principalKeys: Set<String> = ["aws:principalorgid", "aws:principalorgpaths"]
  private static let resourceKeys: Set<String> = ["aws:resourceorgid", "aws:resourceorgpaths"]
  private static let sourceKeys: Set<String> = ["aws:sourceorgid", "aws:sourceorgpaths"]
  private static let endpointKeys: Set<String> = ["aws:vpceorgid", "aws:vpceorgpaths"]

  private let old: PolicySnapshot
  private let new: PolicySnapshot
  /// The context keys of the tags that some user or role has otherwise.
  private let tagKeys: Set<String>
  /// Whether some account is in another organization, or at another place of it.
  let areInOrganizations: Bool

  /// Nil where both snapshots tell the same.
  init?(from old: PolicySnapshot, to new: PolicySnapshot) {
    (self.old, self.new) = (old, new)
    areInOrganizations = old.organization?.contexts ?? [:] != new.organization?.contexts ?? [:]
    let identities = (old.identitiesByARN, new.identitiesByARN)
    tagKeys = Set(identities.0.keys).union(identities.1.keys).reduce(into: []) { keys, arn in
      keys.formUnion(Self.tagKeys(identities.0[arn], identities.1[arn]))
    }
    let tellsOfOthers = Set(identities.0.keys).union(identities.1.keys).contains {
      identities.0[$0]?.hasAllTags != identities.1[$0]?.hasAllTags
    }
    if !areInOrganizations, tagKeys.isEmpty, !tellsOfOthers { return nil }
  }

  /// What is told of a caller.
  ///
  /// - Parameters:
  ///   - session: what the issuance of its session tells.
  ///   - keys: the tags, by lower-case context keys, that policies look at.
  ///   - vocabulary: what looks at the keys; nil where all of them count.
  func told(
    of caller: Caller, _ session: SessionTags, asked keys: Set<String>, by vocabulary: PolicyVocabulary?
  ) -> Told {
    Told(
      facts: new.context(caller: caller, resourceAccount: nil, askedBy: vocabulary)
        + new.principalTags(of: caller, session, asked: keys),
      restated: restatedTags(of: caller, session).union(restatedPlaces(of: caller)))
  }

  /// What is told of a resource by its owner, where that is known, and by what is asked of it.
  func told(ofOwner account: String?, asked action: String, by vocabulary: PolicyVocabulary?) -> Told {
    Told(
      facts: new.context(caller: .anonymous, resourceAccount: account, askedBy: vocabulary),
      restated: (account == nil && areInOrganizations ? Self.resourceKeys : [])
        .union(restatedResourceTags(of: action)))
  }

  /// The tags of the user or role that may be the resource, whichever it is.
  private func restatedResourceTags(of action: String) -> Set<String> {
    guard ["iam", "sts"].contains(action.prefix { $0 != ":" }.lowercased()) else { return [] }
    return Set(
      tagKeys.flatMap { key in
        let tag = key.drop { $0 != "/" }
        return ["aws:resourcetag\(tag)", "iam:resourcetag\(tag)"]
      })
  }

  /// The tags that a session may have from a role that has others now, and those of a caller that may be any.
  private func restatedTags(of caller: Caller, _ session: SessionTags) -> Set<String> {
    let keys: Set<String>
    switch caller {
    case .user, .root, .service, .federated, .anonymous: return []
    case .session(let own):
      guard let role = own.roleARN else {
        keys = tagKeys
        break
      }
      if session.areAll { return [] }
      keys = Self.tagKeys(old.role(role), new.role(role))
    case .unnamed, .federatedUser: keys = tagKeys
    }
    return keys.subtracting(session.facts.map { $0.key })
  }

  private func restatedPlaces(of caller: Caller) -> Set<String> {
    guard areInOrganizations else { return [] }
    let own: Set<String> =
      switch caller {
      case .unnamed, .user, .session, .federatedUser, .root: caller.account == nil ? Self.principalKeys : []
      case .service: Self.sourceKeys
      case .federated, .anonymous: []
      }
    return own.union(Self.endpointKeys)
  }

  private static func tagKeys(_ old: Identity?, _ new: Identity?) -> Set<String> {
    let sides = [old, new].map { Dictionary(($0?.tagFacts ?? []).map { ($0.key, $0.value) }) { $1 } }
    return Set(sides[0].keys).union(sides[1].keys).filter { sides[0][$0] != sides[1][$0] }
  }
}

extension PolicySnapshot {
  /// All users and roles.
  fileprivate var identitiesByARN: [String: Identity] {
    accounts.values.reduce(into: [:]) { identities, account in
      identities.merge(account.users) { first, _ in first }
      identities.merge(account.roles) { first, _ in first }
    }
  }

  fileprivate func role(_ arn: String) -> Identity? { accounts[ARNFields(arn).account]?.roles[arn] }
}

extension Organization {
  /// The organization's id and the path of each account in it.
  fileprivate var contexts: [String: [ContextFact]] {
    Dictionary(
      root.allAccounts.map { ($0, context(of: $0, id: "aws:principalorgid", paths: "aws:principalorgpaths")) }
    ) { first, _ in first }
  }
}
