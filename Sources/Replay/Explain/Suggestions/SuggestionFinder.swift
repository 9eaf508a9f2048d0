import IAMPolicy

/// Finds the smallest sets of changes under which a denied call is allowed, each held against a replay.
///
/// Which layers lack an allow, and which Deny statements match, only says what to try: whether a set allows is decided
/// by the code that decides a proposed change, and a set that does not is never returned.
struct SuggestionFinder {
  private static let maximum = 3

  let denied: [DeniedRequest]
  /// The policies under which the requests are denied.
  let snapshot: PolicySnapshot
  /// The changes that were laid over it.
  let changes: [PolicyChange]
  /// What the call comes to with changes, given its record; nil for changes that do not fit the snapshot.
  let replay: ([PolicyChange]) -> Decision?

  /// At most three, certain ones alone where there are any, the smallest first.
  func find() -> [Suggestion] {
    guard !denied.isEmpty else { return [] }
    var open: [Suggestion] = []
    for includesOpen in [false, true] {
      let hasMore = denied.contains {
        $0.denies(includingOpen: true).count > $0.denies(includingOpen: false).count
      }
      if includesOpen, !hasMore { break }
      let found = find(includingOpen: includesOpen)
      let certain = found.filter { $0.isCertain }
      if !certain.isEmpty { return smallest(certain) }
      open += found
    }
    return smallest(open)
  }

  private func smallest(_ found: [Suggestion]) -> [Suggestion] {
    let sorted = found.enumerated().sorted {
      ($0.element.edits.count, $0.element.size, $0.offset) < (
        $1.element.edits.count, $1.element.size, $1.offset
      )
    }
    return sorted.prefix(Self.maximum).map { $0.element }
  }

  private func find(includingOpen: Bool) -> [Suggestion] {
    var found: [Suggestion] = []
    let hasDenies = denied.contains { !$0.denies(includingOpen: includingOpen).isEmpty }
    for style in hasDenies ? DenyEdits.Style.allCases : [.removal] {
      if style == .removal, !found.isEmpty { break }
      var required = PolicyEdits()
      let isPossible = denied.allSatisfy {
        DenyEdits(denied: $0, snapshot: snapshot, changes: changes)
          .apply(style, includingOpen: includingOpen, to: &required)
      }
      guard isPossible else { continue }
      for request in denied {
        AllowEdits(denied: request, snapshot: snapshot).addRequired(to: &required)
      }
      found += extending(required)
    }
    return found
  }

  /// The smallest sets of layers that, beside what every set needs, have to allow as well.
  private func extending(_ required: PolicyEdits) -> [Suggestion] {
    var layers: [PolicyLayer] = []
    for request in denied {
      for layer in AllowEdits(denied: request, snapshot: snapshot).choices where !layers.contains(layer) {
        layers.append(layer)
      }
    }
    // Without an Allow in one of these the call rests on a resource-based policy that nobody has exported.
    let own = Set(layers).intersection([.identity, .boundary])
    var found: [(layers: Set<PolicyLayer>, suggestion: Suggestion)] = []
    for chosen in Self.subsets(of: layers)
    where !found.contains(where: { $0.layers.isSubset(of: chosen) && $0.suggestion.isCertain }) {
      var edits = required
      for request in denied {
        for layer in layers where chosen.contains(layer) {
          AllowEdits(denied: request, snapshot: snapshot).add(in: layer, to: &edits)
        }
      }
      guard let suggestion = replayed(edits.edits) else { continue }
      let smaller = found.filter { $0.layers.isStrictSubset(of: chosen) }
      // An Allow in a further layer is worth while where with it the call hinges on less.
      guard chosen == own || smaller.allSatisfy({ suggestion.hingesOnLess(than: $0.suggestion) }) else {
        continue
      }
      found.removeAll { $0.layers.isStrictSubset(of: chosen) }
      found.append((chosen, suggestion))
    }
    return found.map { $0.suggestion }
  }

  private func replayed(_ edits: [PolicyEdit]) -> Suggestion? {
    let changes = edits.compactMap { $0.change }
    guard !edits.isEmpty, changes.count == edits.count, let decision = replay(changes),
      decision.possible.contains(.allowed)
    else { return nil }
    return Suggestion(edits: edits, decision: decision)
  }

  /// Every set of layers, small ones first.
  private static func subsets(of layers: [PolicyLayer]) -> [Set<PolicyLayer>] {
    let all = (0..<(1 << layers.count)).map { bits in
      layers.indices.filter { bits & (1 << $0) != 0 }
    }
    return all.sorted { ($0.count, $0.first ?? 0, $0.last ?? 0) < ($1.count, $1.first ?? 0, $1.last ?? 0) }
      .map { places in Set(places.map { layers[$0] }) }
  }
}
