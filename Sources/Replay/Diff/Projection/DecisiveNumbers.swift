/// Numbers for surroundings by what decisions can depend on.
struct DecisiveNumbers: Sendable {
  private let projection: SurroundingProjection
  private let calls: CallNumbers?
  private var numbers = SurroundingNumbers()
  /// Surroundings with the statements that look at them, and the number that they come to.
  private var seen = PairNumbering()
  private var known: [Int32] = []
  private var identities = MaskedNumbers<ProjectedIdentity>()
  private var places = MaskedNumbers<[ProjectedFact]>()
  private var clients = MaskedNumbers<[ProjectedFact]>()
  private var endpoints = MaskedNumbers<[ProjectedFact]>()

  /// - Parameter calls: what statements can see of the calls; nil where those for other actions count as well.
  init(_ projection: SurroundingProjection, _ calls: CallNumbers?) {
    self.projection = projection
    self.calls = calls
  }

  /// The surroundings by their numbers, each dimension by a number of its own.
  var values: [SurroundingProjection.Surroundings] { numbers.values }

  /// What is seen of identities, by its number.
  var identityValues: [ProjectedIdentity] { identities.values }

  /// The number of a stored call's surroundings as far as the statements for its actions see them.
  ///
  /// - Parameter surroundings: what policies and reports see, by its number.
  mutating func number(
    _ number: Int32, _ surroundings: [SurroundingProjection.Surroundings], ofCall row: Int
  ) -> Int32 {
    let sight = calls?.sight(row) ?? -1
    let place = Int(seen.number(sight, number))
    if place == known.count {
      let coarse = projection.decisive(surroundings[Int(number)])
      let part = calls.map { masked(coarse, sight, $0.keys(ofSight: sight)) }
      known.append(numbers.number(part ?? coarse))
    }
    return known[place]
  }

  private mutating func masked(
    _ coarse: SurroundingProjection.Surroundings, _ sight: Int32, _ keys: Set<String>
  ) -> SurroundingProjection.Surroundings {
    func seen(_ facts: [ProjectedFact]) -> [ProjectedFact] { facts.seen(by: keys) }
    return SurroundingProjection.Surroundings(
      identity: identities.number(of: coarse.identity, sight, projection.dimensions.identities) {
        $0.seen(by: keys)
      },
      place: places.number(of: coarse.place, sight, projection.dimensions.places, seen),
      client: clients.number(of: coarse.client, sight, projection.dimensions.clients, seen),
      endpoint: endpoints.number(of: coarse.endpoint, sight, projection.dimensions.endpoints, seen),
      time: keys.isDisjoint(with: SurroundingProjection.timeKeys) ? 0 : coarse.time, day: 0)
  }
}
