import AuditStore
import IAMPolicy

/// Numbers for what policies can see of an event: events with equal numbers have the same decisions.
///
/// Each dimension is looked at once per distinct value, so that an event costs a few array accesses.
struct EventProjection {
  /// What policies can see of an event, but for the call itself.
  struct Surroundings: Hashable {
    var identity: Int32
    var place: Int32
    var client: Int32
    var endpoint: Int32
    var time: Int32
  }

  private let vocabulary: PolicyVocabulary
  private let boundaries: [Int64]?
  private var identities: [Int32]
  private var places: [Int32]
  private var clients: [Int32]
  private var endpoints: [Int32]
  private var calls: [Int32]

  /// Looks at every value of every dimension.
  init(_ events: RecordedEvents, _ vocabulary: PolicyVocabulary, resources: ResourceProjection) {
    self.vocabulary = vocabulary
    boundaries = vocabulary.looksAtTime ? vocabulary.timeBoundaries : []
    var values = ValueProjection(vocabulary)
    identities = Self.number(events.identities) { values.identity($0) }
    places = Self.number(events.places) { values.value($0[0], "aws:requestedregion") }
    clients = Self.number(events.clients) { values.client($0) }
    endpoints = Self.number(events.endpoints) { values.endpoint($0) }
    var projection = resources
    calls = Self.number(events.calls) { call in call.map { values.call($0, &projection) } }
  }

  /// The numbers of an event's surroundings.
  func surroundings(_ row: EventRow, time: Int64) -> Surroundings {
    Surroundings(
      identity: Self.at(row.identity, identities), place: Self.at(row.place, places),
      client: Self.at(row.client, clients), endpoint: Self.at(row.endpoint, endpoints), time: number(of: time)
    )
  }

  /// The number of a stored call.
  func call(_ row: Int) -> Int32 { Self.at(row, calls) }

  private func number(of time: Int64) -> Int32 {
    guard let boundaries else { return Int32(truncatingIfNeeded: time) }
    return Int32(boundaries.partitioningIndex { $0 > time })
  }

  private static func at(_ row: Int, _ numbers: [Int32]) -> Int32 {
    numbers.indices.contains(row) ? numbers[row] : -1
  }

  /// Equal numbers for values with equal projections, in the order of their first.
  private static func number<Value, Projected: Hashable>(
    _ values: [Value], _ project: (Value) -> Projected
  ) -> [Int32] {
    var known: [Projected: Int32] = [:]
    return values.map { value in
      let projected = project(value)
      if let number = known[projected] { return number }
      let number = Int32(truncatingIfNeeded: known.count)
      known[projected] = number
      return number
    }
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
