import AuditStore
import IAMPolicy

extension Caller {
  /// The context keys that evaluation takes from the caller alone.
  ///
  /// IAM User Guide, "AWS global condition context keys", properties of the principal.
  var impliedContext: [ContextFact] {
    let request = AuthorizationRequest(
      caller: self, action: "sts:GetCallerIdentity", resource: .star, resourceAccount: nil,
      context: RequestContext(isOpenWorld: true))
    return Self.impliedKeys.map { ContextFact(key: $0, value: Evaluator.value(of: $0, in: request)) }
  }
}

extension DerivedRequest {
  /// `aws:ResourceAccount`, when the record settles it; nil, which is unknown, otherwise.
  var resourceAccountContext: ContextFact? { .known("aws:resourceaccount", settledOwner) }

  /// The account that `aws:ResourceAccount` and the keys of its organization are of; nil when that is not settled.
  var settledOwner: String? {
    switch state {
    case .star, .listwild, .unknown: nil
    case .message, .exact, .wild, .assumed, .literal, .ambiguous, .partial:
      ResourceAccountKey.isOwner(ofResource: resource, for: action) ? resourceAccount : nil
    }
  }
}
