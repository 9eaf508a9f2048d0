import AWSCatalog

/// Finds the actions that an operation is checked for.
struct ActionResolver {
  var catalog = ServiceCatalog()
  let tables: DerivationTables

  init(tables: DerivationTables) { self.tables = tables }

  /// The checks of an operation, unconditioned; empty when no service knows it.
  mutating func checks(source: String, name: String) -> [DerivationTables.Check] {
    let label = Self.label(source)
    let prefixes = tables.eventSources[label] ?? [label]
    for prefix in prefixes {
      for candidate in [name] + Self.stripped(name) {
        if let checks = tables.operations[prefix]?[candidate] { return checks }
        if let action = catalog.service(prefix)?.actions[candidate.lowercased()] {
          return [.init(action: "\(prefix):\(action.name)", when: "", resource: nil)]
        }
      }
    }
    return []
  }

  /// An event source without its domain.
  static func label(_ source: String) -> String {
    for domain in [".amazonaws.com.cn", ".amazonaws.com"] where source.hasSuffix(domain) {
      return String(source.dropLast(domain.count))
    }
    return source
  }

  /// The name without a version such as `20150331v2`, `2020_05_31` or `V2`.
  private static func stripped(_ name: String) -> [String] {
    var candidates: [String] = []
    var rest = name[...]
    if let end = versionStart(rest) {
      rest = rest[..<end]
      candidates.append(String(rest))
    }
    if let end = dateStart(rest) { candidates.append(String(rest[..<end])) }
    return candidates
  }

  /// Where a final `v2` or `V2` begins.
  private static func versionStart(_ name: Substring) -> Substring.Index? {
    let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
    guard digits > 0, digits <= 2, digits < name.count else { return nil }
    let letter = name.index(name.endIndex, offsetBy: -digits - 1)
    return name[letter] == "v" || name[letter] == "V" ? letter : nil
  }

  /// Where a final `20150331` or `_2020_05_31` begins.
  private static func dateStart(_ name: Substring) -> Substring.Index? {
    let tail = name.reversed().prefix { ($0.isASCII && $0.isNumber) || $0 == "_" || $0 == "-" }.count
    guard tail >= 8, tail < name.count else { return nil }
    let start = name.index(name.endIndex, offsetBy: -tail)
    let digits = name[start...].filter { $0.isNumber }
    return digits.count == 8 && digits.hasPrefix("20") ? start : nil
  }
}
