/// Matching one statement, element by element, with cheap elements first.
extension CompiledStatement {
  /// Whether action, resource and conditions match; the principal is a matter of its own.
  func matchesApartFromPrincipal(_ request: EvaluationContext) -> Truth {
    guard matchesAction(request) else { return .no }
    return matchesResource(request).and(matchesConditions(request))
  }

  /// Whether the `Action` or `NotAction` element covers the action.
  func matchesAction(_ request: EvaluationContext) -> Bool {
    let isListed = actions.contains { $0?.matches(request.action) ?? false }
    return isListed != source.action.isNegated
  }

  /// Whether the `Resource` or `NotResource` element covers the resource; a statement without one does.
  func matchesResource(_ request: EvaluationContext) -> Truth {
    guard let element = source.resource else { return .yes }
    let isListed = resources.reduce(Truth.no) { $0.or($1.matches(request)) }
    return element.isNegated ? isListed.negated : isListed
  }

  /// Whether every condition holds.
  func matchesConditions(_ request: EvaluationContext) -> Truth {
    conditions.reduce(Truth.yes) { $0.and($1.holds(request)) }
  }
}
