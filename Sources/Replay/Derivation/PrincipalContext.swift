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

  /// What a request to S3 on anything but an access point tells by that: the owner, and that no access point is used.
  ///
  /// Amazon S3 User Guide, "Policy keys in Amazon S3", `s3:ResourceAccount`; "Configuring IAM policies for using access
  /// points": its keys are in requests that are made through one. Such a call's own context says that they are there.
  var bucketContext: [ContextFact] {
    guard action.hasPrefix("s3:"), state != .unknown else { return [] }
    let fields = ARNFields(resource)
    guard fields.service == "s3", !fields.resource.hasPrefix("accesspoint") else { return [] }
    let told = Set(context.map { $0.key })
    let absent = Self.accessPointKeys.map { $0.description }.filter { !told.contains($0) }
    return [ContextFact.known("s3:resourceaccount", settledOwner)].compactMap { $0 }
      + absent.map { ContextFact(key: $0, value: .absent) }
  }

  /// The keys of requests that are made through an access point.
  static let accessPointKeys: [StaticString] = [accessPointOrigin, accessPointAccount, accessPointARN]
  static let accessPointOrigin: StaticString = "s3:accesspointnetworkorigin"
  static let accessPointAccount: StaticString = "s3:dataaccesspointaccount"
  static let accessPointARN: StaticString = "s3:dataaccesspointarn"

  /// The account that `aws:ResourceAccount` and the keys of its organization are of; nil when that is not settled.
  var settledOwner: String? {
    switch state {
    case .star, .listwild, .unknown: nil
    case .message, .exact, .wild, .assumed, .literal, .ambiguous, .partial:
      ResourceAccountKey.isOwner(ofResource: resource, for: action) ? resourceAccount : nil
    }
  }
}
