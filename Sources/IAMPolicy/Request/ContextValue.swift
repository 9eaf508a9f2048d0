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

extension ContextValue {
  /// Equal when the values are the same scalars, which `==` on `String` does not ask.
  public static func == (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.known(let left), .known(let right)):
      left.count == right.count && zip(left, right).allSatisfy { sameText($0, $1) }
    case (.absent, .absent), (.present, .present), (.unknown, .unknown): true
    case (.oneOf(let left), .oneOf(let right)): left == right
    default: false
    }
  }
}
