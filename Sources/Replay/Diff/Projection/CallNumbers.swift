import AuditStore
import IAMPolicy

/// Equal numbers for calls that the statements for their actions cannot tell apart.
struct CallNumbers: Sendable {
  /// What a call is apart from its actions, and these.
  private struct Parts {
    var shape: Int32 = -1
    var actions: Int32 = -1
  }

  private var rows: [Int32] = []
  /// By the numbers of the calls; those of other lists have none.
  private var callParts: [Parts] = []
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
    var shapes = PairNumbering()
    var numberOfActions: [Int32] = []
    rows.reserveCapacity(calls.indices.count)
    sights.reserveCapacity(calls.indices.count)
    for row in calls.indices {
      let ownHead = calls.headNumber(row)
      var list = lists.number(-1, ownHead)
      var action = actions.number(-1, -1)
      for request in calls.requests(of: row) {
        list = lists.number(list, parts.number(of: request))
        action = actions.number(action, request.action)
      }
      rows.append(list)
      addParts(of: list) {
        let shape = calls.requests(of: row).reduce(shapes.number(-1, ownHead)) {
          shapes.number($0, parts.shape(of: $1))
        }
        return Parts(shape: shape, actions: action)
      }
      let known = numberOfActions.count
      if Int(action) >= known { numberOfActions += repeatElement(-1, count: Int(action) + 1 - known) }
      if numberOfActions[Int(action)] < 0 {
        numberOfActions[Int(action)] = sight(of: calls.requests(of: row).map { $0.action }, parts)
      }
      sights.append(numberOfActions[Int(action)])
    }
  }

  private mutating func addParts(of call: Int32, _ parts: () -> Parts) {
    let missing = Int(call) + 1 - callParts.count
    if missing > 0 { callParts += repeatElement(Parts(), count: missing) }
    if callParts[Int(call)].shape < 0 { callParts[Int(call)] = parts() }
  }

  private mutating func sight(of actions: [Int32], _ parts: RequestParts) -> Int32 {
    let seen = parts.keys(of: actions)
    if let known = keys.firstIndex(of: seen) { return Int32(truncatingIfNeeded: known) }
    keys.append(seen)
    return Int32(truncatingIfNeeded: keys.count - 1)
  }

  func number(_ row: Int) -> Int32 { rows.number(at: row) }

  /// Equal numbers for calls that differ in nothing but their actions, the policies of their resources and what callers'
  /// own policies see of these, by the calls' numbers.
  func shape(ofCall number: Int32) -> Int32 { callParts[Int(number)].shape }

  /// The number of the list of a call's actions, by the call's number.
  func actions(ofCall number: Int32) -> Int32 { callParts[Int(number)].actions }

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
  /// The patterns in policies that are no caller's own.
  private let shared: Set<Int32>
  private var plainResources = MaskedNumbers<ResourceProjection.Projected>()
  private var plainSubjects = PairNumbering()
  private var shapes = PairNumbering()

  init(
    _ calls: RecordedCalls, _ vocabulary: PolicyVocabulary, _ resources: ResourceNumbers,
    _ contexts: ContextNumbers
  ) {
    sights = calls.actions.map { vocabulary.sight(ofAction: $0) }
    var known = Numbering<StatementSight>()
    sightNumbers = sights.map { known.number($0) }
    shared = vocabulary.sharedPatterns
    self.resources = resources
    self.contexts = contexts
  }

  /// The number of a request.
  mutating func number(of request: RecordedCalls.Request) -> Int32 {
    let (resource, context) = seen(of: request)
    let check = checks.number(request.action, request.certainty == .certain ? 1 : 0)
    return requests.number(check, subjects.number(resource, context))
  }

  /// The number of a request apart from its action, its resource's policy, and what callers' own policies see of that.
  mutating func shape(of request: RecordedCalls.Request) -> Int32 {
    let (action, resource) = (Int(request.action), Int(request.resource))
    var plain: Int32 = -1
    if sights.indices.contains(action), resources.rows.indices.contains(resource) {
      let whole = resources.rows[resource]
      plain = plainResources.number(of: whole, sightNumbers[action]) {
        resources.values[Int(whole)].seen(
          through: sights[action].patterns.intersection(shared), showsPolicy: false)
      }
    }
    return shapes.number(
      request.certainty == .certain ? 1 : 0, plainSubjects.number(plain, seen(of: request).context))
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
