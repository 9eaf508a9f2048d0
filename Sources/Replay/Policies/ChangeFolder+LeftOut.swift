/// What an edited copy of a snapshot lacks, which is perhaps meant to go.
extension ChangeFolder {
  /// The names of one kind in the snapshot, and those of them that the folder lacks.
  private struct Kind {
    var name: String
    var count: Int
    var lost: [String]
    /// Whether the folder has any of the kind, also such that the snapshot has not.
    var isHeld: Bool

    init(_ name: String, _ old: some Collection<String>, _ new: some Sequence<String>) {
      self.name = name
      let new = Set(new)
      count = old.count
      lost = Set(old).subtracting(new).sorted()
      isHeld = !new.isEmpty
    }
  }

  /// What the snapshot holds and the folder lacks, where it has most of it, as sentences: it stays as it is.
  ///
  /// Only a few of many are a copy of what changes, not an edited copy of all. Of a folder that has most of some kinds
  /// alone, such as the SCPs, nothing is said of others.
  public var leftOut: [String] {
    let kinds = kinds
    let isCopy = Self.hasMost(of: kinds + kindsOfLostAccounts)
    let told = isCopy ? kinds : kinds.filter { $0.isHeld }
    guard isCopy || Self.hasMost(of: told) else { return [] }
    return told.filter { !$0.lost.isEmpty }.map { sentence(on: $0) }
  }

  private static func hasMost(of kinds: [Kind]) -> Bool {
    kinds.reduce(0) { $0 + $1.lost.count } * 2 < kinds.reduce(0) { $0 + $1.count }
  }

  private func sentence(on kind: Kind) -> String {
    let isWhole = kind.lost.count == kind.count
    let what =
      isWhole ? "all \(kind.name) of the snapshot" : "\(kind.lost.count) of the \(kind.count) \(kind.name)"
    let stays = kind.lost.count == 1 && !isWhole ? "which stays as it is" : "which stay as they are"
    return "\(folder) lacks \(what), \(stays): " + TextFormat.listed(kind.lost, most: 3)
  }

  private var kinds: [Kind] {
    let inAccounts = overlay.accounts.keys.sorted().flatMap { id -> [Kind] in
      guard let new = overlay.accounts[id] else { return [] }
      return kinds(of: id, new)
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

  /// What goes with accounts that the folder lacks: it counts, but is not said beside them.
  private var kindsOfLostAccounts: [Kind] {
    Set(baseline.accounts.keys).subtracting(overlay.accounts.keys).flatMap {
      kinds(of: $0, AccountIdentities())
    }
  }

  private func kinds(of id: String, _ new: AccountIdentities) -> [Kind] {
    guard let old = baseline.accounts[id] else { return [] }
    return [
      Kind("identities of account \(id)", old.identities.map { $0.arn }, new.identities.map { $0.arn }),
      Kind("managed policies of account \(id)", old.managedPolicies.keys, new.managedPolicies.keys),
    ]
  }
}
