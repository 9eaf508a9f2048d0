/// An Allow statement that would match but for one or two of its elements.
public struct NearMiss: Sendable {
  let place: StatementPlace
  let compiled: CompiledStatement
  let source: ExplanationSource
  let failed: FailedElements

  /// The layer it belongs to.
  public var layer: PolicyLayer { place.layer.layer }

  /// The root, OU or account of an SCP; nil for other layers.
  public var node: String? { source.node(place.layer) }

  /// The policy that holds it.
  public var policy: AttachedPolicy { source.set(place.layer).policies[place.policy] }

  /// The statement as written.
  public var statement: Statement { compiled.source }

  /// The elements that fail, every condition by itself, in the order action, resource, principal, conditions.
  public var failures: [StatementElement] {
    var failures: [StatementElement] = []
    if failed.contains(.action) { failures.append(.action) }
    if failed.contains(.resource) { failures.append(.resource) }
    if failed.contains(.principal) || failed.contains(.delegation) { failures.append(.principal) }
    guard failed.contains(.conditions) else { return failures }
    for (index, condition) in compiled.conditions.enumerated() {
      let holds: Ternary = condition.holds(source.request)
      if holds.isFalse { failures.append(.condition(index)) }
    }
    return failures
  }

  /// The elements that fail beside the request, with the reason of each.
  public var elements: [ElementReport] {
    failures.compactMap { element in
      guard var report = source.element(element, of: compiled, layer) else { return nil }
      if element == .principal, failed.contains(.delegation) { report.reason = .onlyDelegates }
      return report
    }
  }

  /// Why an element fails; worked out when it is asked for.
  public func reason(of element: StatementElement) -> FailureReason {
    if element == .principal, failed.contains(.delegation) { return .onlyDelegates }
    return compiled.failureReason(of: element, source)
  }
}

/// The kinds of elements that keep a statement from matching; bits rise in the order of near misses.
struct FailedElements: OptionSet, Sendable {
  let rawValue: UInt8

  static let conditions = FailedElements(rawValue: 1)
  static let resource = FailedElements(rawValue: 2)
  static let action = FailedElements(rawValue: 4)
  static let principal = FailedElements(rawValue: 8)
  /// The principal is the caller's account, which by itself grants nothing.
  static let delegation = FailedElements(rawValue: 16)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The place among near misses, from 0: fewer failures first, then by the last of them; nil for three and more.
  var rank: Int? {
    let last = 7 - rawValue.leadingZeroBitCount
    switch rawValue.nonzeroBitCount {
    case 1: return last
    case 2: return 5 + last
    default: return nil
    }
  }

  static let ranks = 10
}

/// Finds the Allow statements of a layer that fail in few elements.
struct NearMissFinder {
  private static let maximum = 10

  let source: ExplanationSource
  let key: LayerKey
  /// Whether an entry for the caller's account gives nothing by itself.
  let accountOnlyDelegates: Bool

  /// At most ten, in one element first, and of those by condition, resource, action, principal.
  func nearMisses() -> [NearMiss] {
    var byRank = [[NearMiss]](repeating: [], count: FailedElements.ranks)
    for (index, policy) in source.set(key).policies.enumerated() {
      guard let document = policy.document else { continue }
      let place = StatementPlace(layer: key, policy: index)
      for statement in document.statements where statement.effect == .allow {
        guard let failed = failures(of: statement), let rank = failed.rank else { continue }
        byRank[rank].append(NearMiss(place: place, compiled: statement, source: source, failed: failed))
      }
    }
    return Array(byRank.joined().prefix(Self.maximum))
  }

  /// What fails in a statement; nil when nothing does, or too much.
  private func failures(of statement: CompiledStatement) -> FailedElements? {
    let request = source.request
    var failed: FailedElements = []
    if !statement.matchesAction(request) { failed.insert(.action) }
    let resource: Ternary = statement.matchesResource(request)
    if resource.isFalse { failed.insert(.resource) }
    if let classes: PrincipalClasses<Ternary> = source.classes(statement, key.layer) {
      if classes.any.isFalse { failed.insert(.principal) }
      let isAccountAlone = classes.account.isTrue && classes.direct.isFalse && classes.behind.isFalse
      if accountOnlyDelegates, isAccountAlone { failed.insert(.delegation) }
    }
    if failed.rawValue.nonzeroBitCount > 2 { return nil }
    let conditions: Ternary = statement.matchesConditions(request)
    if conditions.isFalse { failed.insert(.conditions) }
    return failed
  }
}

// MARK: - Reasons

extension CompiledStatement {
  /// Why an element of the statement does not match a request.
  func failureReason(of element: StatementElement, _ source: ExplanationSource) -> FailureReason {
    switch element {
    case .action: isActionNegated ? .excluded : .differs
    case .resource: resourceFailure(source.request)
    case .principal: principalFailure(source.request)
    case .condition(let index): conditions[index].failure(source.request)
    }
  }

  private func principalFailure(_ request: AuthorizationRequest) -> FailureReason {
    guard let principal else { return .differs }
    if principal.isNegated { return .excluded }
    let own = request.caller.principalARNs.map { $0.simpleLowercased }
    let isAlike = self.source.principal?.entries.contains { entry in
      own.contains { sameText($0, entry.text.value.simpleLowercased) }
    }
    return isAlike == true ? .caseDiffers : .differs
  }

  private func resourceFailure(_ request: AuthorizationRequest) -> FailureReason {
    if isResourceNegated { return .excluded }
    guard case .arn(let arn) = request.resource, let resources else { return .differs }
    if resources.contains(where: { $0.isDead(request) }) { return .noVariableValue }
    if resources.contains(where: { $0.isLiteralVariable }) { return .literalVariable }
    if resources.contains(where: { $0.wouldMatchIgnoringCase(arn) }) { return .caseDiffers }
    if resources.contains(where: { $0.wouldMatchAcrossFields(arn) }) { return .fieldWildcard }
    return .differs
  }
}

extension Caller {
  /// The ARNs by which a principal may name the caller.
  var principalARNs: [String] {
    switch self {
    case .user(let arn, _), .root(let arn, _): [arn]
    case .federatedUser(let arn, let issuer, _): [arn, issuer].compactMap { $0 }
    case .session(let session): [words, session.roleARN].compactMap { $0 }
    case .service(let name): [name]
    case .federated(let provider): [provider]
    case .unnamed, .anonymous: []
    }
  }
}

extension ResourcePattern {
  /// Whether a variable without a value keeps it from matching anything.
  func isDead(_ request: AuthorizationRequest) -> Bool {
    if isFixed { return false }
    if case .dead = tail.resolved(request) { return true }
    return false
  }

  /// Whether what looks like a variable is ordinary text.
  fileprivate var isLiteralVariable: Bool {
    isFixed && text.contains("${") && tail.variables.isEmpty && !tail.options.hasVariables
  }

  /// Whether only the case keeps it from matching an ARN.
  func wouldMatchIgnoringCase(_ arn: String) -> Bool {
    Pattern(glob: text.simpleLowercased).matches(arn.simpleLowercased) && !Pattern(glob: text).matches(arn)
  }

  /// Whether it would match an ARN if its wildcards crossed every colon.
  func wouldMatchAcrossFields(_ arn: String) -> Bool { Pattern(glob: text).matches(arn) }
}

extension CompiledCondition {
  /// Why a condition that does not hold does not.
  fileprivate func failure(_ request: AuthorizationRequest) -> FailureReason {
    guard let comparison else { return .differs }
    guard case .known(let texts) = request.value(of: key) else {
      if case .absent = request.value(of: key) { return .missingKey }
      return variables.contains { hasNoValue($0, request) } ? .noVariableValue : .missingKey
    }
    if comparison.base == .null { return .differs }
    if lacksSetOperator(comparison, texts) { return .needsSetOperator }
    if texts.contains(where: { !comparison.accepts($0) }) { return .illTyped }
    if comparison.isNegated { return .excluded }
    if !hasVariables, source.values.contains(where: { $0.value.contains("${") }) { return .literalVariable }
    if variables.contains(where: { hasNoValue($0, request) }) { return .noVariableValue }
    return comparison.comparesCase && isAlike(texts) ? .caseDiffers : .differs
  }

  /// Whether a value differs from the policy's only in case.
  func isAlike(_ texts: [String]) -> Bool {
    texts.contains { text in
      source.values.contains { value in
        let (own, wanted) = (text.simpleLowercased, value.value.simpleLowercased)
        guard let comparison, comparison.hasWildcards else { return sameText(own, wanted) }
        let tokens = Pattern.tokens(wanted) { $0 == 0x2A ? .run : .one }
        return Pattern(tokens: comparison.base == .arn ? ARNFieldLimit.limited(tokens) : tokens).matches(own)
      }
    }
  }

  /// Whether a variable of a value comes to nothing.
  func hasNoValue(_ variable: Template.Variable, _ request: AuthorizationRequest) -> Bool {
    if case .none = request.variable(variable.key) { variable.fallback == nil } else { false }
  }
}

extension ConditionOperator {
  /// Whether texts that differ only in case differ for it.
  var comparesCase: Bool {
    switch base {
    case .stringEquals, .stringLike, .arn: true
    default: false
    }
  }

  /// Whether `*` and `?` in its values are wildcards.
  var hasWildcards: Bool {
    switch base {
    case .stringLike, .arn: true
    default: false
    }
  }
}
