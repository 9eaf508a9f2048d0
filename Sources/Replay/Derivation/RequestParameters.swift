import JSON

/// A call's parameters, flattened: every text with its name, shallowest first.
struct RequestParameters {
  /// One text in the parameters.
  struct Entry {
    /// The name without capitals, `_` and `-`.
    var name: String
    var value: String
    var depth: Int
  }

  private(set) var entries: [Entry] = []
  private let ignored: Set<String>
  private let wrappers: Set<String>

  init(_ value: JSONValue?, rules: JSONValue) {
    ignored = Self.names(rules["ignore_params"])
    wrappers = Self.names(rules["wrap_names"])
    if let value { collect(value, name: "", depth: 0) }
    entries.sort { $0.depth < $1.depth }
  }

  /// The values of the first of these names that is there, at its shallowest place.
  func values(_ candidates: [String]) -> [String] {
    for candidate in candidates {
      let name = Self.normalized(candidate)
      let variants = [name, name + "s", name + "set", name + "list"]
      guard let found = entries.first(where: { variants.contains($0.name) }) else { continue }
      return entries.filter { $0.name == found.name && $0.depth == found.depth }.map { $0.value }
    }
    return []
  }

  /// Every value that is an ARN.
  var arns: [String] {
    entries.compactMap { entry in entry.value.hasPrefix("arn:") ? entry.value : nil }
  }

  static func normalized(_ name: String) -> String {
    name.lowercased().filter { $0 != "_" && $0 != "-" }
  }

  private static func names(_ value: JSONValue?) -> Set<String> {
    Set((value?.array ?? []).compactMap { $0.string.map(normalized) })
  }

  private mutating func collect(_ value: JSONValue, name: String, depth: Int) {
    guard entries.count < 512, depth < 12 else { return }
    switch value.kind {
    case .string(let text):
      if !text.isEmpty, !EventFacts.isHidden(text) {
        entries.append(Entry(name: name, value: text, depth: depth))
      }
    case .array(let elements):
      for element in elements { collect(element, name: name, depth: depth) }
    case .object(let members):
      for member in members {
        let own = Self.normalized(member.name)
        if ignored.contains(own) { continue }
        let isTransparent = wrappers.contains(own) || (depth == 0 && own.hasSuffix("request"))
        collect(member.value, name: isTransparent && !name.isEmpty ? name : own, depth: depth + 1)
      }
    case .null, .bool, .number: break
    }
  }
}
