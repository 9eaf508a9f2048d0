import AuditStore
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
  /// - Throws: `StoreError` when the database cannot be read.
  func sentences(ofRequests: Bool = true) throws -> [String] {
    if filter.isOpen { return [] }
    let ofSurroundings =
      try filter.principals.compactMap { try sentence(onPrincipal: $0) }
      + filter.accounts.compactMap { try sentence(onAccount: $0) }
    guard ofRequests else { return ofSurroundings }
    return ofSurroundings + filter.actions.compactMap { sentence(onAction: $0) }
      + filter.resources.compactMap { sentence(onResource: $0) }
  }

  private func sentence(onPrincipal pattern: String) throws -> String? {
    var single = RequestFilter()
    single.principals = [pattern]
    let names = Set(events.identities.forms.map { $0.principal })
    if names.contains(where: { single.accepts(principal: $0) }) { return nil }
    let candidates =
      pattern.contains(":") ? names : Set(names.compactMap { $0.split(separator: "/").last.map(String.init) })
    let unnamed = try events { $0.identity($1).facts.isUnnamed }
    let rest = unnamed.map { ", and of \($0) the log does not name the caller" } ?? ""
    return "--principal \(pattern): no event of the log names a principal like it\(rest)"
      + (hint(onSession: pattern, names) ?? hint(onPath: pattern, names)
        ?? hint(pattern, among: names.union(candidates)) {
          Spelling.closestName(to: pattern, among: candidates.sorted())
        })
  }

  /// What was probably meant by a path without the ARN before it; nil for any other pattern.
  private func hint(onPath pattern: String, _ names: Set<String>) -> String? {
    guard pattern.contains("/"), !pattern.contains(":"), !pattern.hasPrefix("*") else { return nil }
    let whole = ["*:\(pattern)", "*/\(pattern)"]
    let held = "; what has a path is held against the whole ARN"
    let meant =
      whole.first { whole in
        var single = RequestFilter()
        single.principals = [whole]
        return names.contains { single.accepts(principal: $0) }
      }
      ?? whole.compactMap { PatternSpelling($0).closest(among: names.sorted()) }.min { $0.edits < $1.edits }?
      .pattern ?? Spelling.closestName(to: pattern, among: paths(names)).map { "*:\($0)" }
    return held + (meant.map { ": did you mean `\($0)`?" } ?? "")
  }

  /// What stands in ARNs behind the account, where that has a path.
  private func paths(_ names: Set<String>) -> [String] {
    Set(names.map { ARNFields($0).resource }).filter { $0.contains("/") }.sorted()
  }

  private func sentence(onAccount pattern: String) throws -> String? {
    var single = RequestFilter()
    single.accounts = [pattern]
    let names = Set(events.places.compactMap { $0[1] })
    if names.contains(where: { single.accepts(account: $0) }) { return nil }
    let fault = ARNPattern.fault(ofAccount: pattern).map { "; \($0)" } ?? ""
    let unnamed = try events { $0.account($1) == nil }
    let rest = unnamed.map { ", and of \($0) the log does not name it" } ?? ""
    return "--account \(pattern): no event of the log names a receiving account like it\(rest)\(fault)"
      + hint(pattern, among: names) {
        KnownNames(snapshot: PolicySnapshot(), events: events).closest(toAccount: pattern)
      }
  }

  /// How many events of the whole log are so, in words; nil for none.
  private func events(where isSo: @Sendable (RecordedEvents, EventRow) -> Bool) throws -> String? {
    let count = try events.file.use { [events] database in
      var count = 0
      try events.scan(database, in: TimeWindow()) { row, _ in
        if isSo(events, row) { count += 1 }
      }
      return count
    }
    return count == 0 ? nil : TextFormat.count(count, "event")
  }

  /// What was probably meant by the ARN of a role's session, as `userIdentity.arn` has it; nil for any other pattern.
  ///
  /// IAM User Guide, "IAM identifiers": a session's ARN has the role's name without its path.
  private func hint(onSession pattern: String, _ names: Set<String>) -> String? {
    let fields = ARNFields(pattern)
    let parts = fields.resource.split(separator: "/")
    guard fields.service == "sts", parts.count > 1, parts[0] == "assumed-role" else { return nil }
    let start = "arn:\(fields.partition):iam::\(fields.account):role/"
    let roles = names.filter { $0.hasPrefix(start) }.sorted()
    let own = roles.filter { $0.split(separator: "/").last == parts[1] }
    let meant =
      own.isEmpty ? [Spelling.closestName(to: start + parts[1], among: roles)].compactMap { $0 } : own
    let question = meant.map { "`\($0)`" }.joined(separator: " or ")
    return "; a session passes by its role" + (meant.isEmpty ? "" : ": did you mean \(question)?")
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
    if !action.contains(":") { return hint(onActionWithoutService: action) }
    var lint = CatalogLint()
    guard let warning = lint.warning(ofAction: action) else { return "" }
    let logged = hint(action, among: []) {
      Spelling.closest(to: action, among: Set(events.calls.actions).sorted())
    }
    return logged.isEmpty ? "; \(warning)" : logged
  }

  /// The actions of the log that have the name; what is missing also where there is none, but for a pattern.
  private func hint(onActionWithoutService name: String) -> String {
    var named = RequestFilter()
    named.actions = ["*:\(name)"]
    let actions = Set(events.calls.actions).filter { named.accepts(action: $0) }.sorted()
    guard let first = actions.first else {
      return Self.isPattern(name) ? "" : "; an action is written with its service, as `service:\(name)`"
    }
    return "; did you mean `\(actions.count == 1 && !Self.isPattern(name) ? first : named.actions[0])`?"
  }

  private func sentence(onResource pattern: String) -> String? {
    var single = RequestFilter()
    single.resources = [pattern]
    // One that the log does not tell may be it, by the service of the action.
    if events.calls.accepted(by: single).contains(true) { return nil }
    let resources = events.calls.resources
    let words = "--resource \(pattern): no request derived from the log has a resource like it"
    if Self.isPattern(pattern) {
      var owners = ResourceOwners()
      for index in resources.indices { owners.add(resources.bytes(index)) }
      return words + Spelling.question(owners.meant(by: pattern))
    }
    return words
      + hint(pattern, among: []) {
        // Only those of about its length can be within two edits.
        let near = resources.indices.filter { abs(resources.bytes($0).count - pattern.utf8.count) <= 8 }
        return Spelling.closest(to: pattern, among: Set(near.map { resources[$0].text }).sorted())
      }
  }

  /// What was probably meant by a name, or by a pattern that nearly matches one of some names.
  private func hint(_ pattern: String, among names: Set<String>, _ closest: () -> String?) -> String {
    Spelling.question(
      Self.isPattern(pattern)
        ? PatternSpelling(pattern).closest(among: names.sorted())?.pattern : closest())
  }

  private static func isPattern(_ text: String) -> Bool { text.contains("*") || text.contains("?") }
}
