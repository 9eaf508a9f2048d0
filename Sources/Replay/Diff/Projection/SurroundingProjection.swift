import AuditStore
import IAMPolicy

/// Numbers for what policies can see of an event but its call: events of one call with equal numbers have the same
/// decisions.
///
/// Each dimension is looked at once per distinct value, so that an event costs a few array accesses.
struct SurroundingProjection: Sendable {
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

  private let boundaries: [Int64]?
  private let showsTime: Bool
  let dimensions: SurroundingDimensions

  /// Looks at every value of every dimension.
  ///
  /// - Parameter shown: the keys, in lower case, whose values reports show.
  init(
    _ events: RecordedEvents, _ vocabulary: PolicyVocabulary, shown: Set<String>, _ values: ValueProjection,
    _ callers: CallerProjection
  ) {
    boundaries = vocabulary.looksAtTime ? vocabulary.timeBoundaries : []
    showsTime = !shown.isDisjoint(with: Self.timeKeys)
    dimensions = SurroundingDimensions(events, vocabulary, values, callers)
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

  /// What policies see of each dimension, by its numbers.
  var values: SurroundingValues {
    SurroundingValues(
      identities: identities.values, places: places.values, clients: clients.values,
      endpoints: endpoints.values)
  }

  init(
    _ events: RecordedEvents, _ vocabulary: PolicyVocabulary, _ values: ValueProjection,
    _ callers: CallerProjection
  ) {
    var (values, callers) = (values, callers)
    values.seesUnnamedCallers = events.identities.forms.contains {
      if case .unnamed? = $0.caller { true } else { false }
    }
    var likeness = IdentityLikeness(vocabulary)
    identities = DimensionNumbers(events.identities.count) {
      likeness.number($0, events.identities)
    } _: {
      values.identity(events.identities[$0], &callers)
    }
    places = DimensionNumbers(events.places) { values.place($0).split }
    var looks = Numbering<[String?]>()
    let seesAgents = vocabulary.mentions("aws:useragent")
    clients = DimensionNumbers(events.clients.count) {
      looks.number(seesAgents ? events.clients[$0] : [events.clients[$0][0]])
    } _: {
      values.client(events.clients[$0]).split
    }
    endpoints = DimensionNumbers(events.endpoints) { values.endpoint($0).split }
  }
}

extension ProjectedFacts {
  /// What decisions depend on, and what reports show beside it.
  fileprivate var split: ([ProjectedFact], [ExactText]) { (seen, shown) }
}
