/// One question to IAM: whether this caller may do this action on this resource in this context.
public struct AuthorizationRequest: Sendable, Hashable {
  /// Who asks.
  public var caller: Caller { didSet { callerFacts = CallerFacts(caller) } }
  /// `service:Name`.
  public var action: String { didSet { operation = Operation(action) } }
  /// What it acts on, as far as it is known.
  public var resource: RequestResource
  /// The owner of the resource, 12 digits; nil when unknown.
  public var resourceAccount: String?
  /// The context keys.
  public var context: RequestContext
  /// Facts beside the context that some rules need.
  public var options: RequestOptions
  private(set) var callerFacts: CallerFacts
  private(set) var operation: Operation

  /// Makes a request from its parts.
  public init(
    caller: Caller, action: String, resource: RequestResource, resourceAccount: String?,
    context: RequestContext, options: RequestOptions = RequestOptions()
  ) {
    self.caller = caller
    self.action = action
    self.resource = resource
    self.resourceAccount = resourceAccount
    self.context = context
    self.options = options
    callerFacts = CallerFacts(caller)
    operation = Operation(action)
  }
}

extension AuthorizationRequest {
  /// What a policy variable comes to.
  enum Variable {
    case known(String)
    case none
    case unknown
  }

  /// The service prefix of the action.
  var service: String { operation.service }

  /// What is known of a context key; the request overrides what the caller implies.
  func value(of key: ContextKey) -> ContextValue {
    if let stated = context.stated(key) { return stated }
    if let property = key.property, let implied = implied(property) { return implied }
    return context.isOpenWorld ? .unknown : .absent
  }

  /// The text of a variable; a key that is absent, empty or multivalued has none.
  func variable(_ key: ContextKey) -> Variable {
    switch value(of: key) {
    case .known(let values):
      guard values.count == 1, !values[0].isEmpty, !key.isMultivalued else { return .none }
      return .known(values[0])
    case .absent: return .none
    case .present, .unknown, .oneOf: return .unknown
    }
  }

  /// The answer to a question about unknown facts.
  @inline(__always)
  func waiting<Logic: TruthValue>(
    for facts: @autoclosure () -> [String], question: @autoclosure () -> String
  ) -> Logic {
    Logic.open(Atom(facts: facts(), question: question()))
  }
}

/// An action prepared for matching, with the rules that are its service's own.
struct Operation: Sendable, Hashable {
  /// The action in lower case.
  let name: String
  /// What stands before the colon, in lower case.
  let service: String
  /// Which rules of single services apply.
  let rules: ServiceRules

  init(_ action: String) {
    name = action.simpleLowercased
    service = String(name.prefix { $0 != ":" })
    rules = ServiceRules(action: name, service: service)
  }
}

/// What is known of the resource of a request.
public enum RequestResource: Sendable, Hashable {
  /// An ARN, or `*` for an action without resource types. Wildcards in it are ordinary characters.
  case arn(String)
  /// An ARN that starts with this text.
  case prefix(String)
  /// An ARN of this pattern in which `*` and `?` stand for unknown text.
  case pattern(String)
  /// An action without resource types: `*` matches for certain, a narrower pattern is unknown.
  case star
  /// Nothing is known.
  case unknown
}

/// Facts that are no context keys but that some rules of IAM need.
public struct RequestOptions: Sendable, Hashable {
  /// Whether a VPC endpoint is a gateway or an interface one.
  public enum EndpointType: String, Sendable { case gateway, interface }

  /// Whether the caller's account is the management account; nil when unknown.
  public var principalInManagementAccount: Bool?
  /// Whether the resource's account is the management account; nil when unknown.
  public var resourceInManagementAccount: Bool?
  /// The type of the endpoint that the call used.
  public var vpcEndpointType: EndpointType?
  /// Whether KMS grants may exist that were not supplied.
  public var kmsGrantsUnknown: Bool
  /// The canonical user id of the caller's account, when known.
  public var canonicalID: String?
  /// Whether the KMS key of the request is one that AWS manages; nil when unknown.
  public var isKeyManagedByAWS: Bool?
  /// Whether ACLs may grant access to the S3 object, which nothing but the bucket's settings tells.
  public var s3ACLsUnknown: Bool
  /// Whether S3 Block Public Access restricts the bucket; nil when unknown.
  public var s3BlocksPublicAccess: Bool?

  /// Makes options; by default nobody is in the management account.
  public init(
    principalInManagementAccount: Bool? = false, resourceInManagementAccount: Bool? = false,
    vpcEndpointType: EndpointType? = nil, kmsGrantsUnknown: Bool = false, canonicalID: String? = nil,
    isKeyManagedByAWS: Bool? = false, s3ACLsUnknown: Bool = false, s3BlocksPublicAccess: Bool? = false
  ) {
    self.principalInManagementAccount = principalInManagementAccount
    self.resourceInManagementAccount = resourceInManagementAccount
    self.vpcEndpointType = vpcEndpointType
    self.kmsGrantsUnknown = kmsGrantsUnknown
    self.canonicalID = canonicalID
    self.isKeyManagedByAWS = isKeyManagedByAWS
    self.s3ACLsUnknown = s3ACLsUnknown
    self.s3BlocksPublicAccess = s3BlocksPublicAccess
  }
}
