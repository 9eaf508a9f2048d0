/// What an edited copy of a snapshot lacks, which is perhaps meant to go.
extension ChangeFolder {
  /// The names of one kind in the snapshot, and those of them that the folder lacks, where it has others.
  private struct Kind {
    var name: String
    var count: Int
    var lost: [String]

    init(_ name: String, _ old: some Collection<String>, _ new: some Sequence<String>) {
      self.name = name
      let new = Set(new)
      count = new.isEmpty ? 0 : old.count
      lost = new.isEmpty ? [] : Set(old).subtracting(new).sorted()
    }
  }

  /// What the snapshot holds and the folder lacks, where it has most of it, as sentences: it stays as it is.
  public var leftOut: [String] {
    let kinds = kinds
    // Only a few of many are a copy of what changes, not an edited copy of all.
    guard kinds.reduce(0, { $0 + $1.lost.count }) * 2 < kinds.reduce(0, { $0 + $1.count }) else { return [] }
    return kinds.filter { !$0.lost.isEmpty }.map { kind in
      let stays = kind.lost.count == 1 ? "which stays as it is" : "which stay as they are"
      return "\(folder) lacks \(kind.lost.count) of the \(kind.count) \(kind.name), \(stays): "
        + TextFormat.listed(kind.lost, most: 3)
    }
  }

  private var kinds: [Kind] {
    let inAccounts = overlay.accounts.keys.sorted().flatMap { id -> [Kind] in
      guard let old = baseline.accounts[id], let new = overlay.accounts[id] else { return [] }
      return [
        Kind("identities of account \(id)", old.identities.map { $0.arn }, new.identities.map { $0.arn }),
        Kind("managed policies of account \(id)", old.managedPolicies.keys, new.managedPolicies.keys),
      ]
    }
    let stated = overlay.resourcesWithoutPolicy.union(overlay.resourcePolicies.keys)
    return inAccounts + [
      Kind("accounts", baseline.accounts.keys, overlay.accounts.keys),
      Kind("SCPs", baseline.scps.keys, overlay.scps.keys),
      Kind("RCPs", baseline.rcps.keys, overlay.rcps.keys),
      Kind("resource-based policies", baseline.resourcePolicies.keys, stated),
      Kind("policies of VPC endpoints", baseline.vpcEndpoints.keys, overlay.vpcEndpoints.keys),
    ]
  }
}
