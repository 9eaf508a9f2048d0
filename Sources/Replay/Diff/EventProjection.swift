import AuditStore
import IAMPolicy

/// Numbers for what policies can see of an event: events with equal numbers have the same decisions.
///
/// Each dimension is looked at once per distinct value, so that an event costs a few array accesses.
struct EventProjection {
  /// What policies and reports can see of an event, but for the call itself.
  struct Surroundings: Hashable {
    var identity: Int32
    var place: Int32
    var client: Int32
    var endpoint: Int32
    var time: Int64
    /// The day since 1970 UTC, where reports show the time; 0 elsewhere.
    var day: Int32
  }

  fileprivate static let timeKeys: Set<String> = ["aws:currenttime", "aws:epochtime"]

  private let vocabulary: PolicyVocabulary
  private let boundaries: [Int64]?
  private let showsTime: Bool
  fileprivate let identities: DimensionNumbers<ProjectedIdentity>
  fileprivate let places: DimensionNumbers<[ProjectedFact]>
  fileprivate let clients: DimensionNumbers<[ProjectedFact]>
  fileprivate let endpoints: DimensionNumbers<[ProjectedFact]>
  fileprivate let calls: CallNumbers

  /// Looks at every value of every dimension.
  ///
  /// - Parameters:
  ///   - shown: the keys, in lower case, whose values reports show.
  ///   - known: the VPC endpoints of which some side knows the policy.
  init(
    _ events: RecordedEvents, _ vocabulary: PolicyVocabulary, shown: Set<String>,
    resources: ResourceProjection, callers: CallerProjection, endpoints known: Set<String>
  ) {
    self.vocabulary = vocabulary
    boundaries = vocabulary.looksAtTime ? vocabulary.timeBoundaries : []
    showsTime = !shown.isDisjoint(with: Self.timeKeys)
    // The time of an event is no value of a dimension.
    var values = ValueProjection(vocabulary, shown: shown.subtracting(Self.timeKeys), endpoints: known)
    var callers = callers
    let likeness = IdentityLikeness.Reader(vocabulary)
    identities = DimensionNumbers(events.identities, alike: likeness.read) { values.identity($0, &callers) }
    places = DimensionNumbers(events.places) { values.place($0).split }
    clients = DimensionNumbers(events.clients) { values.client($0).split }
    endpoints = DimensionNumbers(events.endpoints) { values.endpoint($0).split }
    calls = CallNumbers(events.calls, vocabulary, &values, resources)
  }

  /// The numbers of an event's surroundings.
  func surroundings(_ row: EventRow, time: Int64) -> Surroundings {
    Surroundings(
      identity: identities.fine(row.identity), place: places.fine(row.place),
      client: clients.fine(row.client), endpoint: endpoints.fine(row.endpoint), time: number(of: time),
      day: showsTime ? Int32(truncatingIfNeeded: time / 86_400) : 0)
  }

  /// The same surroundings as far as a decision can depend on them.
  func decisive(_ surroundings: Surroundings) -> Surroundings {
    Surroundings(
      identity: identities.coarse(surroundings.identity), place: places.coarse(surroundings.place),
      client: clients.coarse(surroundings.client), endpoint: endpoints.coarse(surroundings.endpoint),
      time: surroundings.time, day: 0)
  }

  /// The number of a stored call by what the statements for its actions see.
  func call(_ row: Int) -> Int32 { calls.number(row) }

  /// The number of a request's own context by what policies and reports see.
  func context(_ row: Int32) -> Int32 { calls.context(row) }

  private func number(of time: Int64) -> Int64 {
    guard let boundaries else { return time }
    return Int64(boundaries.partitioningIndex { $0 > time })
  }
}

extension ProjectedFacts {
  /// What decisions depend on, and what reports show beside it.
  fileprivate var split: ([ProjectedFact], [ExactText]) { (seen, shown) }
}

/// Numbers for surroundings by what the statements for a call's actions see of them.
struct DecisiveNumbers {
  private let projection: EventProjection
  private var identities = MaskedNumbers<ProjectedIdentity>()
  private var places = MaskedNumbers<[ProjectedFact]>()
  private var clients = MaskedNumbers<[ProjectedFact]>()
  private var endpoints = MaskedNumbers<[ProjectedFact]>()

  init(_ projection: EventProjection) { self.projection = projection }

  /// The surroundings of a stored call as far as its decision can depend on them.
  mutating func surroundings(_ fine: EventProjection.Surroundings, ofCall row: Int)
    -> EventProjection.Surroundings
  {
    let coarse = projection.decisive(fine)
    let sight = projection.calls.sight(row)
    let keys = projection.calls.keys(ofSight: sight)
    func seen(_ facts: [ProjectedFact]) -> [ProjectedFact] { facts.seen(by: keys) }
    return EventProjection.Surroundings(
      identity: identities.number(of: coarse.identity, sight, projection.identities) { $0.seen(by: keys) },
      place: places.number(of: coarse.place, sight, projection.places, seen),
      client: clients.number(of: coarse.client, sight, projection.clients, seen),
      endpoint: endpoints.number(of: coarse.endpoint, sight, projection.endpoints, seen),
      time: keys.isDisjoint(with: EventProjection.timeKeys) ? 0 : coarse.time, day: 0)
  }
}

/// Numbers for values of which only a part is looked at, found again by the value's own number.
private struct MaskedNumbers<Value: Hashable> {
  private struct Key: Hashable {
    var sight: Int32
    var number: Int32
  }

  private var numbers = Numbering<Value>()
  private var known: [Key: Int32] = [:]

  mutating func number(
    of value: Int32, _ sight: Int32, _ dimension: DimensionNumbers<Value>, _ mask: (Value) -> Value
  ) -> Int32 {
    guard let whole = dimension.value(value) else { return -1 }
    return number(of: value, sight) { mask(whole) }
  }

  mutating func number(of value: Int32, _ sight: Int32, _ masked: () -> Value) -> Int32 {
    let key = Key(sight: sight, number: value)
    if let number = known[key] { return number }
    let number = numbers.number(masked())
    known[key] = number
    return number
  }
}

/// Equal numbers for the rows of a dimension that nobody can tell apart, in the order of their first.
private struct DimensionNumbers<Projected: Hashable> {
  private struct Shown: Hashable {
    var projected: Projected
    var shown: [ExactText]
  }

  private var rows: [Int32] = []
  private var decisive: [Int32] = []
  private let values: [Projected]

  init<Value>(_ values: [Value], _ project: (Value) -> (Projected, [ExactText])) {
    self.init(values, alike: { _ in nil as Int32? }, project)
  }

  /// - Parameter alike: what tells a value from those that look the same; nil for one that is looked at by itself.
  init<Value, Key: Hashable>(
    _ values: [Value], alike: (Value) -> Key?, _ project: (Value) -> (Projected, [ExactText])
  ) {
    var fine = Numbering<Shown>()
    var coarse = Numbering<Projected>()
    var known: [Key: Int32] = [:]
    rows.reserveCapacity(values.count)
    for value in values {
      let key = alike(value)
      if let number = key.flatMap({ known[$0] }) {
        rows.append(number)
        continue
      }
      let (projected, shown) = project(value)
      let number = fine.number(Shown(projected: projected, shown: shown))
      rows.append(number)
      if Int(number) == decisive.count { decisive.append(coarse.number(projected)) }
      if let key { known[key] = number }
    }
    self.values = coarse.values
  }

  /// The number by what policies and reports see.
  func fine(_ row: Int) -> Int32 { rows.number(at: row) }

  /// The number by what policies see.
  func coarse(_ fine: Int32) -> Int32 { fine < 0 ? -1 : decisive[Int(fine)] }

  /// What policies see, by its number; nil for a row that is not there.
  func value(_ coarse: Int32) -> Projected? { coarse < 0 ? nil : values[Int(coarse)] }
}

/// Equal numbers for calls that the statements for their actions cannot tell apart.
private struct CallNumbers {
  private struct Request: Hashable {
    var action: Int32
    var certainty: Certainty
    var resource: Int32
    var context: Int32
  }

  private struct Call: Hashable {
    var eventClass: EventClass
    var recorded: RecordedDecision
    var layer: RecordedLayer?
    var deniedRequest: Int?
    var requests: [Request]
  }

  private var rows: [Int32] = []
  private var contexts: [Int32] = []
  private var sights: [Int32] = []
  private var keys = Numbering<Set<String>>()

  init(
    _ calls: RecordedCalls, _ vocabulary: PolicyVocabulary, _ values: inout ValueProjection,
    _ projection: ResourceProjection
  ) {
    var parts = RequestParts(calls, vocabulary, &values, projection)
    contexts = parts.shownContexts
    var numbers = Numbering<Call?>()
    var sightsOfActions: [[Int32]: Int32] = [:]
    rows.reserveCapacity(calls.indices.count)
    sights.reserveCapacity(calls.indices.count)
    for row in calls.indices {
      let requests = calls.requests(of: row)
      rows.append(
        numbers.number(
          calls.call(row).map { call in
            Call(
              eventClass: call.eventClass, recorded: call.recorded, layer: call.layer,
              deniedRequest: call.deniedRequest,
              requests: requests.map { request in
                let (resource, context) = parts.seen(of: request)
                return Request(
                  action: request.action, certainty: request.certainty, resource: resource, context: context)
              })
          }))
      let actions = requests.map { $0.action }
      if sightsOfActions[actions] == nil { sightsOfActions[actions] = keys.number(parts.keys(of: actions)) }
      sights.append(sightsOfActions[actions] ?? -1)
    }
  }

  func number(_ row: Int) -> Int32 { rows.number(at: row) }

  func context(_ row: Int32) -> Int32 { contexts.number(at: Int(row)) }

  func sight(_ row: Int) -> Int32 { sights.number(at: row) }

  func keys(ofSight sight: Int32) -> Set<String> { sight < 0 ? [] : keys.values[Int(sight)] }
}

/// Resources and contexts of requests by what the statements for the action see of them.
private struct RequestParts {
  /// The numbers of contexts by all that policies and reports see.
  private(set) var shownContexts: [Int32] = []
  private let sights: [StatementSight]
  /// The number of each action's sight.
  private let sightNumbers: [Int32]
  private var resources = Numbering<ResourceProjection.Projected>()
  private var resourceNumbers: [Int32] = []
  private var contexts = Numbering<[ProjectedFact]>()
  private var contextNumbers: [Int32] = []
  private var maskedResources = MaskedNumbers<ResourceProjection.Projected>()
  private var maskedContexts = MaskedNumbers<[ProjectedFact]>()

  init(
    _ calls: RecordedCalls, _ vocabulary: PolicyVocabulary, _ values: inout ValueProjection,
    _ projection: ResourceProjection
  ) {
    sights = calls.actions.map { vocabulary.sight(ofAction: $0) }
    var known = Numbering<StatementSight>()
    sightNumbers = sights.map { known.number($0) }
    resourceNumbers.reserveCapacity(calls.resources.indices.count)
    for row in calls.resources.indices {
      resourceNumbers.append(resources.number(projection.project(calls.resources[row])))
    }
    var shown = Numbering<ProjectedFacts>()
    for facts in calls.contexts {
      let projected = values.project(facts)
      contextNumbers.append(contexts.number(projected.seen))
      shownContexts.append(shown.number(projected))
    }
  }

  /// The numbers of a request's resource and context; -1 for rows that are not there.
  mutating func seen(of request: RecordedCalls.Request) -> (resource: Int32, context: Int32) {
    let (action, resource, context) = (Int(request.action), Int(request.resource), Int(request.context))
    guard sights.indices.contains(action) else { return (-1, -1) }
    let (sight, number) = (sights[action], sightNumbers[action])
    var seen: (resource: Int32, context: Int32) = (-1, -1)
    if resourceNumbers.indices.contains(resource) {
      let whole = resourceNumbers[resource]
      seen.resource = maskedResources.number(of: whole, number) {
        resources.values[Int(whole)].seen(through: sight.patterns)
      }
    }
    if contextNumbers.indices.contains(context) {
      let whole = contextNumbers[context]
      seen.context = maskedContexts.number(of: whole, number) {
        contexts.values[Int(whole)].seen(by: sight.keys)
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

/// Numbers for distinct values, from 0 in the order of their first.
struct Numbering<Value: Hashable> {
  private var known: [Value: Int32] = [:]
  /// The values in the order of their numbers.
  private(set) var values: [Value] = []

  mutating func number(_ value: Value) -> Int32 {
    if let number = known[value] { return number }
    let number = Int32(truncatingIfNeeded: values.count)
    known[value] = number
    values.append(value)
    return number
  }
}

extension [Int32] {
  /// The number of a row; -1 for a row that is not there.
  func number(at row: Int) -> Int32 { indices.contains(row) ? self[row] : -1 }
}

extension Array {
  /// The first index whose element is beyond a boundary that the order of the array respects.
  func partitioningIndex(_ isBeyond: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(self[middle]) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }
}
