public import JSON

/// A line and column in a policy text, both from 1.
public typealias SourcePosition = JSONPosition

/// One statement of a policy document, its elements as written.
public struct Statement: Sendable, Equatable {
  /// The statement's place in the document, from 1.
  public var index: Int
  /// The optional `Sid`.
  public var sid: String?
  /// Whether it allows or denies.
  public var effect: Effect
  /// `Principal` or `NotPrincipal`; absent in identity-based policies.
  public var principal: PrincipalElement?
  /// `Action` or `NotAction`.
  public var action: ValuesElement
  /// `Resource` or `NotResource`; absent in trust policies: then it matches.
  public var resource: ValuesElement?
  /// Every (operator, key) pair of the `Condition` element; all must hold.
  public var conditions: [Condition]
  /// Where the statement's opening brace stands.
  public var position: SourcePosition

  /// Makes a statement from its elements.
  public init(
    index: Int, sid: String? = nil, effect: Effect, principal: PrincipalElement? = nil, action: ValuesElement,
    resource: ValuesElement? = nil, conditions: [Condition] = [], position: SourcePosition = SourcePosition()
  ) {
    self.index = index
    self.sid = sid
    self.effect = effect
    self.principal = principal
    self.action = action
    self.resource = resource
    self.conditions = conditions
    self.position = position
  }
}

/// The values of `Action`, `Resource` or their `Not…` forms.
public struct ValuesElement: Sendable, Equatable {
  /// True for `NotAction` and `NotResource`.
  public var isNegated: Bool
  /// The values as written.
  public var values: [Located<String>]

  /// Makes an element from its values.
  public init(isNegated: Bool = false, values: [Located<String>]) {
    self.isNegated = isNegated
    self.values = values
  }
}

/// The `Principal` or `NotPrincipal` element: its entries, each with its kind.
public struct PrincipalElement: Sendable, Equatable {
  /// The key under which an entry stood.
  public enum Kind: String, Sendable {
    /// The bare `"*"`.
    case everyone = "*"
    case aws = "AWS"
    case service = "Service"
    case federated = "Federated"
    case canonicalUser = "CanonicalUser"
  }

  /// One entry, for example `AWS` with an ARN.
  public struct Entry: Sendable, Equatable {
    /// The key under which it stood.
    public var kind: Kind
    /// Its text; `*` for `everyone`.
    public var text: Located<String>

    /// Makes an entry.
    public init(kind: Kind, text: Located<String>) {
      self.kind = kind
      self.text = text
    }
  }

  /// True for `NotPrincipal`.
  public var isNegated: Bool
  /// The entries in source order.
  public var entries: [Entry]

  /// Makes an element from its entries.
  public init(isNegated: Bool = false, entries: [Entry]) {
    self.isNegated = isNegated
    self.entries = entries
  }
}

/// One (operator, key) pair of a `Condition` element with the values it compares.
public struct Condition: Sendable, Equatable {
  /// The operator as written, for example `ForAnyValue:StringLikeIfExists`.
  public var operatorText: Located<String>
  /// The key as written; keys compare without case.
  public var key: Located<String>
  /// The values: booleans as `true` and `false`, numbers as their source text.
  public var values: [Located<String>]

  /// Makes a condition from its parts.
  public init(operatorText: Located<String>, key: Located<String>, values: [Located<String>]) {
    self.operatorText = operatorText
    self.key = key
    self.values = values
  }
}

extension Statement {
  /// Whether its `Action` matches no action: an empty list, or texts of another form.
  public var matchesNoAction: Bool {
    !action.isNegated && action.values.allSatisfy { ActionLayout.name($0.value) == nil }
  }

  /// Whether two statements have the same elements, wherever they stand.
  public func hasSameMeaning(as other: Statement) -> Bool {
    effect == other.effect && action.hasSameTexts(as: other.action)
      && Self.isSame(resource, other.resource) { $0.hasSameTexts(as: $1) }
      && Self.isSame(principal, other.principal) { $0.hasSameTexts(as: $1) }
      && conditions.elementsEqual(other.conditions) { $0.hasSameTexts(as: $1) }
  }

  private static func isSame<Element>(
    _ own: Element?, _ other: Element?, _ isSame: (Element, Element) -> Bool
  ) -> Bool {
    guard let own, let other else { return own == nil && other == nil }
    return isSame(own, other)
  }
}

extension ValuesElement {
  fileprivate func hasSameTexts(as other: ValuesElement) -> Bool {
    isNegated == other.isNegated && values.elementsEqual(other.values) { sameText($0.value, $1.value) }
  }
}

extension PrincipalElement {
  fileprivate func hasSameTexts(as other: PrincipalElement) -> Bool {
    isNegated == other.isNegated
      && entries.elementsEqual(other.entries) { $0.kind == $1.kind && sameText($0.text.value, $1.text.value) }
  }
}

extension Condition {
  fileprivate func hasSameTexts(as other: Condition) -> Bool {
    sameText(operatorText.value, other.operatorText.value) && sameText(key.value, other.key.value)
      && values.elementsEqual(other.values) { sameText($0.value, $1.value) }
  }
}
