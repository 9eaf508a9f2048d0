import IAMPolicy

/// The authorization details of a change folder.
extension ChangeFolder {
  /// Changes of an account's users, groups, roles and managed policies.
  mutating func readAccount(_ id: String) throws(SnapshotError) {
    guard let account = overlay.accounts[id] else { return }
    let identities = account.identities.sorted { $0.arn < $1.arn }
    for identity in identities {
      let old = try baselineIdentity(identity, in: id)
      try readInline(identity, old)
      try readAttached(identity, old, in: account)
      try readBoundary(identity, old, in: account)
      add(.resource(arn: identity.arn), identity.trust, replacing: old?.trust)
      // A list that is not given stays as it is; one that is given and empty says that there is nothing.
      try refuse(identity.hasGroupList && identity.groups != old?.groups ?? [], "groups", of: identity)
      try refuse(identity.hasTagList && identity.tags != old?.tags ?? [:], "tags", of: identity)
    }
    try readManaged(account, id)
  }

  /// What the snapshot has for an identity; nil where it says nothing of the account.
  private func baselineIdentity(_ identity: Identity, in id: String) throws(SnapshotError) -> Identity? {
    guard let account = baseline.accounts[id] else { return nil }
    let known = account.identities
    if let old = known.first(where: { $0.arn == identity.arn }) { return old }
    throw error(
      "no user, group or role `\(identity.arn)` in the snapshot\(Spelling.hint(for: identity.arn, among: known.map { $0.arn }.sorted()))"
    )
  }

  private mutating func readInline(_ identity: Identity, _ old: Identity?) throws(SnapshotError) {
    for policy in identity.inline {
      add(
        .identity(arn: identity.arn, name: policy.name), policy,
        replacing: old?.inline.first { $0.name == policy.name })
    }
    if let lost = old?.inline.first(where: { policy in !identity.inline.contains { $0.name == policy.name } })
    {
      throw error(
        "`\(identity.arn)` stands there without its inline policy \(lost.name): a folder removes nothing; keep it "
          + "there and use --change 'identity:\(identity.arn)/\(lost.name)=-'")
    }
  }

  /// A managed policy that is attached anew is one more identity-based policy.
  private mutating func readAttached(
    _ identity: Identity, _ old: Identity?, in account: AccountIdentities
  ) throws(SnapshotError) {
    if let lost = old?.attached.first(where: { !identity.attached.contains($0) }) {
      throw error(
        "`\(identity.arn)` stands there without `\(lost)`, which is attached to it: a folder removes nothing")
    }
    for arn in identity.attached where !(old?.attached.contains(arn) ?? false) {
      guard old != nil else {
        throw error("what is attached to `\(identity.arn)` now is not in the snapshot; leave `\(arn)` out")
      }
      add(.identity(arn: identity.arn, name: arn), try text(of: arn, in: account), replacing: nil)
    }
  }

  private mutating func readBoundary(
    _ identity: Identity, _ old: Identity?, in account: AccountIdentities
  ) throws(SnapshotError) {
    if let arn = identity.boundary, arn != old?.boundary {
      add(.boundary(arn: identity.arn), try text(of: arn, in: account), replacing: nil)
    } else if identity.boundary == nil, old?.boundary != nil {
      throw error(
        "`\(identity.arn)` stands there without its permissions boundary: a folder removes nothing; keep it there "
          + "and use --change 'boundary:\(identity.arn)=-'")
    }
  }

  /// The text that a managed policy will have.
  private func text(of arn: String, in account: AccountIdentities) throws(SnapshotError) -> AttachedPolicy {
    let known = baseline.accounts[ARNFields(arn).account] ?? AccountIdentities()
    let text =
      givenTexts[arn] ?? overlay.managedPolicy(arn, in: account) ?? baseline.managedPolicy(arn, in: known)
    guard let text, text.isKnown else { throw error("the text of the managed policy `\(arn)` is not known") }
    return text
  }

  /// New texts of managed policies; those that the folder itself attaches came with their text.
  private mutating func readManaged(_ account: AccountIdentities, _ id: String) throws(SnapshotError) {
    let used = Set(account.identities.flatMap { $0.attached + ($0.boundary.map { [$0] } ?? []) })
    for arn in account.managedPolicies.keys.sorted() {
      let isKnown = baseline.accounts[id]?.names(managed: arn) ?? false
      guard isKnown || !used.contains(arn) else { continue }
      let old = baseline.accounts[id].flatMap { baseline.managedPolicy(arn, in: $0) }
      add(.managed(arn: arn), account.managedPolicies[arn], replacing: old)
    }
  }

  private func refuse(_ isChanged: Bool, _ what: String, of identity: Identity) throws(SnapshotError) {
    if isChanged {
      throw error("`\(identity.arn)` has other \(what) than in the snapshot: only policies can be changed")
    }
  }

  private func error(_ message: String) -> SnapshotError { SnapshotError(file: folder, message: message) }
}
