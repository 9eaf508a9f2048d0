public import IAMPolicy

/// What one event says about authorization: its class, what AWS decided, and the requests that IAM saw.
public struct DerivedEvent: Sendable, Hashable {
  /// Why the event is replayed, or is not.
  public var eventClass: EventClass
  /// What AWS decided, as far as the event tells.
  public var recorded: RecordedDecision
  /// The policy type that AWS's message names, when it names one.
  public var layer: RecordedLayer?
  /// The action and resource that AWS's message names belong to this request (an index), if any.
  public var deniedRequest: Int?
  /// The ARN of the denying policy, when the message carries it.
  public var policyARN: String?
  /// The requests; empty when the event is excluded.
  public var requests: [DerivedRequest]

  /// Makes a derived event.
  public init(
    eventClass: EventClass, recorded: RecordedDecision, layer: RecordedLayer? = nil,
    deniedRequest: Int? = nil, policyARN: String? = nil, requests: [DerivedRequest] = []
  ) {
    self.eventClass = eventClass
    self.recorded = recorded
    self.layer = layer
    self.deniedRequest = deniedRequest
    self.policyARN = policyARN
    self.requests = requests
  }
}

/// One authorization request of an event: action, resource, and the context keys that only it carries.
public struct DerivedRequest: Sendable, Hashable {
  /// `service:Name`.
  public var action: String
  /// An ARN or a pattern by `state`; `*` for a star, empty when unknown.
  public var resource: String
  /// How far `resource` can be trusted.
  public var state: ResourceState
  /// Whether this check was certainly made.
  public var certainty: Certainty
  /// The resource's account, 12 digits; nil when unknown.
  public var resourceAccount: String?
  /// The request's own context keys, sorted by lower-case name.
  public var context: [ContextFact]

  /// Makes a derived request.
  public init(
    action: String, resource: String, state: ResourceState, certainty: Certainty,
    resourceAccount: String?, context: [ContextFact] = []
  ) {
    self.action = action
    self.resource = resource
    self.state = state
    self.certainty = certainty
    self.resourceAccount = resourceAccount
    self.context = context
  }
}

/// One context key of a request and what is known of it.
public struct ContextFact: Sendable, Hashable {
  /// The key in lower case, for example `s3:prefix`.
  public var key: String
  /// What is known.
  public var value: ContextValue

  /// Makes a fact.
  public init(key: String, value: ContextValue) {
    self.key = key
    self.value = value
  }
}
