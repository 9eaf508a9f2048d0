/// The rules of single services that an evaluation applies for an action.
///
/// Requests that differ in nothing but their actions have the same decision where these and the marks of all policies
/// are equal, see `PolicySet.appendMarks(of:to:)`.
public struct ActionTraits: Sendable, Hashable {
  private let rules: ServiceRules

  /// Takes the traits of a request's action.
  public init(_ request: AuthorizationRequest) { rules = request.operation.rules }
}

extension PolicySet {
  /// Appends numbers for what the statements of the set make of the action of a request.
  ///
  /// Equal numbers mean that the same statements cover the actions, and that a request on no resource of one service
  /// may match the same of their patterns as one of the other: only such a request has numbers for patterns, so that
  /// its numbers are not those of a request for the same action on a resource.
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
