/// What some policies can see of a caller, apart from the policies that are its own and the keys that it implies.
///
/// Callers that look alike match the same principals, and the same rules apply to them.
public struct CallerLook: Sendable, Hashable {
  private let kind: CallerFacts.Kind
  private var account: String?
  private let partition: String?
  private let isServiceLinked: Bool?
  private let isAssumedRoot: Bool
  private let isIssuedByRoot: Ternary
  /// The entries of principal elements that match in some class, in the order of their numbers.
  private var principals: [Matched]

  /// An entry of principal elements by its number, and the classes in which it matches.
  private struct Matched: Sendable, Hashable {
    let entry: Int32
    let classes: PrincipalClasses<Ternary>
  }

  /// The same whichever account it is of, though not that it is of one.
  public var inSomeAccount: CallerLook {
    var result = self
    if account != nil { result.account = "" }
    return result
  }

  /// The caller as statements see it whose principal elements have these entries.
  public func seen(by entries: Set<Int32>) -> CallerLook {
    var result = self
    result.principals = principals.filter { entries.contains($0.entry) }
    return result
  }

  fileprivate init(_ request: AuthorizationRequest, _ vocabulary: PolicyVocabulary) {
    let facts = request.callerFacts
    kind = facts.kind
    account = facts.account
    partition = facts.partition
    isServiceLinked = facts.isServiceLinkedRole
    if case .root(_, isAssumed: true) = request.caller { isAssumedRoot = true } else { isAssumedRoot = false }
    isIssuedByRoot = request.isIssuedByRoot()
    principals = vocabulary.principals.enumerated().compactMap { number, entry in
      let classes: PrincipalClasses<Ternary> = entry.classes(request)
      if classes == PrincipalClasses() { return nil }
      return Matched(entry: Int32(truncatingIfNeeded: number), classes: classes)
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
