/// The values of one `Action` or `NotAction` element.
///
/// An action has exactly one colon and so has every value that can match, so no wildcard crosses it.
struct ActionMatcher: Sendable {
  private let patterns: [Pattern]
  /// The services that the values name, in lower case; nil when some value may name any.
  let services: Set<String>?

  /// Compiles values as written; one with white space, no name or not exactly one colon matches nothing.
  init(_ values: [String]) {
    let names = values.compactMap { ActionLayout.name($0) }
    patterns = names.map { Pattern(glob: $0) }
    let services = names.map { ActionLayout.service($0) }
    self.services = services.contains(nil) ? nil : Set(services.compactMap { $0 })
  }

  /// Whether any value matches an action in lower case.
  func matches(_ action: String) -> Bool {
    let text = action.utf8.span
    let patterns = patterns
    let span = patterns.span
    for index in span.indices where span[index].matches(text) { return true }
    return false
  }
}
