/// What an edited copy of a snapshot lacks, which is perhaps meant to go.
extension ChangeFolder {
  /// What the snapshot holds and the folder lacks, where it has most of the kind, as sentences: it stays as it is.
  public var leftOut: [String] {
    let stated = overlay.resourcesWithoutPolicy.union(overlay.resourcePolicies.keys)
    var sentences = overlay.accounts.keys.sorted().compactMap { id -> String? in
      guard let old = baseline.accounts[id], let new = overlay.accounts[id] else { return nil }
      return sentence(
        "identities of account \(id)", old.identities.map { $0.arn }, new.identities.map { $0.arn })
    }
    sentences += [
      sentence("SCPs", baseline.scps.keys, overlay.scps.keys),
      sentence("RCPs", baseline.rcps.keys, overlay.rcps.keys),
      sentence("resource-based policies", baseline.resourcePolicies.keys, stated),
      sentence("policies of VPC endpoints", baseline.vpcEndpoints.keys, overlay.vpcEndpoints.keys),
    ].compactMap { $0 }
    return sentences
  }

  private func sentence(
    _ kind: String, _ old: some Collection<String>, _ new: some Sequence<String>
  ) -> String? {
    let lost = Set(old).subtracting(new).sorted()
    // Only a few of many are a copy of what changes, not an edited copy of all.
    guard !lost.isEmpty, lost.count * 2 < old.count else { return nil }
    let more = lost.count > 3 ? ["\(lost.count - 3) more"] : []
    let stays = lost.count == 1 ? "which stays as it is" : "which stay as they are"
    return "\(folder) lacks \(lost.count) of the \(old.count) \(kind), \(stays): "
      + TextFormat.listed(lost.prefix(3) + more)
  }
}
