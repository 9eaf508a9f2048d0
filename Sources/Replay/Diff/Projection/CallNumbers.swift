import AuditStore
import IAMPolicy

/// Equal numbers for calls that the statements for their actions cannot tell apart.
struct CallNumbers: Sendable {
  /// What a call is apart from its actions and contexts, and its actions.
  private struct Parts {
    var shape: Int32 = -1
    var actions: Int32 = -1
  }

  private var rows: [Int32] = []
  /// By the numbers of the calls; those of other lists have none.
  private var callParts: [Parts] = []
  private var contexts: [Int32] = []
  /// By the rows of the calls.
  private var keysOfRow: [Int32] = []
  /// By the numbers of the lists of actions.
  private var sightsOfActions: [ActionSights.Numbers?] = []
  private var actionSights: ActionSights

  init(
    _ calls: RecordedCalls, _ vocabulary: PolicyVocabulary, _ resources: ResourceNumbers,
    _ contexts: ContextNumbers
  ) {
    actionSights = ActionSights(calls.actions, vocabulary)
    var parts = RequestParts(actionSights, resources, contexts)
    self.contexts = contexts.shown
    // A list gets its number by its elements one after the other, each with the number of those before it.
    var lists = PairNumbering()
    var actions = PairNumbering()
    var shapes = PairNumbering()
    rows.reserveCapacity(calls.indices.count)
    keysOfRow.reserveCapacity(calls.indices.count)
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
      keysOfRow.append(sights(of: action) { calls.requests(of: row).map { $0.action } }.allKeys)
    }
  }

  private mutating func addParts(of call: Int32, _ parts: () -> Parts) {
    let missing = Int(call) + 1 - callParts.count
    if missing > 0 { callParts += repeatElement(Parts(), count: missing) }
    if callParts[Int(call)].shape < 0 { callParts[Int(call)] = parts() }
  }

  private mutating func sights(of list: Int32, _ actions: () -> [Int32]) -> ActionSights.Numbers {
    let missing = Int(list) + 1 - sightsOfActions.count
    if missing > 0 { sightsOfActions += repeatElement(nil, count: missing) }
    if let known = sightsOfActions[Int(list)] { return known }
    let numbers = actionSights.numbers(ofActions: actions())
    sightsOfActions[Int(list)] = numbers
    return numbers
  }

  func number(_ row: Int) -> Int32 { rows.number(at: row) }

  /// Equal numbers for calls that are recorded alike and whose resources look alike to the statements for their
  /// actions in policies that are no caller's own, by the calls' numbers.
  func shape(ofCall number: Int32) -> Int32 { callParts[Int(number)].shape }

  /// The number of the list of a call's actions, by the call's number.
  func actions(ofCall number: Int32) -> Int32 { callParts[Int(number)].actions }

  func context(_ row: Int32) -> Int32 { contexts.number(at: Int(row)) }

  /// The number of the keys that statements for a stored call's actions look at, by its row.
  func keys(ofRow row: Int) -> Int32 { keysOfRow.number(at: row) }

  /// What statements for a call's actions look at that stand in callers' own policies, by the call's number.
  func ownSight(ofCall number: Int32) -> ActionSights.Sight { sight(ofCall: number, \.own) }

  /// The same of those that stand in other policies.
  func sharedSight(ofCall number: Int32) -> ActionSights.Sight { sight(ofCall: number, \.shared) }

  private func sight(ofCall number: Int32, _ part: (ActionSights.Numbers) -> Int32) -> ActionSights.Sight {
    let sight = sightsOfActions[Int(actions(ofCall: number))].map(part) ?? -1
    return ActionSights.Sight(seen: actionSights.sight(sight), number: sight)
  }

  /// The keys with a number; none for -1.
  func keys(_ number: Int32) -> Set<String> { actionSights.keys(number) }
}

/// Requests by what the statements for their actions see of their resources and contexts.
private struct RequestParts {
  private let sights: ActionSights
  private let resources: ResourceNumbers
  private let contexts: ContextNumbers
  private var maskedResources = MaskedNumbers<ResourceProjection.Projected>()
  private var maskedContexts = MaskedNumbers<[ProjectedFact]>()
  private var subjects = PairNumbering()
  private var checks = PairNumbering()
  private var requests = PairNumbering()
  private var sharedResources = MaskedNumbers<ResourceProjection.Match>()
  private var shapes = PairNumbering()

  init(_ sights: ActionSights, _ resources: ResourceNumbers, _ contexts: ContextNumbers) {
    self.sights = sights
    self.resources = resources
    self.contexts = contexts
  }

  /// The number of a request.
  mutating func number(of request: RecordedCalls.Request) -> Int32 {
    let (resource, context) = seen(of: request)
    let check = checks.number(request.action, request.certainty == .certain ? 1 : 0)
    return requests.number(check, subjects.number(resource, context))
  }

  /// The number of a request by its certainty, and by what statements see of its resource that are no caller's own.
  mutating func shape(of request: RecordedCalls.Request) -> Int32 {
    let (action, resource) = (Int(request.action), Int(request.resource))
    var match: Int32 = -1
    if sights.shared.indices.contains(action), resources.rows.indices.contains(resource) {
      let (whole, sight) = (resources.rows[resource], sights.shared[action])
      match = sharedResources.number(of: whole, sight.number) {
        resources.values[Int(whole)].match(with: sight.seen.patterns)
      }
    }
    return shapes.number(request.certainty == .certain ? 1 : 0, match)
  }

  /// The numbers of a request's resource and context; -1 for rows that are not there.
  private mutating func seen(of request: RecordedCalls.Request) -> (resource: Int32, context: Int32) {
    let (action, resource, context) = (Int(request.action), Int(request.resource), Int(request.context))
    guard sights.all.indices.contains(action) else { return (-1, -1) }
    let sight = sights.all[action].number
    var seen: (resource: Int32, context: Int32) = (-1, -1)
    if resources.rows.indices.contains(resource) {
      let whole = resources.rows[resource]
      seen.resource =
        maskedResources.known(whole, sight)
        ?? maskedResources.add(
          resources.values[Int(whole)].seen(through: sights.all[action].seen.patterns))
    }
    if contexts.rows.indices.contains(context) {
      let whole = contexts.rows[context]
      seen.context =
        maskedContexts.known(whole, sight)
        ?? maskedContexts.add(contexts.values[Int(whole)].seen(by: sights.all[action].seen.keys))
    }
    return seen
  }
}
