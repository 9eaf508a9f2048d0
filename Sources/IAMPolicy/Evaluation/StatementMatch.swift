/// Matching one statement, element by element, with cheap elements first.
extension CompiledStatement {
  /// Whether resource and conditions match; action and principal are matters of their own.
  func matchesBeyondAction<Logic: TruthValue>(_ request: AuthorizationRequest) -> Logic {
    let resource: Logic = matchesResource(request)
    return resource.and(matchesConditions(request))
  }

  /// Whether the `Action` or `NotAction` element covers the action.
  func matchesAction(_ request: AuthorizationRequest) -> Bool { covers(request.storage.operation.name) }

  /// Whether the `Action` or `NotAction` element covers an action in lower case.
  func covers(_ action: String) -> Bool { actions.matches(action) != isActionNegated }

  /// Whether the `Resource` or `NotResource` element covers the resource; a statement without one does.
  func matchesResource<Logic: TruthValue>(_ request: AuthorizationRequest) -> Logic {
    guard let resources else { return .yes }
    var isListed = Logic.no
    for index in 0..<resources.count {
      isListed = isListed.or(resources.with(index) { $0.matches(request) })
      if isListed.isTrue { break }
    }
    return isResourceNegated ? isListed.negated : isListed
  }

  /// Whether every condition holds.
  func matchesConditions<Logic: TruthValue>(_ request: AuthorizationRequest) -> Logic {
    var holds = Logic.yes
    for index in 0..<conditions.count {
      holds = holds.and(conditions.with(index) { $0.holds(request) })
      if holds.isFalse { break }
    }
    return holds
  }

  /// The classes in which the principal matches; without the element it reaches everyone.
  func classes<Logic: TruthValue>(
    _ request: AuthorizationRequest, hasBoundary: Logic
  ) -> PrincipalClasses<Logic> {
    principal?.applies(effect, request, hasBoundary: hasBoundary) ?? PrincipalClasses(direct: .yes)
  }
}
