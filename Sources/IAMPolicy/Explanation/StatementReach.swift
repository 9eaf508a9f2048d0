/// How far a statement goes along with a request: up to which of its elements the two match.
public enum StatementReach: Int, Sendable, Comparable {
  /// Its action element does not cover the action, or its layer has no part in the decision.
  case nothing
  /// It covers the action alone.
  case action
  /// It covers the resource as well, or may.
  case resource
  /// Its principal matches as well, or may; one without a principal is for everyone.
  case principal
  /// It matches, or may.
  case whole

  /// Whether it goes less far.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension CompiledPolicy {
  /// Whether the action element of one of its statements covers an action.
  ///
  /// - Parameter index: the statement's place in the document, from 0.
  public func covers(_ action: String, inStatement index: Int) -> Bool {
    statements.indices.contains(index) && statements[index].covers(action.simpleLowercased)
  }

  /// How far one of its statements, whose action element covers the action, goes along with a request.
  ///
  /// - Parameters:
  ///   - index: the statement's place in the document, from 0.
  ///   - boundary: the caller's permissions boundary, which a Deny with `NotPrincipal` asks for; nil for none.
  public func reach(
    ofStatement index: Int, _ request: AuthorizationRequest, boundary: PolicySet?
  ) -> StatementReach {
    guard statements.indices.contains(index), request.exemption(from: layer) == nil else { return .nothing }
    let statement = statements[index]
    let resource: Ternary = statement.matchesResource(request)
    if resource.isFalse { return .action }
    if statement.principal != nil {
      let classes: PrincipalClasses<Ternary> = statement.classes(
        request, hasBoundary: request.hasBoundary(boundary))
      if classes.any.isFalse { return .resource }
    }
    let conditions: Ternary = statement.matchesConditions(request)
    return conditions.isFalse ? .principal : .whole
  }

  /// The layer that it is compiled for.
  private var layer: PolicyLayer {
    switch type {
    case .identity: .identity
    case .boundary: .boundary
    case .session: .session
    case .trust: .trust
    case .resource, .kms: .resource
    case .scp: .scp
    case .rcp: .rcp
    case .vpce: .vpcEndpoint
    }
  }
}
