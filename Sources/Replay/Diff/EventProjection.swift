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

  private let vocabulary: PolicyVocabulary
  private let boundaries: [Int64]?
  private let showsTime: Bool
  private let identities: DimensionNumbers
  private let places: DimensionNumbers
  private let clients: DimensionNumbers
  private let endpoints: DimensionNumbers
  private let calls: CallNumbers

  /// Looks at every value of every dimension.
  ///
  /// - Parameter shown: the keys, in lower case, whose values reports show.
  init(
    _ events: RecordedEvents, _ vocabulary: PolicyVocabulary, shown: Set<String>,
    resources: ResourceProjection, callers: CallerProjection
  ) {
    self.vocabulary = vocabulary
    boundaries = vocabulary.looksAtTime ? vocabulary.timeBoundaries : []
    showsTime = !shown.isDisjoint(with: ["aws:currenttime", "aws:epochtime"])
    // The time of an event is no value of a dimension.
    var values = ValueProjection(vocabulary, shown: shown.subtracting(["aws:currenttime", "aws:epochtime"]))
    var callers = callers
    identities = DimensionNumbers(events.identities) { values.identity($0, &callers) }
    places = DimensionNumbers(events.places) { values.place($0).split }
    clients = DimensionNumbers(events.clients) { values.client($0).split }
    endpoints = DimensionNumbers(events.endpoints) { values.endpoint($0).split }
    calls = CallNumbers(events.calls, &values, resources)
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

  /// The number of a stored call.
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

/// Equal numbers for the rows of a dimension that nobody can tell apart, in the order of their first.
private struct DimensionNumbers {
  private struct Shown<Projected: Hashable>: Hashable {
    var projected: Projected
    var shown: [ExactText]
  }

  private var rows: [Int32] = []
  private var decisive: [Int32] = []

  init<Value, Projected: Hashable>(_ values: [Value], _ project: (Value) -> (Projected, [ExactText])) {
    var fine = Numbering<Shown<Projected>>()
    var coarse = Numbering<Projected>()
    for value in values {
      let (projected, shown) = project(value)
      let number = fine.number(Shown(projected: projected, shown: shown))
      rows.append(number)
      if Int(number) == decisive.count { decisive.append(coarse.number(projected)) }
    }
  }

  /// The number by what policies and reports see.
  func fine(_ row: Int) -> Int32 { rows.indices.contains(row) ? rows[row] : -1 }

  /// The number by what policies see.
  func coarse(_ fine: Int32) -> Int32 { fine < 0 ? -1 : decisive[Int(fine)] }
}

/// Equal numbers for calls that policies cannot tell apart.
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

  init(_ calls: RecordedCalls, _ values: inout ValueProjection, _ projection: ResourceProjection) {
    var resources = Numbering<ResourceProjection.Projected>()
    let resourceNumbers = calls.resources.indices.map {
      resources.number(projection.project(calls.resources[$0]))
    }
    var contexts = Numbering<[ProjectedFact]>()
    var shownContexts = Numbering<ProjectedFacts>()
    var contextNumbers: [Int32] = []
    for facts in calls.contexts {
      let projected = values.project(facts)
      contextNumbers.append(contexts.number(projected.seen))
      self.contexts.append(shownContexts.number(projected))
    }
    var numbers = Numbering<Call?>()
    rows.reserveCapacity(calls.indices.count)
    for row in calls.indices {
      rows.append(
        numbers.number(
          calls.call(row).map { call in
            Call(
              eventClass: call.eventClass, recorded: call.recorded, layer: call.layer,
              deniedRequest: call.deniedRequest,
              requests: calls.requests(of: row).map { request in
                Request(
                  action: request.action, certainty: request.certainty,
                  resource: Self.at(request.resource, resourceNumbers),
                  context: Self.at(request.context, contextNumbers))
              })
          }))
    }
  }

  private static func at(_ row: Int32, _ numbers: [Int32]) -> Int32 {
    numbers.indices.contains(Int(row)) ? numbers[Int(row)] : -1
  }

  func number(_ row: Int) -> Int32 { rows.indices.contains(row) ? rows[row] : -1 }

  func context(_ row: Int32) -> Int32 { Self.at(row, contexts) }
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
