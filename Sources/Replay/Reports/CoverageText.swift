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
      "\(TextFormat.count(derived + unresolved, "event")) can be replayed, "
        + "action derived for \(TextFormat.count(derived))"
        + (unresolved > 0 ? ", unknown for \(TextFormat.count(unresolved))" : ""), indent: 0)
    writeCopies(counts, to: &sheet)
    if derived > 0 {
      let states = ResourceState.allCases.compactMap { state -> String? in
        counts.states[state].map { "\(state.words) \(TextFormat.count($0))" }
      }
      sheet.line("resources", states.joined(separator: ", "))
      sheet.line(
        "context",
        "keys from parameters: \(TextFormat.count(counts.knownKeys)) known, "
          + "\(TextFormat.count(counts.absentKeys)) absent")
    }
    write("no action", counts.unresolved, to: &sheet)
    let excluded = counts.withoutRequests.filter { $0.key != .unresolvedAction }
    write("excluded", Dictionary(uniqueKeysWithValues: excluded.map { ($0.key.name, $0.value) }), to: &sheet)
    return sheet.output
  }

  /// What keeps these sums from being those of a diff: only the whole log tells which records are of one call.
  private static func writeCopies(_ counts: DerivationCounts, to sheet: inout TextSheet) {
    var isFirst = true
    for copy in EventClass.copies {
      let replayable = (counts.classes[copy] ?? 0) - (counts.withoutRequests[copy] ?? 0)
      guard replayable > 0 else { continue }
      sheet.line(
        isFirst ? "of these" : "",
        "\(TextFormat.count(replayable)) \(replayable == 1 ? "is" : "are") \(copy.words(replayable)): where the caller's own "
          + "record of a call is in the log as well, a diff replays that one and counts this one as excluded (\(copy.name))"
      )
      isFirst = false
    }
  }

  private static func write(_ label: String, _ counts: [String: Int], to sheet: inout TextSheet) {
    guard !counts.isEmpty else { return }
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let shown = sorted.prefix(10).map { "\($0.key) \(TextFormat.count($0.value))" }.joined(separator: ", ")
    sheet.line(label, shown + (sorted.count > 10 ? " and \(TextFormat.count(sorted.count - 10)) more" : ""))
  }
}

extension ResourceState {
  /// How the resource of a request is known, in words.
  var words: String {
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

extension EventClass {
  /// The classes of records that another record of the same call may stand for.
  fileprivate static let copies: [EventClass] = [.ownerCopy, .network]

  /// What so many records of the class are.
  fileprivate func words(_ count: Int) -> String {
    switch (self, count) {
    case (.network, 1): "a record of a VPC endpoint"
    case (.network, _): "records of VPC endpoints"
    case (_, 1): "the copy that the owner of a resource has of another account's call"
    default: "copies that the owner of a resource has of another account's calls"
    }
  }
}
