import IAMPolicy

/// Something about a change, or whom it binds, that neither log nor snapshot tells; it is the same on both sides of a diff.
///
/// Statements that apply only if it holds carry it as a condition on a key that no request context holds, so
/// that evaluation asks for it like for any other unknown fact.
enum PolicyFact {
  /// Whether the target of a change, by its index, takes part in deciding the request.
  case reaches(change: Int)
  /// Whether a part of the request that is not known is the one at a place where two snapshots differ.
  case isAbout(Part, place: Int)
  /// What stands on one side at some of many such places.
  case isAboutSome(Part, side: String)
  /// Whether a policy that is replaced, and of which the text is not known, denies the request.
  case oldDenies(change: Int)
  /// Whether the account of a caller is in the organization, of which only the resource owner's record tells.
  case callerIsMember

  /// A part of a request, by the name of the fact that settles it.
  enum Part: String, CaseIterable {
    case resource
    case account = "resourceAccount"
    case endpoint = "policy:vpcEndpoint"
    case caller = "principal.arn"

    fileprivate var prefix: String { "retrial:isabout/\(rawValue.lowercased())/" }
  }

  private static let memberKey = "retrial:member"
  private static let reachesPrefix = "retrial:reaches/"
  private static let oldDeniesPrefix = "retrial:olddenies/"

  private var key: String {
    switch self {
    case .reaches(let change): Self.reachesPrefix + String(change)
    case .oldDenies(let change): Self.oldDeniesPrefix + String(change)
    case .isAbout(let part, let place): part.prefix + String(place)
    case .isAboutSome(let part, let side): part.prefix + side
    case .callerIsMember: Self.memberKey
    }
  }

  /// The name of what hinges on it.
  var dependency: String { "key:" + key }

  /// Whether a statement stands for what a text that is not known denies.
  static func isUnknownDeny(_ statement: Statement) -> Bool {
    statement.conditions.contains { $0.key.value.hasPrefix(oldDeniesPrefix) }
  }

  /// Whether a condition was added here and stands in no policy text.
  static func owns(_ condition: Condition) -> Bool { condition.key.value.hasPrefix("retrial:") }

  /// The condition that holds if the fact does.
  fileprivate var condition: Condition {
    Condition(operatorText: Located("StringEquals"), key: Located(key), values: [Located("true")])
  }

  /// The words for a dependency in reports; every other dependency keeps its own.
  static func name(of dependency: String, _ changes: [PolicyChange]) -> String {
    func change(after prefix: String) -> PolicyChange? {
      guard dependency.hasPrefix("key:" + prefix) else { return nil }
      let index = Int(dependency.dropFirst(4 + prefix.count))
      return index.flatMap { changes.indices.contains($0) ? changes[$0] : nil }
    }
    if dependency == "key:" + memberKey { return "principalInOrganization" }
    if let part = Part.allCases.first(where: { dependency.hasPrefix("key:" + $0.prefix) }) {
      return part.rawValue
    }
    if let change = change(after: reachesPrefix) { return "target:\(change.targetText)" }
    if let change = change(after: oldDeniesPrefix) { return "policy:\(change.targetText)" }
    return dependency
  }
}

extension AttachedPolicy {
  /// The policy with statements that apply only if a fact holds; an unknown text may always be one that does not apply.
  func onlyIf(_ fact: PolicyFact) -> AttachedPolicy {
    guard case .document(let policy) = content else { return self }
    var document = policy.document
    for index in document.statements.indices { document.statements[index].conditions.append(fact.condition) }
    var result = self
    result.content = .document(CompiledPolicy(document, type: policy.type))
    return result
  }

  /// A policy that denies and allows nothing for certain: what an unknown policy does where its allows do not matter.
  static func unknownDeny(named name: String, as type: PolicyType, _ fact: PolicyFact) -> AttachedPolicy {
    whole(.deny, named: name, as: type).onlyIf(fact)
  }

  /// The AWS managed SCP that is attached where nothing else is.
  static let fullAccess = whole(.allow, named: "FullAWSAccess", as: .scp)
  /// The policy of a VPC endpoint that was given none.
  static let openEndpoint = whole(.allow, named: "default endpoint policy", as: .vpce)
  /// What no boundary comes to.
  static let openBoundary = whole(.allow, named: "no permissions boundary", as: .boundary)

  /// A policy of one statement on everything and everyone.
  private static func whole(_ effect: Effect, named name: String, as type: PolicyType) -> AttachedPolicy {
    let everything = ValuesElement(values: [Located("*")])
    let everyone = PrincipalElement(entries: [.init(kind: .everyone, text: Located("*"))])
    let statement = Statement(
      index: 1, effect: effect, principal: type == .vpce || type == .rcp ? everyone : nil, action: everything,
      resource: everything)
    let document = PolicyDocument(version: .v2012, statements: [statement])
    return AttachedPolicy(name: name, content: .document(CompiledPolicy(document, type: type)))
  }
}

extension CompiledPolicy {
  /// A policy without statements.
  static let empty = CompiledPolicy(PolicyDocument(version: .v2012, statements: []), type: .identity)
}
