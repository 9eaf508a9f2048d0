public import IAMPolicy

/// A request whose facts can be hidden and revealed one by one.
public struct WorldRequest: Sendable, Equatable {
  /// The context keys, by lower-case name.
  public struct Context: Sendable, Equatable {
    /// Whether a key that is not listed is unknown.
    public var isOpenWorld: Bool
    /// What is listed.
    public var values: [String: ContextValue] = [:]

    subscript(key: String) -> ContextValue? {
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

  /// The same as the engine takes it.
  public var prepared: AuthorizationRequest {
    AuthorizationRequest(
      caller: caller, action: action, resource: resource, resourceAccount: resourceAccount,
      context: RequestContext(isOpenWorld: context.isOpenWorld, values: context.values), options: options)
  }
}
