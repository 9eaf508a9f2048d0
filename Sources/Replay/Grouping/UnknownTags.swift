import IAMPolicy

/// Tags by which events are grouped and that nothing in the snapshots has, which are perhaps mistyped.
struct UnknownTags {
  private let keys: [String]
  private let known: Set<String>

  init(_ dimensions: [DiffDimension], _ snapshots: [PolicySnapshot]) {
    keys = dimensions.compactMap { if case .tag(let key) = $0 { key } else { nil } }
    known = keys.isEmpty ? [] : Set(snapshots.flatMap { $0.tagKeys })
  }

  /// What each of them is, with what was probably meant, in sentences without a period.
  var sentences: [String] {
    keys.filter { !known.contains($0) }.map { key in
      "--group-by tag:\(key): \(Self.nothing) has a tag of that key"
        + Spelling.hint(for: key, among: known.sorted())
    }
  }

  private static let nothing = "no role, user or account of the policy snapshot"
}

extension PolicySnapshot {
  /// The keys of the tags by which events can be grouped.
  fileprivate var tagKeys: [String] {
    let identities = accounts.values.flatMap { Array($0.roles.values) + Array($0.users.values) }
    let accounts = organization?.accounts.values.flatMap { $0.tags.keys } ?? []
    return identities.flatMap { $0.tags.keys } + accounts
  }
}
