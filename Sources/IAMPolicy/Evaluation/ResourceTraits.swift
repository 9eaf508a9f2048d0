/// What an evaluation takes from the resource of a request in another way than by the patterns of statements.
///
/// Requests that differ in nothing but their resources have the same decision where these are equal, their owners
/// stand alike to the caller, and the statements that take part see the same of their patterns match.
public struct ResourceTraits: Sendable, Hashable {
  private enum Form: Sendable, Hashable { case star, stated, unknown, named }

  private let form: Form
  private let partition: String?
  private let isKey: Formula
  private let isOwnedByAWS: Formula
  private let isOnServiceLinkedRole: Bool?
  private let meetsTrustPolicy: Bool

  /// Takes the traits of a request's resource.
  public init(_ request: AuthorizationRequest) {
    form =
      switch request.storage.resource {
      case .star: .star
      case .arn("*"): .stated
      case .unknown: .unknown
      case .arn, .prefix, .pattern, .unknownPath: .named
      }
    partition = request.storage.resource.partition
    isKey = EvaluationPass(request, SilentJudge<Formula>()).isKey
    isOwnedByAWS = request.isOwnedByAWS()
    isOnServiceLinkedRole = request.storage.resource.isServiceLinkedRole
    meetsTrustPolicy = request.storage.meetsTrustPolicy
  }
}
