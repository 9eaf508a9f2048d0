import JSON

/// A policy document as a generator writes it: plain texts, nothing read or checked.
public struct PolicyText: Sendable, Equatable {
  /// The `Version` element; nil leaves it out.
  public var version: String?
  /// The statements in order.
  public var statements: [StatementText]

  /// Makes a document of statements.
  public init(version: String?, statements: [StatementText]) {
    self.version = version
    self.statements = statements
  }

  /// The text without a principal; nil when it does not name it.
  func without(principal name: String) -> PolicyText? {
    var text = self
    for index in statements.indices {
      text.statements[index].principal?.entries.removeAll { $0.text == name }
      if text.statements[index].principal?.entries.isEmpty == true {
        text.statements[index].principal?.entries = [.init(kind: "AWS", text: "333333333333")]
      }
    }
    return text == self ? nil : text
  }

  /// The document as JSON.
  public var json: JSONValue {
    var members: [(String, JSONValue)] = []
    if let version { members.append(("Version", .string(version))) }
    members.append(("Statement", .array(statements.map { $0.json })))
    return .object(members)
  }
}

/// One statement as plain texts.
public struct StatementText: Sendable, Equatable {
  /// `Allow` or `Deny`.
  public var effect: String
  /// `Principal` or `NotPrincipal`; nil where the type of policy has none.
  public var principal: PrincipalText?
  /// `Action` or `NotAction`.
  public var action: ListText
  /// `Resource` or `NotResource`; nil leaves both out.
  public var resource: ListText?
  /// The (operator, key) pairs.
  public var conditions: [ConditionText]

  /// Makes a statement from its parts.
  public init(
    effect: String, principal: PrincipalText? = nil, action: ListText, resource: ListText?,
    conditions: [ConditionText] = []
  ) {
    self.effect = effect
    self.principal = principal
    self.action = action
    self.resource = resource
    self.conditions = conditions
  }

  var json: JSONValue {
    var members: [(String, JSONValue)] = [("Effect", .string(effect))]
    if let principal { members.append((principal.isNegated ? "NotPrincipal" : "Principal", principal.json)) }
    members.append((action.isNegated ? "NotAction" : "Action", action.json))
    if let resource { members.append((resource.isNegated ? "NotResource" : "Resource", resource.json)) }
    if !conditions.isEmpty { members.append(("Condition", conditionJSON)) }
    return .object(members)
  }

  private var conditionJSON: JSONValue {
    var operators: [(String, [(String, JSONValue)])] = []
    for condition in conditions {
      let pair = (condition.key, condition.json)
      if let place = operators.firstIndex(where: { $0.0 == condition.operation.text }) {
        operators[place].1.append(pair)
      } else {
        operators.append((condition.operation.text, [pair]))
      }
    }
    return .object(operators.map { ($0.0, .object($0.1)) })
  }
}

/// A list of texts under an element or its `Not…` form.
public struct ListText: Sendable, Equatable {
  /// Whether it stands under the `Not…` form.
  public var isNegated = false
  /// The texts.
  public var values: [String]

  /// Makes a list.
  public init(isNegated: Bool = false, values: [String]) {
    self.isNegated = isNegated
    self.values = values
  }

  var json: JSONValue { values.count == 1 ? .string(values[0]) : .array(values.map { .string($0) }) }
}

/// The principals of a statement.
public struct PrincipalText: Sendable, Equatable {
  /// One entry: `AWS`, `Service`, `Federated`, `CanonicalUser`, or `*` for the bare star.
  public struct Entry: Sendable, Equatable {
    /// The key it stands under.
    public var kind: String
    /// Its text.
    public var text: String

    /// Makes an entry.
    public init(kind: String, text: String) {
      self.kind = kind
      self.text = text
    }
  }

  /// Whether it stands under `NotPrincipal`.
  public var isNegated = false
  /// The entries; the bare star stands alone.
  public var entries: [Entry]

  /// Makes the element.
  public init(isNegated: Bool = false, entries: [Entry]) {
    self.isNegated = isNegated
    self.entries = entries
  }

  var json: JSONValue {
    if entries.first?.kind == "*" { return .string("*") }
    var kinds: [(String, [JSONValue])] = []
    for entry in entries {
      if let place = kinds.firstIndex(where: { $0.0 == entry.kind }) {
        kinds[place].1.append(.string(entry.text))
      } else {
        kinds.append((entry.kind, [.string(entry.text)]))
      }
    }
    return .object(kinds.map { ($0.0, $0.1.count == 1 ? $0.1[0] : .array($0.1)) })
  }
}

/// One (operator, key) pair with its values.
public struct ConditionText: Sendable, Equatable {
  /// The operator with prefix and suffix.
  public var operation: OperatorText
  /// The key in some case.
  public var key: String
  /// The values.
  public var values: [String]

  /// Makes a condition.
  public init(operation: OperatorText, key: String, values: [String]) {
    self.operation = operation
    self.key = key
    self.values = values
  }

  var json: JSONValue { values.count == 1 ? .string(values[0]) : .array(values.map { .string($0) }) }
}

/// A condition operator in its parts.
public struct OperatorText: Sendable, Hashable {
  /// `ForAllValues`, `ForAnyValue` or nothing.
  public var prefix = ""
  /// The operator's own name.
  public var base: String
  /// Whether `IfExists` follows.
  public var isIfExists = false
  /// Whether it is written in lower case, which IAM accepts.
  public var isLowered = false

  /// Makes an operator.
  public init(prefix: String = "", base: String, isIfExists: Bool = false, isLowered: Bool = false) {
    self.prefix = prefix
    self.base = base
    self.isIfExists = isIfExists
    self.isLowered = isLowered
  }

  /// The name in its usual case.
  public var name: String { (prefix.isEmpty ? "" : prefix + ":") + base + (isIfExists ? "IfExists" : "") }
  var text: String { isLowered ? name.lowercased() : name }

  /// The operators without prefix and suffix.
  public static let bases = [
    "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike",
    "StringNotLike", "NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals",
    "NumericGreaterThan", "NumericGreaterThanEquals", "DateEquals", "DateNotEquals", "DateLessThan",
    "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals", "Bool", "BinaryEquals", "IpAddress",
    "NotIpAddress", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "Null",
  ]

  /// Every combination that IAM has.
  public static let all: [OperatorText] = bases.flatMap { base in
    ["", "ForAllValues", "ForAnyValue"].flatMap { prefix in
      let suffixes = base == "Null" ? [false] : [false, true]
      return suffixes.map { OperatorText(prefix: prefix, base: base, isIfExists: $0) }
    }
  }
}
