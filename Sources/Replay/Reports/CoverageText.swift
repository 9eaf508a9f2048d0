public import AuditStore

/// The lines that say how much of an ingest became requests.
public enum CoverageText {
  /// A summary of a few lines; empty when nothing was ingested.
  public static func text(_ counts: DerivationCounts) -> String {
    let events = counts.classes.values.reduce(0, +)
    guard events > 0 else { return "" }
    let derived = counts.states.values.reduce(0, +)
    let unresolved = counts.classes[.unresolvedAction] ?? 0
    var lines = [
      "\(derived + unresolved) events can be replayed, action derived for \(derived)"
        + (unresolved > 0 ? ", unknown for \(unresolved)" : "")
    ]
    if derived > 0 {
      let states = ResourceState.allCases.compactMap { state -> String? in
        counts.states[state].map { "\(state) \($0)" }
      }
      lines.append("  resources: " + states.joined(separator: ", "))
      lines.append("  context keys from parameters: \(counts.knownKeys) known, \(counts.absentKeys) absent")
    }
    lines += list("  without a known action: ", counts.unresolved)
    let excluded = counts.withoutRequests.filter { $0.key != .unresolvedAction }
    lines += list(
      "  not replayed: ", Dictionary(uniqueKeysWithValues: excluded.map { ($0.key.name, $0.value) }))
    return lines.joined(separator: "\n") + "\n"
  }

  private static func list(_ title: String, _ counts: [String: Int]) -> [String] {
    guard !counts.isEmpty else { return [] }
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let shown = sorted.prefix(10).map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return [title + shown + (sorted.count > 10 ? " and \(sorted.count - 10) more" : "")]
  }
}
