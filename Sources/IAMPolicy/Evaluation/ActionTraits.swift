/// The rules of single services that an evaluation applies for an action.
///
/// Requests that differ in nothing but their actions have the same decision where these and the marks of all policies
/// are equal, see `PolicySet.appendMarks(of:to:)`.
public struct ActionTraits: Sendable, Hashable {
  private let rules: ServiceRules

  /// Takes the traits of a request's action.
  public init(_ request: AuthorizationRequest) { rules = request.operation.rules }
}

/// What an evaluation takes from the resource of a request in another way than by the patterns of statements.
///
/// Requests that differ in nothing but their resources have the same decision where these are equal, their owners stand alike
/// to the caller, and the policies that take part see the same patterns match.
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

extension PolicySet {
  /// Appends numbers for what the statements of the set make of the action of a request.
  ///
  /// Equal numbers mean that the same statements cover the actions, and that a request on no resource of one service
  /// may match the same of their patterns as one of the other.
  public func appendMarks(of request: AuthorizationRequest, to marks: inout [Int32]) {
    for policy in policies {
      policy.document?.visitIndexes(for: request) { index in
        index.visit(index.reached(by: request)) { $0.appendMarks(of: request, to: &marks) }
      }
      marks.append(-1)
    }
  }
}

extension CompiledStatement {
  fileprivate func appendMarks(of request: AuthorizationRequest, to marks: inout [Int32]) {
    marks.append(Int32(truncatingIfNeeded: source.index))
    guard case .star = request.storage.resource, let resources else { return }
    for pattern in resources where pattern.service?.isEmpty == false {
      marks.append(pattern.isOfService(of: request) ? -2 : -3)
    }
  }
}
