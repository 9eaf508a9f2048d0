/// One element of a statement beside the request: both sides, and how they compare.
public struct ElementReport: Sendable {
  /// Which element.
  public var element: StatementElement
  /// The element as the policy spells it: `NotAction`, or a condition's operator and key.
  public var name: String
  /// Whether it matches; nil when that is unknown.
  public var holds: Bool?
  /// The request's side in words: a value, or what is known of it.
  public var actual: String
  /// The policy's values that match, or all of them when none does or may.
  public var values: [Located<String>]
  /// The variables in those values with the texts they resolve to.
  public var variables: [ResolvedVariable]
  /// The unknown facts that an undecided element waits for, sorted.
  public var waitsFor: [String]
  /// Why it does not match; nil when it does, or may.
  public var reason: FailureReason?
}

/// A policy variable and what it comes to in a request.
public struct ResolvedVariable: Sendable, Hashable {
  /// The key as in `${key}`, in lower case.
  public var key: String
  /// The text; nil when the variable has no value, or it is not known.
  public var text: String?
  /// Whether it is known what the variable comes to, be it to nothing.
  public var isKnown: Bool
}

/// An element of a statement.
public enum StatementElement: Sendable, Hashable {
  case action, resource, principal
  /// A condition by its index in the statement.
  case condition(Int)
}

/// Why an element does not match.
public enum FailureReason: String, Sendable, CaseIterable {
  case differs = "the value differs"
  case caseDiffers = "only the case differs"
  case missingKey = "the key is not in the request"
  case illTyped = "the value is not of the operator's type"
  case needsSetOperator = "a key with several values needs ForAllValues or ForAnyValue"
  case noVariableValue = "a variable has no value"
  case literalVariable = "without version 2012-10-17 a variable is ordinary text"
  case fieldWildcard = "a wildcard may not cross a colon here"
  case excluded = "the Not… element lists it"
  case onlyDelegates = "it names the account, which only delegates to the account's own policies"
}

// MARK: - Making reports

extension ExplanationSource {
  /// Every element of a statement, in the order action, resource, principal, conditions.
  func elements(of statement: CompiledStatement, _ layer: PolicyLayer) -> [ElementReport] {
    [action(statement), resource(statement), principal(statement, layer)].compactMap { $0 }
      + statement.conditions.indices.map { condition(statement, $0) }
  }

  /// One element of a statement; nil for one that it does not have.
  func element(_ element: StatementElement, of statement: CompiledStatement, _ layer: PolicyLayer)
    -> ElementReport?
  {
    switch element {
    case .action: action(statement)
    case .resource: resource(statement)
    case .principal: principal(statement, layer)
    case .condition(let index): condition(statement, index)
    }
  }

  private func action(_ statement: CompiledStatement) -> ElementReport {
    let written = statement.source.action
    let listed = written.values.filter { value in
      ActionLayout.name(value.value).map { Pattern(glob: $0).matches(request.operation.name) } ?? false
    }
    let holds = statement.matchesAction(request)
    return ElementReport(
      element: .action, name: written.isNegated ? "NotAction" : "Action", holds: holds,
      actual: request.action, values: listed.isEmpty ? written.values : listed, variables: [], waitsFor: [],
      reason: holds ? nil : statement.failureReason(of: .action, self))
  }

  private func resource(_ statement: CompiledStatement) -> ElementReport? {
    guard let written = statement.source.resource, let patterns = statement.resources else { return nil }
    let truth: Formula = statement.matchesResource(request)
    let truths = patterns.map { $0.matches(request) as Formula }
    var listed = patterns.indices.filter { truths[$0].isTrue }
    if listed.isEmpty { listed = patterns.indices.filter { !truths[$0].isFalse } }
    if listed.isEmpty { listed = Array(patterns.indices) }
    return ElementReport(
      element: .resource, name: written.isNegated ? "NotResource" : "Resource", holds: truth.value,
      actual: request.resource.words, values: listed.map { written.values[$0] },
      variables: resolved(listed.flatMap { patterns[$0].tail.variables }), waitsFor: truth.facts,
      reason: truth.isFalse ? statement.failureReason(of: .resource, self) : nil)
  }

  private func principal(_ statement: CompiledStatement, _ layer: PolicyLayer) -> ElementReport? {
    guard let written = statement.source.principal, let compiled = statement.principal,
      let classes: PrincipalClasses<Formula> = classes(statement, layer)
    else { return nil }
    let truths = compiled.entries.map { ($0.classes(request) as PrincipalClasses<Formula>).any }
    var listed = truths.indices.filter { truths[$0].isTrue }
    if listed.isEmpty { listed = truths.indices.filter { !truths[$0].isFalse } }
    if listed.isEmpty { listed = Array(truths.indices) }
    return ElementReport(
      element: .principal, name: written.isNegated ? "NotPrincipal" : "Principal", holds: classes.any.value,
      actual: request.caller.words, values: listed.map { written.entries[$0].text }, variables: [],
      waitsFor: classes.any.facts,
      reason: classes.any.isFalse ? statement.failureReason(of: .principal, self) : nil)
  }

  private func condition(_ statement: CompiledStatement, _ index: Int) -> ElementReport {
    let condition = statement.conditions[index]
    let truth: Formula = condition.holds(request)
    let matching = condition.matchingValues(request)
    let shown = matching.isEmpty ? Array(condition.source.values.indices) : matching
    let variables = shown.flatMap { condition.variables(ofValue: $0) }
    return ElementReport(
      element: .condition(index),
      name: "\(condition.source.operatorText.value) \(condition.source.key.value)", holds: truth.value,
      actual: request.value(of: condition.key).words, values: shown.map { condition.source.values[$0] },
      variables: resolved(variables), waitsFor: truth.facts,
      reason: truth.isFalse ? statement.failureReason(of: .condition(index), self) : nil)
  }

  private func resolved(_ variables: [Template.Variable]) -> [ResolvedVariable] {
    var found: [ResolvedVariable] = []
    for variable in variables where !found.contains(where: { sameText($0.key, variable.key.name) }) {
      let (text, isKnown): (String?, Bool) =
        switch request.variable(variable.key) {
        case .known(let value): (value, true)
        case .none: (variable.fallback, true)
        case .unknown: (nil, false)
        }
      found.append(ResolvedVariable(key: variable.key.name, text: text, isKnown: isKnown))
    }
    return found
  }
}

extension Formula {
  /// The names of the facts that it waits for, sorted.
  var facts: [String] { Set(atoms.flatMap { $0.facts }).sorted() }
}

// MARK: - Words

extension RequestResource {
  /// The resource, or what is known of it.
  public var words: String {
    switch self {
    case .arn(let text): text
    case .prefix(let text): "an ARN that begins with \(text)"
    case .unknownPath(let text, let name): "\(text)…\(name) with a path that is not known"
    case .pattern(let text): "an ARN of the form \(text)"
    case .star: "* (the action has no resource)"
    case .unknown: "not known"
    }
  }
}

extension ContextValue {
  /// The values, or what is known of them.
  public var words: String {
    switch self {
    case .known(let values):
      values.isEmpty ? "an empty list" : values.map { $0.isEmpty ? "\"\"" : $0 }.joined(separator: ", ")
    case .absent: "absent"
    case .present: "present, value not known"
    case .unknown: "not known"
    case .oneOf(let states): states.map { $0.words }.joined(separator: " or ")
    }
  }
}

extension Caller {
  /// The ARN or name of the caller, as far as it is known; without either its unique ID and account.
  public var words: String {
    switch self {
    case .user(let arn, _), .federatedUser(let arn, _, _), .root(let arn, _): arn
    case .session(let session):
      "arn:\(session.partition):sts::\(session.account):assumed-role/\(session.roleName)/"
        + (session.sessionName ?? "(session name not known)")
    case .unnamed(let caller):
      caller.uniqueID + (caller.sessionName.map { ":\($0)" } ?? "") + " of account \(caller.account)"
    case .service(let name): name
    case .federated(let provider): provider
    case .anonymous: "anonymous"
    }
  }
}
