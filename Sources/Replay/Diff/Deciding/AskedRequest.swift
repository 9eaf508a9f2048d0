import IAMPolicy

/// A request as both sides of a comparison know it.
struct SidedRequest: Sendable {
  let before: AuthorizationRequest
  /// Nil where both sides know the same.
  var after: AuthorizationRequest?
}

/// A request with the policies of both sides, evaluated as far as what is known goes.
struct AskedRequest: Sendable {
  let request: AuthorizationRequest
  /// The request as the candidate side knows it; nil where both know the same of it.
  let restated: AuthorizationRequest?
  let before: AppliedPolicies
  let after: AppliedPolicies
  /// Whether the policies of the sides, or what they know of the request, differ.
  let isTouched: Bool
  let basisBefore: DecisionBasis
  /// Nil where it is that of the baseline.
  let basisAfter: DecisionBasis?

  /// Whether the sides know other things of the request.
  var isRestated: Bool { restated != nil }
  /// The request as the candidate side knows it.
  var requestAfter: AuthorizationRequest { restated ?? request }

  /// - Parameter parts: where the policies of the sides may differ; empty where they are the same.
  init(
    _ sides: SidedRequest, before: AppliedPolicies, after: AppliedPolicies, differing parts: PolicyParts
  ) {
    let request = sides.before
    (self.request, restated) = (request, sides.after)
    self.before = before
    self.after = after
    if let restated {
      isTouched = true
      (basisBefore, basisAfter) = (DecisionBasis(request, before), DecisionBasis(restated, after))
      return
    }
    isTouched = !parts.isEmpty
    guard isTouched else {
      (basisBefore, basisAfter) = (DecisionBasis(request, before), nil)
      return
    }
    (basisBefore, basisAfter) = DecisionBasis.sides(request, before, after, differing: parts)
  }
}
