/// The classes in which the principals of statements match one caller.
struct PrincipalMasks: Sendable {
  var direct: MatchMasks
  var behind: MatchMasks
  var account: MatchMasks
}

/// What each factor of some statements came to, by the values that were seen.
struct StatementFactors {
  private static let maximumValues = 1 << 16

  /// A text whose equality is that of its scalars.
  private struct ExactText: Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: Self, right: Self) -> Bool { sameText(left.text, right.text) }
  }

  private struct ResourceValue: Hashable {
    let resource: RequestResource
    let service: String
  }

  private struct CallerValue: Hashable {
    let caller: Caller
    let canonicalID: String?
  }

  private let statements: [CompiledStatement]
  private let namesPrincipals: Bool
  /// Each key with the conditions on it that hold no variables, by the number of their statement.
  private let keys: [(key: ContextKey, conditions: [(number: Int, condition: CompiledCondition)])]
  /// The statements whose resources hold variables.
  private let tiedResources: [Int]
  /// The conditions that hold variables.
  private let tiedConditions: [(number: Int, condition: CompiledCondition)]

  private var actions: [ExactText: StatementMask] = [:]
  private var resources: [ResourceValue: MatchMasks] = [:]
  private var callers: [CallerValue: PrincipalMasks] = [:]
  /// By the key's index in `keys`.
  private var values: [[ContextValue: MatchMasks]]

  init(_ statements: [CompiledStatement]) {
    self.statements = statements
    namesPrincipals = statements.contains { $0.principal != nil }
    var keys: [(key: ContextKey, conditions: [(number: Int, condition: CompiledCondition)])] = []
    var places: [ContextKey: Int] = [:]
    var tied: [(number: Int, condition: CompiledCondition)] = []
    for (number, statement) in statements.enumerated() {
      for condition in statement.conditions {
        guard condition.variables.isEmpty else {
          tied.append((number, condition))
          continue
        }
        let place = places[condition.key] ?? keys.count
        if place == keys.count {
          places[condition.key] = place
          keys.append((condition.key, []))
        }
        keys[place].conditions.append((number, condition))
      }
    }
    self.keys = keys
    tiedConditions = tied
    tiedResources = statements.indices.filter {
      statements[$0].resources?.contains { !$0.isFixed } ?? false
    }
    values = Array(repeating: [:], count: keys.count)
  }

  /// Which statements match a request, their principals left aside.
  mutating func matches(_ request: AuthorizationRequest) -> MatchMasks {
    let action = mask(ofAction: request)
    var matches = MatchMasks(sure: action, may: action)
    matches.formIntersection(masks(ofResource: request))
    for index in keys.indices { matches.formIntersection(masks(ofKey: index, request)) }
    for number in tiedResources where matches.may.contains(number) {
      matches.set(number, statements[number].matchesResource(request))
    }
    for (number, condition) in tiedConditions where matches.may.contains(number) {
      matches.set(number, condition.holds(request))
    }
    return matches
  }

  /// The classes in which the principals of the statements match the caller; nil when none names any.
  mutating func principals(_ request: AuthorizationRequest, hasBoundary: Ternary) -> PrincipalMasks? {
    guard namesPrincipals else { return nil }
    let value = CallerValue(caller: request.caller, canonicalID: request.options.canonicalID)
    if let known = callers[value] { return known }
    let all = MatchMasks.all(count: statements.count)
    var masks = PrincipalMasks(direct: all, behind: all, account: all)
    for (number, statement) in statements.enumerated() {
      let classes: PrincipalClasses<Ternary> = statement.classes(request, hasBoundary: hasBoundary)
      masks.direct.set(number, classes.direct)
      masks.behind.set(number, classes.behind)
      masks.account.set(number, classes.account)
    }
    Self.keep(masks, for: value, in: &callers)
    return masks
  }

  private mutating func mask(ofAction request: AuthorizationRequest) -> StatementMask {
    let name = ExactText(request.operation.name)
    if let known = actions[name] { return known }
    var mask = StatementMask(count: statements.count)
    for (number, statement) in statements.enumerated() where statement.matchesAction(request) {
      mask.insert(number)
    }
    Self.keep(mask, for: name, in: &actions)
    return mask
  }

  private mutating func masks(ofResource request: AuthorizationRequest) -> MatchMasks {
    let value = ResourceValue(resource: request.resource, service: request.service)
    if let known = resources[value] { return known }
    var masks = MatchMasks.all(count: statements.count)
    for (number, statement) in statements.enumerated() where !tiedResources.contains(number) {
      masks.set(number, statement.matchesResource(request))
    }
    Self.keep(masks, for: value, in: &resources)
    return masks
  }

  private mutating func masks(ofKey index: Int, _ request: AuthorizationRequest) -> MatchMasks {
    let value = request.value(of: keys[index].key)
    if let known = values[index][value] { return known }
    var masks = MatchMasks.all(count: statements.count)
    for (number, condition) in keys[index].conditions { masks.set(number, condition.holds(request)) }
    Self.keep(masks, for: value, in: &values[index])
    return masks
  }

  /// A cache starts anew before it grows without bound.
  private static func keep<Key: Hashable, Value>(_ value: Value, for key: Key, in cache: inout [Key: Value]) {
    if cache.count >= maximumValues { cache.removeAll(keepingCapacity: true) }
    cache[key] = value
  }
}
