import AuditStore
import IAMPolicy

/// Numbers for what policies can see of an event: events with equal numbers have the same decisions.
///
/// Each dimension is looked at once per distinct value, so that an event costs a few array accesses.
struct EventProjection: Sendable {
  /// What policies and reports can see of an event, but for the call itself.
  struct Surroundings: Hashable, Sendable {
    var identity: Int32
    var place: Int32
    var client: Int32
    var endpoint: Int32
    var time: Int64
    /// The day since 1970 UTC, where reports show the time; 0 elsewhere.
    var day: Int32
  }

  static let timeKeys: Set<String> = ["aws:currenttime", "aws:epochtime"]

  private let vocabulary: PolicyVocabulary
  private let boundaries: [Int64]?
  private let showsTime: Bool
  let dimensions: SurroundingDimensions
  let calls: CallNumbers

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
    let values = ValueProjection(vocabulary, shown: shown.subtracting(Self.timeKeys), endpoints: known)
    let ((dimensions, contexts), numbers) = ParallelPair.run {
      (
        SurroundingDimensions(events, vocabulary, values, callers),
        ContextNumbers(events.calls.contexts, values)
      )
    } _: {
      ResourceNumbers(events.calls.resources, resources)
    }
    self.dimensions = dimensions
    calls = CallNumbers(events.calls, vocabulary, numbers, contexts)
  }

  /// The numbers of an event's surroundings.
  func surroundings(_ row: EventRow, time: Int64) -> Surroundings {
    Surroundings(
      identity: dimensions.identities.fine(row.identity), place: dimensions.places.fine(row.place),
      client: dimensions.clients.fine(row.client), endpoint: dimensions.endpoints.fine(row.endpoint),
      time: number(of: time),
      day: showsTime ? Int32(truncatingIfNeeded: time / 86_400) : 0)
  }

  /// The same surroundings as far as a decision can depend on them.
  func decisive(_ surroundings: Surroundings) -> Surroundings {
    Surroundings(
      identity: dimensions.identities.coarse(surroundings.identity),
      place: dimensions.places.coarse(surroundings.place),
      client: dimensions.clients.coarse(surroundings.client),
      endpoint: dimensions.endpoints.coarse(surroundings.endpoint),
      time: surroundings.time, day: 0)
  }

  /// The number of a stored call by what the statements for its actions see.
  func call(_ row: Int) -> Int32 { calls.number(row) }

  /// The number of what the statements for a stored call's actions look at.
  func sight(ofCall row: Int) -> Int32 { calls.sight(row) }

  /// The number of a request's own context by what policies and reports see.
  func context(_ row: Int32) -> Int32 { calls.context(row) }

  private func number(of time: Int64) -> Int64 {
    guard let boundaries else { return time }
    return Int64(boundaries.partitioningIndex { $0 > time })
  }
}

/// Numbers for what policies and reports see of each dimension of an event but its call.
struct SurroundingDimensions: Sendable {
  let identities: DimensionNumbers<ProjectedIdentity>
  let places: DimensionNumbers<[ProjectedFact]>
  let clients: DimensionNumbers<[ProjectedFact]>
  let endpoints: DimensionNumbers<[ProjectedFact]>

  init(
    _ events: RecordedEvents, _ vocabulary: PolicyVocabulary, _ values: ValueProjection,
    _ callers: CallerProjection
  ) {
    var (values, callers) = (values, callers)
    var likeness = IdentityLikeness(vocabulary)
    identities = DimensionNumbers(events.identities.count) {
      likeness.number($0, events.identities)
    } _: {
      values.identity(events.identities[$0], &callers)
    }
    places = DimensionNumbers(events.places) { values.place($0).split }
    clients = DimensionNumbers(events.clients) { values.client($0).split }
    endpoints = DimensionNumbers(events.endpoints) { values.endpoint($0).split }
  }
}

extension ProjectedFacts {
  /// What decisions depend on, and what reports show beside it.
  fileprivate var split: ([ProjectedFact], [ExactText]) { (seen, shown) }
}
