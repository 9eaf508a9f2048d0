import IAMPolicy

/// A request with the policies of both sides, evaluated as far as what is known goes.
struct AskedRequest: Sendable {
  let request: AuthorizationRequest
  let before: AppliedPolicies
  let after: AppliedPolicies
  /// Whether the policies of the sides differ.
  let isTouched: Bool
  let basisBefore: DecisionBasis
  /// Nil where it is that of the baseline.
  let basisAfter: DecisionBasis?

  /// - Parameter parts: where the policies of the sides may differ; empty where they are the same.
  init(
    _ request: AuthorizationRequest, before: AppliedPolicies, after: AppliedPolicies,
    differing parts: PolicyParts
  ) {
    self.request = request
    self.before = before
    self.after = after
    isTouched = !parts.isEmpty
    guard isTouched else {
      (basisBefore, basisAfter) = (DecisionBasis(request, before), nil)
      return
    }
    (basisBefore, basisAfter) = DecisionBasis.sides(request, before, after, differing: parts)
  }
}
