/// What some policies can see of a caller, apart from the policies that are its own and the keys that it implies.
///
/// Callers that look alike match the same principals, and the same rules apply to them.
public struct CallerLook: Sendable, Hashable {
  private let kind: CallerFacts.Kind
  private let account: String?
  private let partition: String?
  private let isServiceLinked: Bool?
  private let isAssumedRoot: Bool
  private let isIssuedByRoot: Ternary
  /// Each entry of a principal element in three classes.
  private let principals: [Ternary]

  fileprivate init(_ request: AuthorizationRequest, _ vocabulary: PolicyVocabulary) {
    let facts = request.callerFacts
    kind = facts.kind
    account = facts.account
    partition = facts.partition
    isServiceLinked = facts.isServiceLinkedRole
    if case .root(_, isAssumed: true) = request.caller { isAssumedRoot = true } else { isAssumedRoot = false }
    isIssuedByRoot = request.isIssuedByRoot()
    principals = vocabulary.principals.flatMap { entry -> [Ternary] in
      let classes: PrincipalClasses<Ternary> = entry.classes(request)
      return [classes.direct, classes.behind, classes.account]
    }
  }
}

extension PolicyVocabulary {
  /// What the policies can see of a caller.
  public func look(of caller: Caller) -> CallerLook {
    let request = AuthorizationRequest(
      caller: caller, action: "", resource: .unknown, resourceAccount: nil,
      context: RequestContext(isOpenWorld: true))
    return CallerLook(request, self)
  }
}
