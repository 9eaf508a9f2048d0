/// What is known of one context key of a request.
public enum ContextValue: Sendable, Hashable {
  /// The value, or for a multivalued key the list of values.
  case known([String])
  /// Known not to be in the request context.
  case absent
  /// Known to be there and not null, value unknown.
  case present
  /// Neither presence nor value known.
  case unknown
  /// One of a few listed states, for example absent or `"false"`; never nested, at least two.
  case oneOf([ContextValue])

  /// A single known value.
  public static func value(_ text: String) -> ContextValue { .known([text]) }
}

/// The context keys of a request; names compare without case and are held in lower case.
public struct RequestContext: Sendable, Hashable {
  /// Whether a key that is not listed is unknown (a log) or absent (a simulation).
  public var isOpenWorld: Bool
  /// What is known, by lower-case key name.
  public private(set) var values: [String: ContextValue]

  /// Makes a context; keys may be in any case.
  public init(isOpenWorld: Bool, values: [String: ContextValue] = [:]) {
    self.isOpenWorld = isOpenWorld
    self.values = [:]
    for (key, value) in values { self.values[key.lowercased()] = value }
  }

  /// What is known of a key, by its name in any case; an unlisted key answers by the world's openness.
  public subscript(key: String) -> ContextValue {
    get { values[key.lowercased()] ?? (isOpenWorld ? .unknown : .absent) }
    set { values[key.lowercased()] = newValue }
  }
}
