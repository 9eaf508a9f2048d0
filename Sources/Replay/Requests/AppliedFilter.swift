import AuditStore

/// A filter with what it says of each call and each caller, so that an event costs two look-ups.
struct AppliedFilter {
  private let filter: RequestFilter
  private let calls: [Bool]
  private let identities: [Bool]

  init(_ filter: RequestFilter, _ events: RecordedEvents) {
    self.filter = filter
    calls = events.calls.accepted(by: filter)
    identities = events.identities.perForm { filter.accepts(principal: $0.principal) }
  }

  func accepts(_ row: EventRow, _ events: RecordedEvents) -> Bool {
    let isCall = calls.indices.contains(row.call) && calls[row.call]
    let isCaller = identities.indices.contains(row.identity) && identities[row.identity]
    return isCall && isCaller && filter.accepts(account: events.account(row))
  }
}

extension RecordedCalls {
  /// By call, whether it passes: any of its requests may be meant, also one whose resource the log does not tell.
  ///
  /// Each action and each resource is looked at once.
  func accepted(by filter: RequestFilter) -> [Bool] {
    let actions = self.actions.map { filter.accepts(action: $0) }
    let services = self.actions.map { filter.mayMeanAny(of: $0) }
    let resources = self.resources.indices.map {
      filter.mayMean(self.resources.bytes($0), self.resources.state($0))
    }
    func isMeant(_ request: Request) -> Bool {
      let (action, resource) = (Int(request.action), Int(request.resource))
      guard actions.indices.contains(action), resources.indices.contains(resource) else { return true }
      return actions[action] && (resources[resource] ?? services[action])
    }
    return indices.map { row in
      let requests = requests(of: row)
      return requests.isEmpty ? filter.takesExcluded : requests.contains { isMeant($0) }
    }
  }
}
