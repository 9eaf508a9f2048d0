/// One question to IAM: whether this caller may do this action on this resource in this context.
public struct AuthorizationRequest: Sendable, Hashable {
  /// Who asks.
  public var caller: Caller
  /// `service:Name`.
  public var action: String
  /// What it acts on, as far as it is known.
  public var resource: RequestResource
  /// The owner of the resource, 12 digits; nil when unknown.
  public var resourceAccount: String?
  /// The context keys.
  public var context: RequestContext
  /// Facts beside the context that some rules need.
  public var options: RequestOptions

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

  /// Makes options; by default nobody is in the management account.
  public init(
    principalInManagementAccount: Bool? = false, resourceInManagementAccount: Bool? = false,
    vpcEndpointType: EndpointType? = nil, kmsGrantsUnknown: Bool = false, canonicalID: String? = nil
  ) {
    self.principalInManagementAccount = principalInManagementAccount
    self.resourceInManagementAccount = resourceInManagementAccount
    self.vpcEndpointType = vpcEndpointType
    self.kmsGrantsUnknown = kmsGrantsUnknown
    self.canonicalID = canonicalID
  }
}
