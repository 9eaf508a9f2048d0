/// What policies that name no principal say to a request: whether they allow it and whether they deny it.
///
/// Of a layer nothing else has a part in a decision, so that callers whose own layers answer alike are decided alike.
public struct LayerAnswer: Sendable, Hashable {
  private let allow: Formula
  private let deny: Formula
  /// Whether it limits what other layers mean, as a boundary does.
  private let limits: Formula

  /// Asks a permissions boundary; nil for none.
  public init(_ request: AuthorizationRequest, boundary: PolicySet?) {
    let answer = LayerAnswer(request, boundary ?? PolicySet())
    (allow, deny, limits) = (answer.allow, answer.deny, request.hasBoundary(boundary))
  }

  /// Asks a union of policies.
  public init(_ request: AuthorizationRequest, _ policies: PolicySet) {
    limits = .no
    let layer = LayerKey(layer: .identity)
    let answer = SilentJudge<Ternary>().union(policies, layer, request)
    if let allows = answer.allow.value, let denies = answer.deny.value {
      (allow, deny) = (.known(allows), .known(denies))
    } else {
      let open = SilentJudge<Formula>().union(policies, layer, request)
      (allow, deny) = (open.allow, open.deny)
    }
  }
}
