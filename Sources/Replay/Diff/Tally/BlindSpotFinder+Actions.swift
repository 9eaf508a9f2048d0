import IAMPolicy

/// Actions that CloudTrail does not record, or only where it is asked to.
extension BlindSpotFinder {
  /// Data actions that the change names and of which the log has no event in accounts that it can touch.
  var missingDataEvents: [BlindSpot] {
    var missed = MissedServices()
    let scopes = changes.map { touched(by: $0.target) }
    for (service, naming) in namedServices {
      let accounts = accounts(of: naming, scopes).filter(isAsked)
      let logged = service.eventSources.map { coverage.accountsWithDataEvents(of: $0) }
      let missing = accounts.subtracting(logged.reduce([]) { $0.union($1) }).sorted()
      if missing.isEmpty { continue }
      let all = missing.count == accounts.count ? "all " : ""
      let places = missing.count > 4 ? "\(all)\(missing.count) accounts" : missing.joined(separator: ", ")
      let others = service.eventSources.contains { coverage.hasUnplacedDataEvents(of: $0) }
      missed.add(
        service.name,
        in: places + (others ? " (but for events that do not name the account that received them)" : ""))
    }
    guard let words = missed.words else { return [] }
    return [
      BlindSpot(
        kind: "dataEventsOff",
        text:
          "the change names data actions of which the log has no event\(coverage.isOfPeriod ? " in the window" : ""), "
          + "so such requests are not in this answer: \(words)")
    ]
  }

  /// The services of whose data actions changed statements name some, with these statements; those first that one names
  /// which does not name nearly every action.
  private var namedServices: [(service: DataEventTable.Service, naming: [ChangedStatement])] {
    let statements = statements.map { $0.statement }.map { ($0, services: $0.services) }
    let named = DataEventTable.services.compactMap { service in
      let naming = statements.filter { statement, services in
        services?.contains(service.name) ?? true && service.actions.contains { statement.covers($0) }
      }.map { $0.0 }
      return naming.isEmpty ? nil : (service: service, naming: naming)
    }
    let isMeant = named.map { $0.naming.contains { !$0.coversUnlisted } }
    return zip(named, isMeant).filter { $0.1 }.map { $0.0 }
      + zip(named, isMeant).filter { !$0.1 }.map { $0.0 }
  }

  /// The accounts of the log that changed statements can touch.
  ///
  /// - Parameter scopes: the accounts that each change can touch; nil where it may be any.
  private func accounts(of statements: [ChangedStatement], _ scopes: [Set<String>?]) -> Set<String> {
    var accounts: Set<String> = []
    for change in Set(statements.map { $0.change }) {
      guard let scope = change.flatMap({ scopes[$0] }) else { return coverage.accounts }
      accounts.formUnion(scope)
    }
    return accounts.intersection(coverage.accounts)
  }

  /// CloudTrail has no event for the check of `iam:PassRole`; it stands behind the calls that pass a role.
  var passedRoles: [BlindSpot] {
    guard statements.contains(where: { $0.statement.covers("iam:PassRole") && !$0.statement.coversUnlisted })
    else { return [] }
    return [
      BlindSpot(
        kind: "actionNotLogged",
        text: "CloudTrail records no event for iam:PassRole; it is checked inside calls that pass a role, "
          + "and only those that the log shows are replayed")
    ]
  }
}

/// Services whose data events are missing, those together that miss them in the same places.
private struct MissedServices {
  /// How many services are named.
  private static let mostServices = 12

  private var count = 0
  private var places: [String] = []
  private var services: [String: [String]] = [:]

  mutating func add(_ service: String, in place: String) {
    count += 1
    guard count <= Self.mostServices else { return }
    if services[place] == nil { places.append(place) }
    services[place, default: []].append(service)
  }

  /// The first of them with their places, and how many more there are; nil for none.
  var words: String? {
    guard !places.isEmpty else { return nil }
    let parts = places.map { "\(TextFormat.listed(services[$0] ?? [])) in \($0)" }
    let rest = count - Self.mostServices
    return parts.joined(separator: "; ") + (rest > 0 ? "; and \(TextFormat.count(rest, "more service"))" : "")
  }
}

extension ChangedStatement {
  /// The services that its actions name, in lower case; nil where it may cover actions of any.
  fileprivate var services: Set<String>? {
    if statement.action.isNegated { return nil }
    let names = statement.action.values.map { $0.value.prefix { $0 != ":" }.lowercased() }
    return names.contains { $0.contains("*") || $0.contains("?") } ? nil : Set(names)
  }

  fileprivate func covers(_ action: String) -> Bool { policy.covers(action, inStatement: index) }

  /// Whether it covers so many actions that single ones need no mention.
  fileprivate var coversUnlisted: Bool { covers("unlisted:Action") }
}
