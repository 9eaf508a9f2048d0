import IAMPolicy

/// Finds filters that nothing in a whole log can pass, which are perhaps mistyped.
struct UnmatchedFilters {
  private let events: RecordedEvents
  private let filter: RequestFilter

  init(_ filter: RequestFilter, _ events: RecordedEvents) {
    self.filter = filter
    self.events = events
  }

  /// What each of them is, with what was probably meant, in sentences without a period.
  ///
  /// - Parameter ofRequests: whether actions and resources are looked at: some records that are not replayed have others.
  func sentences(ofRequests: Bool = true) -> [String] {
    if filter.isOpen { return [] }
    let ofSurroundings =
      filter.principals.compactMap { sentence(onPrincipal: $0) }
      + filter.accounts.compactMap { sentence(onAccount: $0) }
    guard ofRequests else { return ofSurroundings }
    return ofSurroundings + filter.actions.compactMap { sentence(onAction: $0) }
      + filter.resources.compactMap { sentence(onResource: $0) }
  }

  private func sentence(onPrincipal pattern: String) -> String? {
    var single = RequestFilter()
    single.principals = [pattern]
    let names = Set(events.identities.forms.map { $0.principal })
    if names.contains(where: { single.accepts(principal: $0) }) { return nil }
    let candidates =
      pattern.contains(":") ? names : Set(names.compactMap { $0.split(separator: "/").last.map(String.init) })
    return "--principal \(pattern): no event of the log has a principal like it"
      + hint(pattern) { Spelling.closestName(to: pattern, among: candidates.sorted()) }
  }

  private func sentence(onAccount pattern: String) -> String? {
    var single = RequestFilter()
    single.accounts = [pattern]
    let names = Set(events.places.compactMap { $0[1] })
    if names.contains(where: { single.accepts(account: $0) }) { return nil }
    let fault = ARNPattern.fault(ofAccount: pattern).map { "; \($0)" } ?? ""
    return "--account \(pattern): no event of the log was received by an account like it\(fault)"
      + hint(pattern) { Spelling.closest(to: pattern, among: names.sorted()) }
  }

  private func sentence(onAction pattern: String) -> String? {
    var single = RequestFilter()
    single.actions = [pattern]
    if events.calls.actions.contains(where: { single.accepts(action: $0) }) { return nil }
    return
      "--action \(pattern): no request derived from the log has an action like it\(hint(onAction: pattern))"
  }

  /// What was probably meant by an action, or what the catalog says of it; nothing of one that AWS has.
  private func hint(onAction action: String) -> String {
    var lint = CatalogLint()
    guard let warning = lint.warning(ofAction: action) else { return "" }
    let logged = hint(action) { Spelling.closest(to: action, among: Set(events.calls.actions).sorted()) }
    return logged.isEmpty ? "; \(warning)" : logged
  }

  private func sentence(onResource pattern: String) -> String? {
    var single = RequestFilter()
    single.resources = [pattern]
    // One that the log does not tell may be it, by the service of the action.
    if events.calls.accepted(by: single).contains(true) { return nil }
    let resources = events.calls.resources
    return "--resource \(pattern): no request derived from the log has a resource like it"
      + hint(pattern) {
        // Only those of about its length can be within two edits.
        let near = resources.indices.filter { abs(resources.bytes($0).count - pattern.utf8.count) <= 8 }
        return Spelling.closest(to: pattern, among: Set(near.map { resources[$0].text }).sorted())
      }
  }

  /// What was probably meant by a name; nothing for a pattern.
  private func hint(_ pattern: String, _ closest: () -> String?) -> String {
    if Self.isPattern(pattern) { return "" }
    return closest().map { "; did you mean `\($0)`?" } ?? ""
  }

  private static func isPattern(_ text: String) -> Bool { text.contains("*") || text.contains("?") }
}
