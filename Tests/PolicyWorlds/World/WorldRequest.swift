public import IAMPolicy

/// A request whose facts can be hidden and revealed one by one.
public struct WorldRequest: Sendable, Equatable {
  /// The context keys, by lower-case name.
  public struct Context: Sendable, Equatable {
    /// Whether a key that is not listed is unknown.
    public var isOpenWorld: Bool
    /// What is listed.
    public var values: [String: ContextValue] = [:]

    /// Nothing listed yet.
    public init(isOpenWorld: Bool, values: [String: ContextValue] = [:]) {
      self.isOpenWorld = isOpenWorld
      self.values = values
    }

    /// What is listed of a key.
    public subscript(key: String) -> ContextValue? {
      get { values[key.lowercased()] }
      set { values[key.lowercased()] = newValue }
    }
  }

  /// Who asks.
  public var caller: Caller
  /// `service:Name`.
  public var action: String
  /// What it acts on.
  public var resource: RequestResource
  /// The owner of the resource; nil when unknown.
  public var resourceAccount: String?
  /// The context keys.
  public var context: Context
  /// Facts beside the context.
  public var options: RequestOptions

  /// Makes a request from its parts.
  public init(
    caller: Caller, action: String, resource: RequestResource, resourceAccount: String?, context: Context,
    options: RequestOptions = RequestOptions()
  ) {
    self.caller = caller
    self.action = action
    self.resource = resource
    self.resourceAccount = resourceAccount
    self.context = context
    self.options = options
  }

  /// The same as the engine takes it.
  public var prepared: AuthorizationRequest {
    AuthorizationRequest(
      caller: caller, action: action, resource: resource, resourceAccount: resourceAccount,
      context: RequestContext(isOpenWorld: context.isOpenWorld, values: context.values), options: options)
  }
}
