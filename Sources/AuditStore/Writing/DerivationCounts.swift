/// How much of the events became requests, and how far those can be trusted.
public struct DerivationCounts: Sendable, Equatable {
  /// Events by class.
  public var classes: [EventClass: Int] = [:]
  /// Events from which no request was made, by class.
  public var withoutRequests: [EventClass: Int] = [:]
  /// Events with requests by the state of the resource that is known least, of the checks that were made.
  public var states: [ResourceState: Int] = [:]
  /// Context keys with a value that requests took out of their parameters, over all events.
  public var knownKeys = 0
  /// Context keys that the parameters show to be absent, over all events.
  public var absentKeys = 0
  /// Events by source and name for which no action is known, as `source name`.
  public var unresolved: [String: Int] = [:]

  /// Makes counts of nothing.
  public init() {}

  mutating func add(_ summary: CallSummary, events: Int) {
    classes[summary.eventClass, default: 0] += events
    if let state = summary.state {
      states[state, default: 0] += events
    } else {
      withoutRequests[summary.eventClass, default: 0] += events
    }
    knownKeys += summary.knownKeys * events
    absentKeys += summary.absentKeys * events
  }

  /// Takes back events that were added.
  ///
  /// - Parameter name: their source and name.
  mutating func remove(_ summary: CallSummary, events: Int, named name: String) {
    add(summary, events: -events)
    if summary.eventClass == .unresolvedAction { unresolved[name, default: 0] -= events }
    classes = classes.filter { $0.value != 0 }
    withoutRequests = withoutRequests.filter { $0.value != 0 }
    states = states.filter { $0.value != 0 }
    unresolved = unresolved.filter { $0.value != 0 }
  }
}

/// What the counts need of one derived event.
struct CallSummary: Sendable {
  let eventClass: EventClass
  /// The state of the resource that is known least; nil without requests.
  let state: ResourceState?
  let knownKeys: Int
  let absentKeys: Int

  init(_ eventClass: EventClass, weakest: UInt8?, _ keys: ContextKeyCounts) {
    self.eventClass = eventClass
    state = weakest.flatMap { ResourceState(rawValue: $0) }
    knownKeys = keys.known
    absentKeys = keys.absent
  }
}

/// How many keys of a context are known, and how many known to be absent.
struct ContextKeyCounts: Sendable {
  private(set) var known = 0
  private(set) var absent = 0

  init() {}

  /// Counts a key.
  mutating func add(isNull: Bool) { if isNull { absent += 1 } else { known += 1 } }

  mutating func add(_ other: ContextKeyCounts) {
    known += other.known
    absent += other.absent
  }
}
