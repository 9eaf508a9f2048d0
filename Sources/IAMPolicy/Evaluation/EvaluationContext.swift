/// A request prepared for matching, with the answers that are assumed for unknown facts.
struct EvaluationContext {
  /// The resource in the forms that patterns are matched against.
  enum Resource {
    case exact([UInt32])
    case prefix([UInt32])
    case star
    case unknown
  }

  /// What a policy variable comes to.
  enum Variable {
    case known(String)
    case none
    case unknown
  }

  let request: AuthorizationRequest
  let caller: Caller
  let service: Substring
  /// The action in lower case.
  let action: [UInt32]
  let resource: Resource
  var assumptions = Assumptions()
  private let derived: [String: ContextValue]

  init(_ request: AuthorizationRequest) {
    self.request = request
    caller = request.caller
    service = request.action.prefix { $0 != ":" }
    action = request.action.simpleLowercased.scalarValues
    resource = Resource(request.resource)
    derived = request.caller.derivedContext
  }

  /// What is known of a context key, by its lower-case name; the request overrides what the caller implies.
  func value(of key: String) -> ContextValue {
    if let stated = request.context.values[key] { return stated }
    if let implied = derived[key] { return implied }
    return request.context.isOpenWorld ? .unknown : .absent
  }

  /// The text of a variable; a key that is absent, empty or multivalued has none.
  func variable(_ key: String) -> Variable {
    switch value(of: key) {
    case .known(let values):
      guard values.count == 1, !values[0].isEmpty, !MultivaluedKeys.contains(key) else { return .none }
      return .known(values[0])
    case .absent: return .none
    case .present, .unknown, .oneOf: return .unknown
    }
  }

  /// The assumed answer to a question about unknown facts, or unknown.
  func waiting(for facts: [String], question: String) -> Truth {
    assumptions.truth(of: Atom(facts: Array(Set(facts)).sorted(), question: question))
  }
}

extension EvaluationContext.Resource {
  init(_ resource: RequestResource) {
    switch resource {
    case .arn("*"), .star: self = resource == .star ? .star : .exact([0x2A])
    case .arn(let arn): self = .exact(arn.scalarValues)
    case .prefix(let text): self = .prefix(text.scalarValues)
    case .pattern(let text):
      let scalars = text.scalarValues
      let isWildcard: (UInt32) -> Bool = { $0 == 0x2A || $0 == 0x3F }
      if let cut = scalars.firstIndex(where: isWildcard) {
        self = .prefix(Array(scalars[..<cut]))
      } else {
        self = .exact(scalars)
      }
    case .unknown: self = .unknown
    }
  }
}
