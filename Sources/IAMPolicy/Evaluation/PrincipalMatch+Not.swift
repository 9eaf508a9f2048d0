/// `NotPrincipal`: who an Allow reaches and whom a Deny spares.
///
/// IAM User Guide, "IAM JSON policy elements: NotPrincipal".
extension PrincipalElement {
  /// The classes in which a statement with this element applies to the caller.
  func applies(_ effect: Effect, _ request: EvaluationContext, hasBoundary: Truth) -> PrincipalClasses {
    let listed = classes(request)
    guard isNegated else { return listed }
    switch effect {
    case .allow: return PrincipalClasses(direct: listed.any.negated)
    case .deny: return PrincipalClasses(direct: denies(listed, request, hasBoundary: hasBoundary))
    }
  }

  private func denies(
    _ listed: PrincipalClasses, _ request: EvaluationContext, hasBoundary: Truth
  ) -> Truth {
    if entries.contains(where: { $0.text.value == "*" && ($0.kind == .aws || $0.kind == .everyone) }) {
      return .no
    }
    let named = listed.direct.or(listed.behind)
    switch request.caller {
    case .root, .service, .federated, .anonymous: return named.negated
    case .user, .federatedUser:
      return hasBoundary.or(named.negated.or(unlessParentListed(listed.account, request)))
    case .session:
      let isRoleListed = listed.behind
      let spared = isRoleListed.and(listed.account)
      let between = request.waiting(for: ["semantics:notprincipal-parent"], question: "deny")
      return hasBoundary.or(spared.negated.and(named.negated.or(between)))
    }
  }

  private func unlessParentListed(_ account: Truth, _ request: EvaluationContext) -> Truth {
    account.negated.and(request.waiting(for: ["semantics:notprincipal-parent"], question: "deny"))
  }
}
