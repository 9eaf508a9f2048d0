/// Everything that some policies can look at in a request, for telling which requests they cannot tell apart.
///
/// A statement looks at a resource through its patterns and at a key through its conditions. Two resources that
/// match the same patterns, or two values that every condition on their key judges alike, have the same
/// decision, so one of them need be evaluated.
public struct PolicyVocabulary: Sendable {
  /// The conditions on one key.
  private struct Key: Sendable {
    var conditions: [CompiledCondition] = []
    /// Whether its value goes into other comparisons, or its conditions hold other keys' values.
    var isVariable = false
  }

  /// A statement and what it looks at.
  private struct Seeing: Sendable {
    var statement: CompiledStatement
    var sight: StatementSight
    /// Whether it stands in a policy that is a caller's own.
    var isOfCaller: Bool
  }

  /// What was collected: one object, so that handing it on costs no more than a reference.
  private final class Content: Sendable {
    let keys: [String: Key]
    let patterns: [ResourcePattern]
    let statements: [String?: [Seeing]]
    let principals: [CompiledPrincipal.Entry]
    let namesSessions: Bool
    let principalTagKeys: Set<String>

    init(_ collector: Collector) {
      keys = collector.keys
      patterns = collector.patterns
      statements = collector.statements
      principals = collector.principals
      namesSessions = collector.namesSessions
      principalTagKeys = Set(keys.keys.filter { $0.hasPrefix("aws:principaltag/") })
    }
  }

  private let content: Content

  /// Collects what the policies look at.
  public init(_ policies: [CompiledPolicy]) {
    var collector = Collector()
    for policy in policies {
      for statement in policy.statements {
        collector.insert(statement, isOfCaller: policy.type.isOfCaller)
      }
    }
    // The rules of services look at it as policies do.
    collector.keys[ServiceRules.viaService.key.name, default: Key()].conditions
      .append(ServiceRules.viaService)
    // Who calls with an assertion is told by its provider.
    collector.keys[Self.assertionProvider, default: Key()].isVariable = true
    content = Content(collector)
  }

  /// The key that names the provider of an assertion, as `account/name`, in lower case.
  ///
  /// IAM User Guide, "Available keys for SAML-based AWS STS federation".
  public static let assertionProvider = "saml:doc"

  /// Whether any policy looks at a key, by its lower-case name.
  public func mentions(_ key: String) -> Bool { content.keys[key] != nil }

  /// The keys in lower case by which any policy looks at a tag of the caller.
  public var principalTagKeys: Set<String> { content.principalTagKeys }

  /// Whether any policy tells sessions of one role apart by their name.
  public var namesSessions: Bool { content.namesSessions }

  /// The entries of principal elements, each once.
  var principals: [CompiledPrincipal.Entry] { content.principals }

  /// What is collected from one statement after the other.
  private struct Collector {
    var keys: [String: Key] = [:]
    /// The resource patterns by their numbers, without those that match everything.
    private(set) var patterns: [ResourcePattern] = []
    private var numbers: [ResourcePattern: Int32] = [:]
    /// The statements by the services whose actions they may name, `nil` for those of any.
    private(set) var statements: [String?: [Seeing]] = [:]
    private var seen: Set<ObjectIdentifier> = []
    private(set) var principals: [CompiledPrincipal.Entry] = []
    private var principalNumbers: [[UInt8]: Int32] = [:]
    private(set) var namesSessions = false

    mutating func insert(_ statement: CompiledStatement, isOfCaller: Bool) {
      guard seen.insert(ObjectIdentifier(statement)).inserted else { return }
      var sight = StatementSight()
      let principals = statement.source.principal?.entries ?? []
      if principals.contains(where: { $0.text.value.contains(":assumed-role/") }) { namesSessions = true }
      for entry in principals { sight.principals.insert(number(of: entry)) }
      for condition in statement.conditions {
        keys[condition.key.name, default: Key()].conditions.append(condition)
        let variables = condition.variables.map { $0.key.name }
        sight.keys.formUnion([condition.key.name] + variables)
        for name in variables { keys[name, default: Key()].isVariable = true }
        if !variables.isEmpty { keys[condition.key.name]?.isVariable = true }
      }
      for pattern in statement.resources ?? SteadyList([]) {
        let variables = pattern.tail.variables.map { $0.key.name }
        sight.keys.formUnion(variables)
        for name in variables { keys[name, default: Key()].isVariable = true }
        if !pattern.matchesEverything { sight.patterns.insert(number(of: pattern)) }
      }
      for service in statement.services.map({ $0.map { Optional($0) } }) ?? [nil] {
        statements[service, default: []].append(
          Seeing(statement: statement, sight: sight, isOfCaller: isOfCaller))
      }
    }

    private mutating func number(of entry: PrincipalElement.Entry) -> Int32 {
      let text = Array("\(entry.kind) \(entry.text.value)".utf8)
      if let known = principalNumbers[text] { return known }
      let number = Int32(truncatingIfNeeded: principals.count)
      principalNumbers[text] = number
      principals.append(CompiledPrincipal.Entry(entry))
      return number
    }

    private mutating func number(of pattern: ResourcePattern) -> Int32 {
      if let known = numbers[pattern] { return known }
      let number = Int32(truncatingIfNeeded: numbers.count)
      numbers[pattern] = number
      patterns.append(pattern)
      return number
    }
  }
}

extension PolicyType {
  fileprivate var isOfCaller: Bool {
    switch self {
    case .identity, .boundary, .session: true
    case .trust, .resource, .kms, .scp, .rcp, .vpce: false
    }
  }
}

// MARK: - Actions

/// What some statements look at in a request.
public struct StatementSight: Sendable, Hashable {
  /// Context keys in lower case.
  public var keys: Set<String> = []
  /// The numbers of resource patterns.
  public var patterns: Set<Int32> = []
  /// The numbers of the entries of principal elements.
  public var principals: Set<Int32> = []

  /// Looks at nothing.
  public init() {}

  /// Takes in what others look at.
  public mutating func formUnion(_ other: StatementSight) {
    keys.formUnion(other.keys)
    patterns.formUnion(other.patterns)
    principals.formUnion(other.principals)
  }
}

extension PolicyVocabulary {
  /// What the statements that cover an action look at, those of callers' own policies and the others; statements for
  /// other actions have no part in its decisions.
  ///
  /// The rules of services look with the others.
  public func sights(ofAction action: String) -> (own: StatementSight, shared: StatementSight) {
    let operation = Operation(action)
    var (own, shared) = (StatementSight(), StatementSight())
    if operation.rules.isTrust { shared.keys.insert(Self.assertionProvider) }
    if operation.rules.guarded != nil { shared.keys.insert(ServiceRules.viaService.key.name) }
    for service in [operation.service, nil] {
      for seeing in content.statements[service] ?? [] where seeing.statement.covers(operation.name) {
        if seeing.isOfCaller { own.formUnion(seeing.sight) } else { shared.formUnion(seeing.sight) }
      }
    }
    return (own, shared)
  }
}

// MARK: - Resources

extension PolicyVocabulary {
  /// Tells which resource patterns an ARN matches.
  public var resourceMatcher: ResourceMatcher { ResourceMatcher(content.patterns) }
}

// MARK: - Keys

extension PolicyVocabulary {
  /// How every condition on a key judges a value; nil when only equal values are sure to be judged alike.
  public func judgement(of value: ContextValue, for key: String) -> [Bool]? {
    guard case .known = value, let entry = content.keys[key], !entry.isVariable else { return nil }
    var answers: [Bool] = []
    let request = AuthorizationRequest(
      caller: .anonymous, action: "", resource: .unknown, resourceAccount: nil,
      context: RequestContext(isOpenWorld: true, values: [key: value]))
    for condition in entry.conditions {
      let holds: Ternary = condition.holds(request)
      guard let answer = holds.value else { return nil }
      answers.append(answer)
    }
    return answers
  }
}

// MARK: - Time

extension PolicyVocabulary {
  /// Whether any policy looks at the time of a request.
  public var looksAtTime: Bool { mentions("aws:currenttime") || mentions("aws:epochtime") }

  /// The seconds since 1970 at which some judgement of the time can change, in order.
  ///
  /// Nil when a policy compares the time as something else than a date, so that every second may differ.
  public var timeBoundaries: [Int64]? {
    var found: Set<Int64> = []
    for entry in [content.keys["aws:currenttime"], content.keys["aws:epochtime"]].compactMap({ $0 }) {
      guard !entry.isVariable else { return nil }
      for value in entry.conditions.flatMap({ $0.values }) {
        switch value {
        case .instant(let instant): found.formUnion([instant.seconds, instant.seconds &+ 1])
        case .isNull, .illTyped: continue
        case .text, .number, .bytes, .range, .arn, .anyARN: return nil
        }
      }
    }
    return found.sorted()
  }
}
