public import AuditStore

/// The lines that say how much of an ingest became requests.
public enum CoverageText {
  /// A summary of a few lines; empty when nothing was ingested.
  ///
  /// - Parameter width: the columns that the lines may fill.
  public static func text(_ counts: DerivationCounts, width: Int = 80) -> String {
    let events = counts.classes.values.reduce(0, +)
    guard events > 0 else { return "" }
    let derived = counts.states.values.reduce(0, +)
    let unresolved = counts.classes[.unresolvedAction] ?? 0
    var sheet = TextSheet(width: max(40, width), usesColor: false)
    sheet.note(
      "\(derived + unresolved) event\(derived + unresolved == 1 ? "" : "s") can be replayed, "
        + "action derived for \(derived)"
        + (unresolved > 0 ? ", unknown for \(unresolved)" : ""), indent: 0)
    if derived > 0 {
      let states = ResourceState.allCases.compactMap { state -> String? in
        counts.states[state].map { "\(state.words) \($0)" }
      }
      sheet.line("resources", states.joined(separator: ", "))
      sheet.line("context", "keys from parameters: \(counts.knownKeys) known, \(counts.absentKeys) absent")
    }
    write("no action", counts.unresolved, to: &sheet)
    let excluded = counts.withoutRequests.filter { $0.key != .unresolvedAction }
    write("excluded", Dictionary(uniqueKeysWithValues: excluded.map { ($0.key.name, $0.value) }), to: &sheet)
    return sheet.output
  }

  private static func write(_ label: String, _ counts: [String: Int], to sheet: inout TextSheet) {
    guard !counts.isEmpty else { return }
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let shown = sorted.prefix(10).map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    sheet.line(label, shown + (sorted.count > 10 ? " and \(sorted.count - 10) more" : ""))
  }
}

extension ResourceState {
  /// How the resource of a request is known, in words.
  fileprivate var words: String {
    switch self {
    case .message: "named by AWS's message"
    case .exact: "exact"
    case .wild: "not there yet"
    case .star: "none (the action takes *)"
    case .listwild: "all of a type"
    case .assumed: "known but for a part that is assumed"
    case .literal: "a name that is no ARN"
    case .ambiguous: "one of several"
    case .partial: "known in part"
    case .unknown: "not known"
    }
  }
}
