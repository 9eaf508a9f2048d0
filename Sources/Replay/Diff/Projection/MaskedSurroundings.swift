/// What policies see of surroundings, each dimension by a number of its own; -1 for one that is not there.
struct SurroundingValues: Sendable {
  var identities: [ProjectedIdentity] = []
  var places: [[ProjectedFact]] = []
  var clients: [[ProjectedFact]] = []
  var endpoints: [[ProjectedFact]] = []
}

/// Numbers for surroundings as statements see them that look at some keys only.
struct MaskedSurroundings: Sendable {
  private var numbers = SurroundingNumbers()
  private var identities = MaskedNumbers<ProjectedIdentity>()
  private var places = MaskedNumbers<[ProjectedFact]>()
  private var clients = MaskedNumbers<[ProjectedFact]>()
  private var endpoints = MaskedNumbers<[ProjectedFact]>()

  /// The surroundings by their numbers, each dimension by its number in `values`.
  var surroundings: [SurroundingProjection.Surroundings] { numbers.values }

  /// What is seen of each dimension.
  var values: SurroundingValues {
    SurroundingValues(
      identities: identities.values, places: places.values, clients: clients.values,
      endpoints: endpoints.values)
  }

  /// The number of surroundings as they are.
  mutating func number(_ whole: SurroundingProjection.Surroundings) -> Int32 { numbers.number(whole) }

  /// The number of what statements see of surroundings.
  ///
  /// - Parameters:
  ///   - values: what the numbers of the surroundings stand for.
  ///   - keys: the keys, in lower case, that the statements look at.
  ///   - sight: a number for what they look at.
  ///   - identity: what they see of an identity.
  mutating func number(
    _ whole: SurroundingProjection.Surroundings, of values: SurroundingValues, by keys: Set<String>,
    _ sight: Int32, identity: (ProjectedIdentity) -> ProjectedIdentity
  ) -> Int32 {
    func seen(_ facts: [ProjectedFact]) -> [ProjectedFact] { facts.seen(by: keys) }
    return numbers.number(
      SurroundingProjection.Surroundings(
        identity: identities.number(of: whole.identity, sight, values.identities, identity),
        place: places.number(of: whole.place, sight, values.places, seen),
        client: clients.number(of: whole.client, sight, values.clients, seen),
        endpoint: endpoints.number(of: whole.endpoint, sight, values.endpoints, seen),
        time: keys.isDisjoint(with: SurroundingProjection.timeKeys) ? 0 : whole.time, day: 0))
  }
}
