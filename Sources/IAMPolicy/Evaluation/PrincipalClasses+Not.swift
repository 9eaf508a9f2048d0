/// `NotPrincipal`: who an Allow reaches and whom a Deny spares.
///
/// IAM User Guide, "IAM JSON policy elements: NotPrincipal".
extension CompiledPrincipal {
  /// The classes in which a statement with this element applies to the caller.
  func applies<Logic: TruthValue>(
    _ effect: Effect, _ request: AuthorizationRequest, hasBoundary: Logic
  ) -> PrincipalClasses<Logic> {
    let listed: PrincipalClasses<Logic> = listed(request)
    guard isNegated else { return listed }
    switch effect {
    case .allow: return PrincipalClasses(direct: listed.any.negated)
    case .deny: return PrincipalClasses(direct: denies(listed, request, hasBoundary: hasBoundary))
    }
  }

  private func denies<Logic: TruthValue>(
    _ listed: PrincipalClasses<Logic>, _ request: AuthorizationRequest, hasBoundary: Logic
  ) -> Logic {
    if namesEveryone { return .no }
    let named = listed.direct.or(listed.behind)
    switch request.callerFacts.kind {
    case .root, .service, .federated, .anonymous: return named.negated
    case .user, .federatedUser:
      return hasBoundary.or(named.negated).or(listed.account.negated.and(parentDecides(request)))
    case .session:
      let spared = listed.behind.and(listed.account)
      return hasBoundary.or(spared.negated.and(named.negated.or(parentDecides(request))))
    }
  }

  /// Whether a caller is denied whose parent is not listed beside it depends on the service.
  private func parentDecides<Logic: TruthValue>(_ request: AuthorizationRequest) -> Logic {
    request.waiting(for: ["semantics:notprincipal-parent"], question: "deny")
  }
}
