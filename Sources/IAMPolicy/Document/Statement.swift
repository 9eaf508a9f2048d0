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
  /// Whether two statements have the same elements, wherever they stand.
  public func hasSameMeaning(as other: Statement) -> Bool {
    effect == other.effect && action.texts == other.action.texts && resource?.texts == other.resource?.texts
      && principal?.texts == other.principal?.texts
      && conditions.map { $0.texts } == other.conditions.map { $0.texts }
  }
}

extension ValuesElement {
  fileprivate var texts: [String] { [String(isNegated)] + values.map { $0.value } }
}

extension PrincipalElement {
  fileprivate var texts: [String] {
    [String(isNegated)] + entries.flatMap { [$0.kind.rawValue, $0.text.value] }
  }
}

extension Condition {
  fileprivate var texts: [String] { [operatorText.value, key.value] + values.map { $0.value } }
}
