import IAMPolicy
import PolicyWorlds

/// A call as it really was.
struct TrueEvent: Equatable {
  var caller: Caller
  /// The keys that all its requests share, by lower-case name.
  var context: [String: ContextValue]
  /// The VPC endpoint whose policy takes part.
  var endpoint: String?
  var isGateway = false
  /// The session policies; nil for none.
  var session: [WorldPolicy]?
  var requests: [TrueRequest]
  /// A check that was denied and that the log's requests do not hold.
  var underived: TrueRequest?
}

/// One request of a call as it really was.
struct TrueRequest: Equatable {
  var action: String
  /// The ARN, or `*`.
  var arn: String
  var owner: String
  /// The keys of its own, by lower-case name.
  var context: [String: ContextValue]
  /// Whether the log says that it was certainly made.
  var isCertain = true
  /// Whether it was made.
  var isMade = true
}
