import AWSCatalog
public import IAMPolicy

/// Warns of services, actions and condition keys of a policy that AWS does not have.
///
/// What the built-in catalog does not list may be newer than it, so these are warnings: AWS stores such a policy,
/// and a typo in a Deny is silently without effect.
public struct CatalogLint {
  var catalog = ServiceCatalog()
  /// How many values of a document are looked at: AWS stores no text that holds more.
  private static let maximumValues = 10_000
  /// How many warnings of a document say what was probably meant.
  private static let maximumHints = 100
  var hints = 0

  /// Makes a lint over the built-in catalog.
  public init() {}

  /// The warnings for a document, in source order.
  public mutating func findings(in document: PolicyDocument) -> [PolicyFinding] {
    var findings: [PolicyFinding] = []
    var rest = Self.maximumValues
    hints = Self.maximumHints
    for statement in document.statements where rest > 0 {
      for action in statement.action.values.prefix(rest) {
        if let finding = finding(ofAction: action) { findings.append(finding) }
      }
      for condition in statement.conditions.prefix(rest) {
        if let finding = finding(ofKey: condition.key) { findings.append(finding) }
      }
      rest -= statement.action.values.count + statement.conditions.count
    }
    return findings
  }

  mutating func finding(ofAction action: Located<String>) -> PolicyFinding? {
    let parts = action.value.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ Self.isName($0) }), !Self.hasWildcard(parts[0]) else {
      return nil
    }
    let prefix = parts[0].lowercased()
    guard let service = catalog.service(prefix) else {
      return warning(
        "W-SERVICE", action.position, "the service `\(parts[0])`", prefix, among: ServiceCatalog.prefixes)
    }
    let name = parts[1].lowercased()
    if Self.hasWildcard(parts[1]) {
      let pattern = Array(name.utf8)
      if service.actions.keys.contains(where: { Wildcard.matches(pattern, Array($0.utf8)) }) { return nil }
      return warning("W-ACTION", action.position, "an action that matches `\(action.value)`", name, among: [])
    }
    if service.actions[name] != nil { return nil }
    let names = service.actions.values.map { $0.name }.sorted()
    return warning("W-ACTION", action.position, "the action `\(action.value)`", name, among: names)
  }

  mutating func finding(ofKey key: Located<String>) -> PolicyFinding? {
    let lowered = key.value.lowercased()
    guard let colon = lowered.firstIndex(of: ":"), ConditionKeys.type(of: lowered) == nil else { return nil }
    let prefix = String(lowered[..<colon])
    // Identity providers are named by their host, and SAML has keys of its own.
    if prefix.contains(".") || prefix == "saml" { return nil }
    let names = ConditionKeys.names(withPrefix: prefix)
    let kind = prefix == "aws" ? "the global condition key" : "the condition key"
    return warning("W-CONDKEY", key.position, "\(kind) `\(key.value)`", lowered, among: names)
  }

  private mutating func warning(
    _ code: String, _ position: SourcePosition, _ what: String, _ text: String, among names: [String]
  ) -> PolicyFinding {
    let hint = hints > 0 ? Spelling.hint(for: text, among: names) : ""
    hints -= 1
    return PolicyFinding(
      code: code, severity: .warning, position: position,
      message: "\(what) is not in the catalog of \(CatalogSource.date)\(hint)")
  }

  /// Other texts match no action, which the parser says.
  private static func isName(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x21..<0x7F).contains($0) }
  }

  private static func hasWildcard(_ text: Substring) -> Bool { text.contains { $0 == "*" || $0 == "?" } }
}
