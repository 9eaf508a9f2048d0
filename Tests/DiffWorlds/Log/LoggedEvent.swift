import AuditStore
import IAMPolicy
import PolicyWorlds

/// A call with what the log says of it, and what else it may have been.
struct LoggedEvent {
  /// One request's unknown facts.
  struct Openness {
    /// The states that keys of which the log does not tell may have.
    var keys: [String: [ContextValue]] = [:]
    /// The resources that it may have been about; empty when the log tells.
    var resources: [(arn: String, owner: String)] = []
  }

  var truth: TrueEvent
  /// The states that shared keys may have of which the log does not tell.
  var keys: [String: [ContextValue]] = [:]
  var callers: [Caller] = []
  /// The session policies that there may have been; empty when the log tells.
  var sessions: [[WorldPolicy]?] = []
  var requests: [Openness]
  /// Whether the type of endpoint is open.
  var hasOpenEndpoint = false
  var derived: DerivedEvent
  var record: TrueRecord
  /// Members of the event's JSON by name.
  var members: [String: String]
  /// The event that issued the session, where the log holds it.
  var issuance: [String: String]?
  var time: Int64
  /// Words for what is unknown, for counting.
  var words: Set<String> = []

  /// A call that would have left the same event.
  func draw(_ dice: inout Dice) -> TrueEvent {
    var event = truth
    Self.draw(keys, into: &event.context, &dice)
    if dice.chance(0.5) { event.caller = dice.pick(callers, else: event.caller) }
    if dice.chance(0.5) { event.session = dice.pick(sessions, else: event.session) }
    if hasOpenEndpoint, dice.chance(0.5) { event.isGateway.toggle() }
    for index in event.requests.indices {
      Self.draw(requests[index].keys, into: &event.requests[index].context, &dice)
      if !event.requests[index].isCertain { event.requests[index].isMade = dice.chance(0.5) }
      guard dice.chance(0.6), !requests[index].resources.isEmpty else { continue }
      let chosen = requests[index].resources[dice.number(0...requests[index].resources.count - 1)]
      (event.requests[index].arn, event.requests[index].owner) = chosen
    }
    return event
  }

  private static func draw(
    _ open: [String: [ContextValue]], into context: inout [String: ContextValue], _ dice: inout Dice
  ) {
    for key in open.keys.sorted() where dice.chance(0.5) {
      context[key] = dice.pick(open[key] ?? [], else: .absent)
    }
  }

  /// The call with a value for a key wherever the log does not tell it.
  func assuming(_ key: String, _ value: String, in event: TrueEvent) -> TrueEvent? {
    var event = event
    let assumed = ContextValue.known([value])
    if let states = keys[key] {
      guard states.contains(assumed) else { return nil }
      event.context[key] = assumed
    }
    for index in event.requests.indices {
      guard let states = requests[index].keys[key] else { continue }
      guard states.contains(assumed) else { return nil }
      event.requests[index].context[key] = assumed
    }
    return event
  }
}
