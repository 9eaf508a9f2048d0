/// The condition keys that AWS documents, with their types.
///
/// From the Service Authorization Reference, and the global ones from the IAM User Guide (`GlobalKeys`). The data
/// holds a line for each prefix: what stands before the colon, then `name=type` in fields separated by tabs.
public enum ConditionKeys {
  private static let text = CatalogText(data)

  /// The type of a key, by its name in lower case; nil when AWS documents no such key.
  ///
  /// A key whose name holds a part of the user's own, such as a tag key, is found by its pattern.
  public static func type(of key: String) -> ConditionKeyType? {
    types[key] ?? patterns.first { $0.matches(key) }?.type
  }

  /// Whether a key holds a list, by its name in lower case; false when AWS documents no such key.
  public static func isMultivalued(_ key: String) -> Bool {
    if multivalued.contains(key) { return true }
    guard multivaluedPatterns.contains(where: { $0.matches(key) }) else { return false }
    return type(of: key)?.isMultivalued ?? false
  }

  /// The names of the keys with a prefix, as AWS writes them, with `${...}` for the user's own parts; sorted.
  public static func names(withPrefix prefix: String) -> [String] {
    let global = GlobalKeys.types.map(\.name).filter { $0.hasPrefix("\(prefix):") }
    guard var fields = text.line(of: prefix) else { return global }
    _ = fields.next(before: UInt8(ascii: "\t"))
    let listed = fields.split("\t").map { field in
      var field = field
      return "\(prefix):\(field.next(before: UInt8(ascii: "=")).string)"
    }
    return Array(Set(global + listed)).sorted()
  }

  /// Keys by their names in lower case, and those with a part of the user's own: the longest first, as the closest.
  private static let (types, patterns): ([String: ConditionKeyType], [KeyPattern]) = {
    var types: [String: ConditionKeyType] = [:]
    types.reserveCapacity(2_000)
    var patterns: [KeyPattern] = []
    func add(_ name: String, _ type: ConditionKeyType) {
      if let pattern = KeyPattern(name, type) {
        patterns.append(pattern)
      } else {
        types[name] = type
      }
    }
    for line in text.split("\n") {
      var fields = line
      let prefix = fields.next(before: UInt8(ascii: "\t")).string.lowercased() + ":"
      while !fields.isEmpty {
        var field = fields.next(before: UInt8(ascii: "\t"))
        let name = field.next(before: UInt8(ascii: "=")).string
        if let type = ConditionKeyType(field) { add(prefix + name.lowercased(), type) }
      }
    }
    for (name, type) in GlobalKeys.types { add(name.lowercased(), type) }
    return (types, patterns.sorted { $0.length > $1.length })
  }()

  private static let multivalued = Set(types.lazy.filter { $0.value.isMultivalued }.map(\.key))
  private static let multivaluedPatterns = patterns.filter { $0.type.isMultivalued }
}

/// The name of a key with one part of the user's own.
private struct KeyPattern: Sendable {
  let type: ConditionKeyType
  private let before: String
  private let after: String

  /// Nil for a name without such a part.
  init?(_ name: String, _ type: ConditionKeyType) {
    guard let start = name.utf8.firstIndex(of: UInt8(ascii: "$")),
      let end = name.utf8.lastIndex(of: UInt8(ascii: "}"))
    else { return nil }
    before = String(name[..<start])
    after = String(name[name.utf8.index(after: end)...])
    self.type = type
  }

  var length: Int { before.utf8.count + after.utf8.count }

  func matches(_ key: String) -> Bool {
    key.utf8.count > length && key.utf8.starts(with: before.utf8)
      && key.utf8.reversed().starts(with: after.utf8.reversed())
  }
}
