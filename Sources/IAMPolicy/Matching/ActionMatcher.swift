/// The values of an `Action` or `NotAction` element, laid out for a quick pass over all of them.
///
/// An action has exactly one colon and so has every value that can match, so no wildcard crosses it.
final class ActionMatcher: Sendable {
  private struct Entry: Sendable {
    /// Where the value's literal beginning ends in `bytes`; it starts where the entry before ends.
    var end: Int
    /// Whether anything may follow.
    var isPrefix: Bool
  }

  /// The literal beginnings of values that are literal text, or literal text and one final `*`.
  private let bytes: [UInt8]
  private let entries: [Entry]
  /// The other values.
  private let patterns: [Pattern]
  private let hasPatterns: Bool
  /// The services that the values name, in lower case; nil when some value may name any.
  let services: Set<String>?

  /// Compiles values as written; one with white space, no name or not exactly one colon matches nothing.
  init(_ values: [String]) {
    let names = values.compactMap { Self.name($0) }
    var bytes: [UInt8] = []
    var entries: [Entry] = []
    var patterns: [Pattern] = []
    for name in names {
      let literal = name.utf8.prefix { $0 != 0x2A && $0 != 0x3F }
      if literal.count == name.utf8.count || (literal.count == name.utf8.count - 1 && name.hasSuffix("*")) {
        bytes += literal
        entries.append(Entry(end: bytes.count, isPrefix: literal.count < name.utf8.count))
      } else {
        patterns.append(Pattern(glob: name))
      }
    }
    self.bytes = bytes
    self.entries = entries
    self.patterns = patterns
    hasPatterns = !patterns.isEmpty
    services = Self.services(names)
  }

  /// Whether any value matches an action in lower case.
  func matches(_ action: String) -> Bool {
    let text = action.utf8.span
    let (bytes, entries) = (bytes, entries)
    let own = bytes.span
    let ends = entries.span
    var start = 0
    for index in ends.indices {
      let entry = ends[index]
      let count = entry.end &- start
      if text.count == count || (entry.isPrefix && text.count > count) {
        var rest = count
        while rest > 0, own[start &+ rest &- 1] == text[rest &- 1] { rest &-= 1 }
        if rest == 0 { return true }
      }
      start = entry.end
    }
    return hasPatterns && patterns.contains { $0.matches(text) }
  }

  /// An action value in lower case; nil for one that matches nothing.
  private static func name(_ text: String) -> String? {
    if text == "*" { return text }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty,
      !text.unicodeScalars.contains(where: { $0.properties.isWhitespace })
    else { return nil }
    return text.simpleLowercased
  }

  private static func services(_ names: [String]) -> Set<String>? {
    var services: Set<String> = []
    for name in names {
      let service = name.prefix { $0 != ":" }
      guard !service.contains("*"), !service.contains("?") else { return nil }
      services.insert(String(service))
    }
    return services
  }
}
