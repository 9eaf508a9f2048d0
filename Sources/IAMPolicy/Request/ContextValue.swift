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
