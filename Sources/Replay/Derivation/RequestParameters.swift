import JSON

/// A call's parameters, flattened: every text with its name, shallowest first.
struct RequestParameters {
  /// One text in the parameters.
  struct Entry {
    /// The name without capitals, `_` and `-`.
    var name: String
    var value: String
    var depth: Int

    /// Whether it has this name, or its plural or list form.
    func isNamed(_ candidate: String) -> Bool {
      guard name.hasPrefix(candidate) else { return false }
      switch name.utf8.count - candidate.utf8.count {
      case 0: return true
      case 1: return name.hasSuffix("s")
      case 3: return name.hasSuffix("set")
      case 4: return name.hasSuffix("list")
      default: return false
      }
    }
  }

  private(set) var entries: [Entry] = []
  private let rules: ResourceRules

  init(_ value: JSONValue?, rules: ResourceRules) {
    self.rules = rules
    if let value { collect(value, name: "", depth: 0) }
    entries.sort { $0.depth < $1.depth }
  }

  /// The values of the first of these normalized names that is there, at its shallowest place.
  func values(_ candidates: [String]) -> [String] {
    for candidate in candidates {
      guard let found = entries.first(where: { $0.isNamed(candidate) }) else { continue }
      return entries.filter { $0.name == found.name && $0.depth == found.depth }.map { $0.value }
    }
    return []
  }

  /// Every value that is an ARN.
  var arns: [String] {
    entries.compactMap { entry in entry.value.hasPrefix("arn:") ? entry.value : nil }
  }

  static func normalized(_ name: String) -> String {
    let bytes = name.lowercased().utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
    return String(decoding: bytes, as: UTF8.self)
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
        if rules.ignoredParameters.contains(own) { continue }
        let isTransparent = rules.wrappers.contains(own) || (depth == 0 && own.hasSuffix("request"))
        collect(member.value, name: isTransparent && !name.isEmpty ? name : own, depth: depth + 1)
      }
    case .null, .bool, .number: break
    }
  }
}
