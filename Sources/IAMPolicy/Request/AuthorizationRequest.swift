/// One question to IAM: whether this caller may do this action on this resource in this context.
///
/// A value of it is a reference to immutable storage that is prepared once, so copies are cheap.
public struct AuthorizationRequest: Sendable, Hashable {
  /// The parts, with what the rules ask of them again and again.
  final class Storage: Sendable {
    let caller: Caller
    let action: String
    let resource: RequestResource
    let resourceAccount: String?
    let context: RequestContext
    let options: RequestOptions
    let callerFacts: CallerFacts
    /// The action, prepared.
    let operation: Operation
    /// Whether caller and resource are of one account; nil when the account of either is not known.
    let isSameAccount: Bool?
    /// Whether the trust policy of a role answers; `sts:TagSession` is asked of federated users too, who have none.
    let meetsTrustPolicy: Bool

    init(
      _ caller: Caller, _ action: String, _ resource: RequestResource, _ resourceAccount: String?,
      _ context: RequestContext, _ options: RequestOptions
    ) {
      self.caller = caller
      self.action = action
      self.resourceAccount = resourceAccount
      self.context = context
      self.options = options
      callerFacts = CallerFacts(caller)
      operation = Operation(action)
      self.resource = operation.rules.isOnKey ? resource.asKey : resource
      meetsTrustPolicy = operation.rules.isTrust && !resource.isOfSTS
      isSameAccount = callerFacts.account.flatMap { own in resourceAccount.map { sameText(own, $0) } }
    }

    init(_ subject: Storage, by asker: Storage, _ context: RequestContext, _ options: RequestOptions) {
      caller = asker.caller
      action = subject.action
      resource = subject.resource
      resourceAccount = subject.resourceAccount
      self.context = context
      self.options = options
      callerFacts = asker.callerFacts
      operation = subject.operation
      meetsTrustPolicy = subject.meetsTrustPolicy
      let account = subject.resourceAccount
      isSameAccount = callerFacts.account.flatMap { own in account.map { sameText(own, $0) } }
    }
  }

  let storage: Storage

  /// Who asks.
  public var caller: Caller {
    get { storage.caller }
    set {
      self = Self(
        caller: newValue, action: action, resource: resource, resourceAccount: resourceAccount,
        context: context, options: options)
    }
  }

  /// `service:Name`.
  public var action: String {
    get { storage.action }
    set {
      self = Self(
        caller: caller, action: newValue, resource: resource, resourceAccount: resourceAccount,
        context: context, options: options)
    }
  }

  /// What it acts on, as far as it is known.
  public var resource: RequestResource {
    get { storage.resource }
    set {
      self = Self(
        caller: caller, action: action, resource: newValue, resourceAccount: resourceAccount,
        context: context, options: options)
    }
  }

  /// The owner of the resource, 12 digits; nil when unknown.
  public var resourceAccount: String? {
    get { storage.resourceAccount }
    set {
      self = Self(
        caller: caller, action: action, resource: resource, resourceAccount: newValue, context: context,
        options: options)
    }
  }

  /// The context keys.
  public var context: RequestContext {
    get { storage.context }
    set {
      self = Self(
        caller: caller, action: action, resource: resource, resourceAccount: resourceAccount,
        context: newValue, options: options)
    }
  }

  /// Facts beside the context that some rules need.
  public var options: RequestOptions {
    get { storage.options }
    set {
      self = Self(
        caller: caller, action: action, resource: resource, resourceAccount: resourceAccount,
        context: context, options: newValue)
    }
  }

  var callerFacts: CallerFacts { storage.callerFacts }
  @inline(__always) var operation: Operation { storage.operation }

  /// Makes a request from its parts.
  public init(
    caller: Caller, action: String, resource: RequestResource, resourceAccount: String?,
    context: RequestContext, options: RequestOptions = RequestOptions()
  ) {
    storage = Storage(caller, action, resource, resourceAccount, context, options)
  }

  /// Makes a request from what others have prepared: the action and resource of one, and the caller of another.
  public init(
    _ subject: AuthorizationRequest, by asker: AuthorizationRequest, context: RequestContext,
    options: RequestOptions
  ) {
    storage = Storage(subject.storage, by: asker.storage, context, options)
  }

  /// Equal when all parts are.
  public static func == (left: Self, right: Self) -> Bool {
    left.storage === right.storage
      || (left.action == right.action && left.caller == right.caller && left.resource == right.resource
        && left.resourceAccount == right.resourceAccount && left.context == right.context
        && left.options == right.options)
  }

  /// Feeds the parts that differ most.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(action)
    hasher.combine(caller)
    hasher.combine(resource)
    hasher.combine(context)
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
    guard context.isOpenWorld else { return .absent }
    return key.isAlwaysPresent ? .present : .unknown
  }

  /// The text of a variable; a key that is absent, empty or multivalued has none.
  func variable(_ key: ContextKey) -> Variable {
    switch value(of: key) {
    case .known(let values):
      guard values.count == 1, !values[0].isEmpty, !key.isMultivalued else { return .none }
      return .known(values[0])
    case .absent: return .none
    case .present, .unknown, .oneOf: return key.isMultivalued ? .none : .unknown
    }
  }

  /// Whether the caller is a session of a service-linked role.
  func isServiceLinked<Logic: TruthValue>() -> Logic {
    storage.callerFacts.isServiceLinkedRole.map { .known($0) }
      ?? waiting(for: ["principal.roleArn"], question: "service-linked role")
  }

  /// Whether the role that is asked for is linked to a service, so that no RCP takes part in who gets it.
  ///
  /// AWS Organizations User Guide, "Resource control policies", "Resources and entities not restricted by RCPs". Where
  /// the name is not known only a service may ask for one: nobody else is ever trusted.
  func isOnServiceLinkedRole<Logic: TruthValue>() -> Logic {
    if let isLinked = storage.resource.isServiceLinkedRole { return .known(isLinked) }
    guard callerFacts.kind == .service else { return .no }
    return waiting(for: ["resource"], question: "service-linked role")
  }

  /// Whether the root user issued a federated user: it then has no identity policies that limit.
  func isIssuedByRoot<Logic: TruthValue>() -> Logic {
    guard case .federatedUser(_, let issuer, _) = storage.caller else { return .no }
    guard let issuer else { return waiting(for: ["principal.issuer"], question: "root user") }
    return .known(ARNText.resource(of: issuer) == "root")
  }

  /// Whether a boundary limits the caller; of a layer that nobody exported not even that is known.
  func hasBoundary<Logic: TruthValue>(_ boundary: PolicySet?) -> Logic {
    guard let boundary else { return .no }
    let isLinked: Logic = isServiceLinked()
    let isExempt: Logic = isLinked.or(isIssuedByRoot())
    guard let unknown = boundary.policies.first(where: { $0.document == nil && $0.name.isEmpty }) else {
      return isExempt.negated
    }
    let exists: Logic = waiting(for: [unknown.unknownName], question: "exists")
    return isExempt.negated.and(exists)
  }

  /// The answer to a question about unknown facts.
  @inline(__always)
  func waiting<Logic: TruthValue>(
    for facts: @autoclosure () -> [String], question: @autoclosure () -> String, range: IPRange? = nil
  ) -> Logic {
    Logic.open(atom(facts(), question(), range))
  }
}

extension AuthorizationRequest {
  /// A question; one about what may be otherwise than in another request has an answer of its own.
  private func atom(_ facts: [String], _ question: String, _ range: IPRange?) -> Atom {
    let restated = context.restated
    let isRestated =
      !restated.isEmpty && facts.contains { restated.contains(String($0.dropFirst("key:".count))) }
    return isRestated
      ? Atom(facts: facts, question: question + "\u{1F}restated")
      : Atom(facts: facts, question: question, range: range)
  }
}

/// An action prepared for matching, with the rules that are its service's own.
struct Operation: Sendable {
  /// The action in lower case.
  let name: String
  /// The hash of `name`.
  let hash: UInt64
  /// What stands before the colon, in lower case.
  let service: String
  /// The hash of the service prefix.
  let serviceHash: UInt64
  /// Which rules of single services apply.
  let rules: ServiceRules

  init(_ action: String) {
    name = action.simpleLowercased
    service = String(name.prefix { $0 != ":" })
    hash = ContextKey.hash(name)
    serviceHash = ContextKey.hash(service)
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
  /// The ARN of an IAM entity whose path is not known: the text before the path, and the name behind it.
  ///
  /// IAM User Guide, "IAM identifiers": a path is `/`, or begins and ends with it.
  case unknownPath(String, name: String)
  /// An action without resource types: `*` matches for certain, a narrower pattern is unknown.
  case star
  /// Nothing is known.
  case unknown
}

extension RequestResource {
  /// What an action acts on, as somebody names it: an ARN, or `*` for an action without resource types.
  ///
  /// Many services ask for such an action on an ARN of their own choice, which their documentation seldom tells. EC2
  /// authorizes its Describe actions on `*` alone: Amazon EC2 User Guide, "Identity-based policies for Amazon EC2".
  public init(named text: String, for action: String) {
    let isDescribing = action.utf8.prefix(12).elementsEqual("ec2:describe".utf8) { $0 | 0x20 == $1 }
    self = text == "*" && !isDescribing ? .star : .arn(text)
  }

  /// What IAM is asked on, as a case states it: no narrower ARN matches `*`, but for lists of buckets, see
  /// `ResourcePattern.matches`.
  ///
  /// Service Authorization Reference: an action without resource types is granted on `*` alone.
  public init(stated text: String, for action: String) {
    self = Operation(action).rules.isBucketList ? RequestResource(named: text, for: action) : .arn(text)
  }

  /// What its ARN certainly begins with; empty where nothing is known.
  public var beginning: String {
    switch self {
    case .arn(let text), .prefix(let text), .unknownPath(let text, _): text
    case .pattern(let text): String(text.prefix { $0 != "*" && $0 != "?" })
    case .star, .unknown: ""
    }
  }

  /// Whether it is a role that is linked to a service; nil where its name is not known so far.
  var isServiceLinkedRole: Bool? {
    let beginning = "role/aws-service-role/"
    switch self {
    case .arn(let arn): return ARNText.resource(of: arn).hasPrefix(beginning)
    case .star: return false
    case .prefix, .unknownPath, .pattern, .unknown: break
    }
    let name = ARNText.field(5, of: self.beginning) ?? ""
    if name.hasPrefix(beginning) { return true }
    return beginning.hasPrefix(name) ? nil : false
  }

  /// The partition that its ARN names; nil where it names none.
  var partition: String? {
    switch self {
    case .arn(let text), .prefix(let text), .pattern(let text), .unknownPath(let text, _):
      let fields = ARNText.fields(text, most: 3)
      return fields.count == 3 && !fields[1].isEmpty ? String(fields[1]) : nil
    case .star, .unknown: return nil
    }
  }

  /// Whether it is certainly one of STS itself, such as a federated user, and so no role.
  var isOfSTS: Bool {
    switch self {
    case .arn(let text), .prefix(let text), .pattern(let text), .unknownPath(let text, _):
      ARNText.field(3, of: text) != nil && ARNText.field(2, of: text) == "sts"
    case .star, .unknown: false
    }
  }

  /// The same where it stands for a KMS key: one of unknown id behind an alias, and behind `*` any.
  ///
  /// AWS KMS Developer Guide, "Aliases": an alias is no resource of an operation on a key, its key is.
  var asKey: RequestResource {
    switch self {
    case .arn("*"), .star: .unknown
    case .arn(let text), .prefix(let text), .pattern(let text):
      ARNText.resource(of: text).hasPrefix("alias/")
        ? .prefix(ARNText.fields(text).prefix(5).joined(separator: ":") + ":key/") : self
    case .unknown, .unknownPath: self
    }
  }

  /// Equal when the texts are the same scalars, which `==` on `String` does not ask.
  public static func == (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.arn(let left), .arn(let right)), (.prefix(let left), .prefix(let right)),
      (.pattern(let left), .pattern(let right)):
      sameText(left, right)
    case (.unknownPath(let left, let name), .unknownPath(let right, let other)):
      sameText(left, right) && sameText(name, other)
    case (.star, .star), (.unknown, .unknown): true
    default: false
    }
  }
}

/// Facts that are no context keys but that some rules of IAM need.
public struct RequestOptions: Sendable, Hashable {
  /// Whether a VPC endpoint is a gateway or an interface one; only S3 and DynamoDB have gateways.
  public enum EndpointType: String, Sendable { case gateway, interface, unknown }

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
  /// Whether the owner of a resource without a policy may share it with other accounts some other way.
  public var sharingUnknown: Bool
  /// Whether the account lets its users change their own passwords; nil when unknown.
  ///
  /// IAM User Guide, "Permit IAM users to change their own passwords": it gives them what no policy allows.
  public var usersChangePasswords: Bool?
  /// Whether the caller's account manages its organization, or may do so by delegation; nil when unknown.
  public var managesOrganization: Bool?
  /// Whether policies of unknown text are taken to have no Deny with `NotPrincipal`, which AWS advises against.
  public var assumesNoNotPrincipalDeny: Bool
  /// Whether the service takes no such call with credentials of this kind; nil when unknown.
  ///
  /// STS API Reference, `GetSessionToken`: no IAM without MFA, and little of STS.
  public var isRefusedByCredentials: Bool?
  /// Whether the policy of the VPC endpoint is all that is asked, because nothing is known of any other answer.
  ///
  /// CloudTrail User Guide, "Logging network activity events": the endpoint's own record of a call.
  public var asksEndpointAlone: Bool
  /// Where the endpoint alone is asked, whether all else allows the call; nil when that is not known.
  public var otherLayersAllow: Bool?

  /// Makes options; by default nobody is in the management account.
  public init(
    principalInManagementAccount: Bool? = false, resourceInManagementAccount: Bool? = false,
    vpcEndpointType: EndpointType? = nil, kmsGrantsUnknown: Bool = false, canonicalID: String? = nil,
    isKeyManagedByAWS: Bool? = false, s3ACLsUnknown: Bool = false, s3BlocksPublicAccess: Bool? = false,
    sharingUnknown: Bool = false, usersChangePasswords: Bool? = false, managesOrganization: Bool? = true,
    assumesNoNotPrincipalDeny: Bool = false, isRefusedByCredentials: Bool? = false,
    asksEndpointAlone: Bool = false,
    otherLayersAllow: Bool? = nil
  ) {
    self.principalInManagementAccount = principalInManagementAccount
    self.resourceInManagementAccount = resourceInManagementAccount
    self.vpcEndpointType = vpcEndpointType
    self.kmsGrantsUnknown = kmsGrantsUnknown
    self.canonicalID = canonicalID
    self.isKeyManagedByAWS = isKeyManagedByAWS
    self.s3ACLsUnknown = s3ACLsUnknown
    self.s3BlocksPublicAccess = s3BlocksPublicAccess
    self.sharingUnknown = sharingUnknown
    self.usersChangePasswords = usersChangePasswords
    self.managesOrganization = managesOrganization
    self.assumesNoNotPrincipalDeny = assumesNoNotPrincipalDeny
    self.isRefusedByCredentials = isRefusedByCredentials
    self.asksEndpointAlone = asksEndpointAlone
    self.otherLayersAllow = otherLayersAllow
  }
}
