/// Finds which events of a diff are accepted; each text is matched once.
///
/// An event is accepted when every request that any of its causes touches is meant by an entry.
struct AcceptanceMatcher {
  /// An entry with a request that it may mean.
  private struct Key: Hashable {
    var entry: Int
    var request: NumberedRequest
    var account: ExactText
  }

  private let accepted: AcceptedChanges
  private let names: RecordedNames
  /// The entries that mean a cause, by the cause's place.
  private var entriesOfCause: [Int: [Int]] = [:]
  private var known: [Key: Bool] = [:]
  private(set) var entries: [AcceptedEntry]

  init(_ accepted: AcceptedChanges, _ names: RecordedNames) {
    self.accepted = accepted
    self.names = names
    entries = accepted.entries.map {
      AcceptedEntry(place: "\(accepted.file):\($0.position)", change: $0)
    }
  }

  /// Prepares to match the events of a cause.
  mutating func note(_ place: Int, _ changeClass: ChangeClass, _ reason: CauseReason) {
    guard entriesOfCause[place] == nil else { return }
    entriesOfCause[place] = accepted.entries.indices.filter {
      accepted.entries[$0].accepts(changeClass, reason)
    }
  }

  /// Counts the events of a cell; true when they are accepted.
  ///
  /// - Parameter causes: the places of their causes with the requests that these touch.
  mutating func accept(
    _ causes: [(place: Int, requests: [NumberedRequest])], account: String?, events: Int
  ) -> Bool {
    var matching: Set<Int> = []
    var isAccepted = true
    let account = ExactText(account ?? "")
    for cause in causes {
      let candidates = entriesOfCause[cause.place] ?? []
      if cause.requests.isEmpty || candidates.isEmpty { isAccepted = false }
      for request in cause.requests {
        let found = candidates.filter { means($0, request, account) }
        matching.formUnion(found)
        if !found.contains(where: { !entries[$0].change.isExpired }) { isAccepted = false }
      }
    }
    for entry in matching {
      entries[entry].matching += events
      if isAccepted, !entries[entry].change.isExpired { entries[entry].accepted += events }
    }
    return isAccepted
  }

  /// Adds the events of other principals.
  mutating func merge(_ other: AcceptanceMatcher) {
    for (entry, own) in other.entries.enumerated() {
      entries[entry].matching += own.matching
      entries[entry].accepted += own.accepted
    }
  }

  private mutating func means(_ entry: Int, _ request: NumberedRequest, _ account: ExactText) -> Bool {
    let key = Key(entry: entry, request: request, account: account)
    if let known = known[key] { return known }
    let change = accepted.entries[entry]
    let means =
      change.accepts(principal: names.text(request.principal).text)
      && change.accepts(action: names.text(request.action).text)
      && accepts(change, resource: request.resource) && change.accepts(account: account.text)
    known[key] = means
    return means
  }

  /// Whether an entry means a resource, by what reports call it or by what the log has for it.
  private func accepts(_ change: AcceptedChange, resource: Int32) -> Bool {
    change.accepts(resource: names.text(resource).text)
      || names.recordedText(ofResource: resource).map { change.accepts(resource: $0.text) } ?? false
  }
}
