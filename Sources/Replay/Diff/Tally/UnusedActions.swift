import AWSCatalog
import IAMPolicy

/// Finds the actions that a statement names and that no request used.
struct UnusedActions {
  /// With more unused actions than this a value with wildcards is named instead of them.
  private static let mostOfValue = 5

  private var catalog = ServiceCatalog()

  /// What an `Action` element names that is not used, in the order of its values; nothing of `NotAction`.
  ///
  /// A value with wildcards stands for the actions that the catalog has for it. One for all actions of a service is named
  /// where none of them is used, and one for those of any service never is: who writes that has no single action in mind.
  ///
  /// - Parameter used: the actions that are used.
  mutating func names(_ statement: Statement, besides used: UsedActions) -> [String] {
    if statement.action.isNegated { return [] }
    var seen: Set<String> = []
    return statement.action.values.flatMap { names($0.value, besides: used) }
      .filter { seen.insert($0.lowercased()).inserted }
  }

  private mutating func names(_ value: String, besides used: UsedActions) -> [String] {
    let parts = value.split(separator: ":", omittingEmptySubsequences: false)
    // Other texts match no action.
    guard parts.count == 2, !parts[1].isEmpty, !value.contains(where: { $0.isWhitespace }),
      !Self.hasWildcard(parts[0])
    else { return [] }
    let (prefix, name) = (parts[0].lowercased(), parts[1].lowercased())
    let own = used.ofService[prefix] ?? []
    if !Self.hasWildcard(parts[1]) { return own.contains(name) ? [] : [value] }
    let pattern = Array(name.utf8)
    guard own.contains(where: { Wildcard.matches(pattern, Array($0.utf8)) }) else { return [value] }
    if name.allSatisfy({ $0 == "*" }) { return [] }
    let meant = (catalog.service(prefix)?.actions ?? [:]).filter {
      Wildcard.matches(pattern, Array($0.key.utf8))
    }
    let unused = meant.filter { !own.contains($0.key) }
    if unused.count > Self.mostOfValue {
      return ["\(unused.count) of the \(meant.count) actions of \(value)"]
    }
    return unused.values.map { "\(parts[0]):\($0.name)" }.sorted()
  }

  private static func hasWildcard(_ text: Substring) -> Bool { text.contains { $0 == "*" || $0 == "?" } }
}

/// Actions that requests used, by their services.
struct UsedActions {
  /// The names without the service, by the service, all in lower case.
  fileprivate var ofService: [String: Set<String>] = [:]

  init(_ actions: [String]) {
    for action in actions {
      let parts = action.lowercased().split(separator: ":", maxSplits: 1)
      if parts.count == 2 { ofService[String(parts[0]), default: []].insert(String(parts[1])) }
    }
  }
}
