/// Finding out in which elements, and why, an Allow statement fails.
extension StatementRecord {
  /// The failed elements when they are one or two; nil when there are more.
  var failures: [FailedElement]? {
    let isPrincipalFailed = principal?.any.isFalse ?? false
    var count = (matchesAction ? 0 : 1) + (resource.isFalse ? 1 : 0) + (isPrincipalFailed ? 1 : 0)
    for condition in conditions where condition.isFalse { count += 1 }
    guard count == 1 || count == 2 else { return nil }
    var failures: [FailedElement] = []
    failures.reserveCapacity(2)
    if !matchesAction { failures.append(.action) }
    if resource.isFalse { failures.append(.resource) }
    if isPrincipalFailed { failures.append(.principal) }
    for index in conditions.indices where conditions[index].isFalse { failures.append(.condition(index)) }
    return failures
  }
}

extension [FailedElement] {
  /// The order of near misses: fewer failures first, then condition, resource, action, principal.
  var rank: Int { count * 8 + (map { $0.rank }.max() ?? 0) }
}

extension FailedElement {
  fileprivate var rank: Int {
    switch self {
    case .condition: 0
    case .resource: 1
    case .action: 2
    case .principal: 3
    }
  }
}

extension CompiledStatement {
  /// Why an element of the statement does not match a request.
  func failureReason(of element: FailedElement, _ request: AuthorizationRequest) -> FailureReason {
    switch element {
    case .action: isActionNegated ? .excluded : .differs
    case .resource: resourceFailure(request)
    case .principal: principal?.isNegated ?? false ? .excluded : .differs
    case .condition(let index): conditions.all[index].failure(request)
    }
  }

  private func resourceFailure(_ request: AuthorizationRequest) -> FailureReason {
    if isResourceNegated { return .excluded }
    guard case .arn(let arn) = request.resource, let resources = resources?.all else { return .differs }
    if resources.contains(where: { $0.isDead(request) }) { return .noVariableValue }
    if resources.contains(where: { $0.wouldMatchIgnoringCase(arn) }) { return .caseDiffers }
    if resources.contains(where: { Pattern(glob: $0.text).matches(arn) }) { return .fieldWildcard }
    return .differs
  }
}

extension ResourcePattern {
  /// Whether a variable without a value keeps it from matching anything.
  fileprivate func isDead(_ request: AuthorizationRequest) -> Bool {
    if isFixed { return false }
    if case .dead = tail.resolved(request) { return true }
    return false
  }

  fileprivate func wouldMatchIgnoringCase(_ arn: String) -> Bool {
    Pattern(glob: text.simpleLowercased).matches(arn.simpleLowercased)
      && !Pattern(glob: text).matches(arn)
  }
}

extension CompiledCondition {
  /// Why a condition that does not hold does not.
  fileprivate func failure(_ request: AuthorizationRequest) -> FailureReason {
    guard let comparison else { return .differs }
    guard case .known(let texts) = request.value(of: key) else { return .missingKey }
    if comparison.setPrefix == nil, key.isMultivalued || texts.count > 1 { return .needsSetOperator }
    if comparison.isNegated { return .excluded }
    if !hasVariables, source.values.contains(where: { $0.value.contains("${") }) { return .literalVariable }
    if variables.contains(where: { hasNoValue($0, request) }) { return .noVariableValue }
    if texts.contains(where: { !comparison.accepts($0) }) { return .illTyped }
    let isAlike = texts.contains { text in
      source.values.contains { $0.value.simpleLowercased == text.simpleLowercased }
    }
    return isAlike && comparison.isText ? .caseDiffers : .differs
  }

  private func hasNoValue(_ variable: Template.Variable, _ request: AuthorizationRequest) -> Bool {
    if case .none = request.variable(variable.key) { variable.fallback == nil } else { false }
  }
}
