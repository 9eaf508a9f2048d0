/// Numbers for surroundings by what decisions can depend on.
struct DecisiveNumbers {
  private let projection: EventProjection
  private let fine: [EventProjection.Surroundings]
  private var numbers = SurroundingNumbers()
  /// Surroundings with the statements that look at them, and the number that they come to.
  private var seen = PairNumbering()
  private var known: [Int32] = []
  private var identities = MaskedNumbers<ProjectedIdentity>()
  private var places = MaskedNumbers<[ProjectedFact]>()
  private var clients = MaskedNumbers<[ProjectedFact]>()
  private var endpoints = MaskedNumbers<[ProjectedFact]>()

  /// - Parameter fine: what policies and reports see, by its number.
  init(_ projection: EventProjection, _ fine: [EventProjection.Surroundings]) {
    self.projection = projection
    self.fine = fine
  }

  /// The surroundings by their numbers, each dimension by a number of its own.
  var values: [EventProjection.Surroundings] { numbers.values }

  /// The number of surroundings as far as any statement sees them.
  mutating func number(_ surroundings: Int32) -> Int32 {
    let place = Int(seen.number(-1, surroundings))
    if place == known.count { known.append(numbers.number(projection.decisive(fine[Int(surroundings)]))) }
    return known[place]
  }

  /// The number of a stored call's surroundings as far as the statements for its actions see them.
  mutating func number(_ surroundings: Int32, ofCall row: Int) -> Int32 {
    let sight = projection.calls.sight(row)
    let place = Int(seen.number(sight, surroundings))
    if place == known.count {
      known.append(numbers.number(masked(projection.decisive(fine[Int(surroundings)]), sight)))
    }
    return known[place]
  }

  private mutating func masked(
    _ coarse: EventProjection.Surroundings, _ sight: Int32
  ) -> EventProjection.Surroundings {
    let keys = projection.calls.keys(ofSight: sight)
    func seen(_ facts: [ProjectedFact]) -> [ProjectedFact] { facts.seen(by: keys) }
    return EventProjection.Surroundings(
      identity: identities.number(of: coarse.identity, sight, projection.dimensions.identities) {
        $0.seen(by: keys)
      },
      place: places.number(of: coarse.place, sight, projection.dimensions.places, seen),
      client: clients.number(of: coarse.client, sight, projection.dimensions.clients, seen),
      endpoint: endpoints.number(of: coarse.endpoint, sight, projection.dimensions.endpoints, seen),
      time: keys.isDisjoint(with: EventProjection.timeKeys) ? 0 : coarse.time, day: 0)
  }
}
