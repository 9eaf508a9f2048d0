/// `NotPrincipal`: who an Allow reaches and whom a Deny spares.
///
/// IAM User Guide, "IAM JSON policy elements: NotPrincipal".
extension CompiledPrincipal {
  /// The classes in which a statement with this element applies to the caller.
  func applies<Logic: TruthValue>(
    _ effect: Effect, _ request: AuthorizationRequest, hasBoundary: Bool
  ) -> PrincipalClasses<Logic> {
    let listed: PrincipalClasses<Logic> = listed(request)
    guard isNegated else { return listed }
    switch effect {
    case .allow: return PrincipalClasses(direct: listed.any.negated)
    case .deny: return PrincipalClasses(direct: denies(listed, request, hasBoundary: hasBoundary))
    }
  }

  private func denies<Logic: TruthValue>(
    _ listed: PrincipalClasses<Logic>, _ request: AuthorizationRequest, hasBoundary: Bool
  ) -> Logic {
    if namesEveryone { return .no }
    let named = listed.direct.or(listed.behind)
    switch request.caller {
    case .root, .service, .federated, .anonymous: return named.negated
    case .user, .federatedUser:
      if hasBoundary { return .yes }
      return named.negated.or(listed.account.negated.and(parentDecides(request)))
    case .session:
      if hasBoundary { return .yes }
      let spared = listed.behind.and(listed.account)
      return spared.negated.and(named.negated.or(parentDecides(request)))
    }
  }

  /// Whether a caller is denied whose parent is not listed beside it depends on the service.
  private func parentDecides<Logic: TruthValue>(_ request: AuthorizationRequest) -> Logic {
    request.waiting(for: ["semantics:notprincipal-parent"], question: "deny")
  }
}
