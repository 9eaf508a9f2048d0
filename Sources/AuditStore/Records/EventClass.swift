/// Why an event is replayed or not; raw values are stored and never change their meaning.
public enum EventClass: UInt8, Sendable, CaseIterable {
  /// A call by a user, role session, federated user: replayed against every layer.
  case principal = 0
  case root = 1
  case servicePrincipal = 2
  case serviceLinkedRole = 3
  case federation = 4
  case anonymous = 5
  case ownerCopy = 6
  case permissionless = 7
  case insight = 8
  case aggregated = 9
  case network = 10
  case serviceEvent = 11
  case signIn = 12
  case consoleAction = 13
  case nonIAMPrincipal = 14
  case batch = 15
  /// The event source and name map to no known action.
  case unresolvedAction = 16
  /// A required field is missing or hidden.
  case unreadable = 17
  /// The credentials were not accepted, so no authorization took place.
  case unauthenticated = 18
  /// A record that corrects one that was delivered before.
  case amendment = 19

  /// The class's name in reports and in the `requests` output.
  public var name: String {
    switch self {
    case .principal: "principal"
    case .root: "root"
    case .servicePrincipal: "service-principal"
    case .serviceLinkedRole: "service-linked-role"
    case .federation: "federation"
    case .anonymous: "anonymous"
    case .ownerCopy: "owner-copy"
    case .permissionless: "permissionless"
    case .insight: "insight"
    case .aggregated: "aggregated"
    case .network: "network"
    case .serviceEvent: "service-event"
    case .signIn: "sign-in"
    case .consoleAction: "console-action"
    case .nonIAMPrincipal: "non-iam-principal"
    case .batch: "batch"
    case .unresolvedAction: "unresolved-action"
    case .unreadable: "unreadable"
    case .unauthenticated: "unauthenticated"
    case .amendment: "amendment"
    }
  }
}

/// What AWS decided, read from the event's error fields; raw values are stored.
public enum RecordedDecision: UInt8, Sendable, CaseIterable {
  case allowed = 0
  case denied = 1
  case unknown = 2
  /// An error that usually comes after authorization: for agreement statistics only, never truth.
  case allowedLikely = 3
}

/// The policy type that AWS's access-denied message names; raw values are stored.
public enum RecordedLayer: UInt8, Sendable, CaseIterable {
  case identityImplicit = 0
  case identityExplicit = 1
  case resourceImplicit = 2
  case resourceExplicit = 3
  case boundaryImplicit = 4
  case boundaryExplicit = 5
  case sessionImplicit = 6
  case sessionExplicit = 7
  case scpImplicit = 8
  case scpExplicit = 9
  case rcpImplicit = 10
  case rcpExplicit = 11
  case endpointImplicit = 12
  case endpointExplicit = 13
  case trustImplicit = 14
  case trustExplicit = 15
  /// "with an explicit deny" with no layer named.
  case unnamedExplicit = 16
  /// The VPC endpoint policy, by the error code alone: whether explicitly is not said.
  case endpoint = 17
}

/// How far a derived resource can be trusted; raw values are stored.
public enum ResourceState: UInt8, Sendable, CaseIterable {
  case message = 0
  case exact = 1
  case wild = 2
  case star = 3
  case listwild = 4
  case assumed = 5
  case literal = 6
  case ambiguous = 7
  case partial = 8
  case unknown = 9
}

/// Whether a derived check was certainly made; raw values are stored.
public enum Certainty: UInt8, Sendable {
  case certain = 0
  case possible = 1
}
