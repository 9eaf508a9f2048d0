import AuditStore
import IAMPolicy

/// Equal numbers for calls that the statements for their actions cannot tell apart.
struct CallNumbers: Sendable {
  private var rows: [Int32] = []
  private var contexts: [Int32] = []
  private var sights: [Int32] = []
  private var keys: [Set<String>] = []

  init(
    _ calls: RecordedCalls, _ vocabulary: PolicyVocabulary, _ resources: ResourceNumbers,
    _ contexts: ContextNumbers
  ) {
    var parts = RequestParts(calls, vocabulary, resources, contexts)
    self.contexts = contexts.shown
    // A list gets its number by its elements one after the other, each with the number of those before it.
    var lists = PairNumbering()
    var actions = PairNumbering()
    var numberOfActions: [Int32] = []
    rows.reserveCapacity(calls.indices.count)
    sights.reserveCapacity(calls.indices.count)
    for row in calls.indices {
      var list = lists.number(-1, calls.headNumber(row))
      var action = actions.number(-1, -1)
      for request in calls.requests(of: row) {
        list = lists.number(list, parts.number(of: request))
        action = actions.number(action, request.action)
      }
      rows.append(list)
      let known = numberOfActions.count
      if Int(action) >= known { numberOfActions += repeatElement(-1, count: Int(action) + 1 - known) }
      if numberOfActions[Int(action)] < 0 {
        numberOfActions[Int(action)] = sight(of: calls.requests(of: row).map { $0.action }, parts)
      }
      sights.append(numberOfActions[Int(action)])
    }
  }

  private mutating func sight(of actions: [Int32], _ parts: RequestParts) -> Int32 {
    let seen = parts.keys(of: actions)
    if let known = keys.firstIndex(of: seen) { return Int32(truncatingIfNeeded: known) }
    keys.append(seen)
    return Int32(truncatingIfNeeded: keys.count - 1)
  }

  func number(_ row: Int) -> Int32 { rows.number(at: row) }

  func context(_ row: Int32) -> Int32 { contexts.number(at: Int(row)) }

  func sight(_ row: Int) -> Int32 { sights.number(at: row) }

  func keys(ofSight sight: Int32) -> Set<String> { sight < 0 ? [] : keys[Int(sight)] }
}

/// Requests by what the statements for their actions see of their resources and contexts.
private struct RequestParts {
  private let sights: [StatementSight]
  /// The number of each action's sight.
  private let sightNumbers: [Int32]
  private let resources: ResourceNumbers
  private let contexts: ContextNumbers
  private var maskedResources = MaskedNumbers<ResourceProjection.Projected>()
  private var maskedContexts = MaskedNumbers<[ProjectedFact]>()
  private var subjects = PairNumbering()
  private var checks = PairNumbering()
  private var requests = PairNumbering()

  init(
    _ calls: RecordedCalls, _ vocabulary: PolicyVocabulary, _ resources: ResourceNumbers,
    _ contexts: ContextNumbers
  ) {
    sights = calls.actions.map { vocabulary.sight(ofAction: $0) }
    var known = Numbering<StatementSight>()
    sightNumbers = sights.map { known.number($0) }
    self.resources = resources
    self.contexts = contexts
  }

  /// The number of a request.
  mutating func number(of request: RecordedCalls.Request) -> Int32 {
    let (resource, context) = seen(of: request)
    let check = checks.number(request.action, request.certainty == .certain ? 1 : 0)
    return requests.number(check, subjects.number(resource, context))
  }

  /// The numbers of a request's resource and context; -1 for rows that are not there.
  private mutating func seen(of request: RecordedCalls.Request) -> (resource: Int32, context: Int32) {
    let (action, resource, context) = (Int(request.action), Int(request.resource), Int(request.context))
    guard sights.indices.contains(action) else { return (-1, -1) }
    let number = sightNumbers[action]
    var seen: (resource: Int32, context: Int32) = (-1, -1)
    if resources.rows.indices.contains(resource) {
      let whole = resources.rows[resource]
      seen.resource = maskedResources.number(of: whole, number) {
        resources.values[Int(whole)].seen(through: sights[action].patterns)
      }
    }
    if contexts.rows.indices.contains(context) {
      let whole = contexts.rows[context]
      seen.context = maskedContexts.number(of: whole, number) {
        contexts.values[Int(whole)].seen(by: sights[action].keys)
      }
    }
    return seen
  }

  /// The keys that the statements for any of some actions look at.
  func keys(of actions: [Int32]) -> Set<String> {
    actions.reduce(into: []) { keys, action in
      if sights.indices.contains(Int(action)) { keys.formUnion(sights[Int(action)].keys) }
    }
  }
}
