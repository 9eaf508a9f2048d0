/// Numbers for surroundings by what decisions can depend on.
struct DecisiveNumbers: Sendable {
  private let projection: SurroundingProjection
  private let calls: CallNumbers?
  private let values: SurroundingValues
  /// What is seen of the surroundings, by the numbers.
  private(set) var masked = MaskedSurroundings()
  /// Surroundings with the statements that look at them, and the number that they come to.
  private var seen = RowNumbering()
  private var known: [Int32] = []

  /// - Parameter calls: what statements can see of the calls; nil where those for other actions count as well.
  init(_ projection: SurroundingProjection, _ calls: CallNumbers?) {
    self.projection = projection
    self.calls = calls
    values = projection.dimensions.values
  }

  /// The number of a stored call's surroundings as far as the statements for its actions see them.
  ///
  /// - Parameter surroundings: what policies and reports see, by its number.
  mutating func number(
    _ number: Int32, _ surroundings: [SurroundingProjection.Surroundings], ofCall row: Int
  ) -> Int32 {
    let sight = calls?.keys(ofRow: row) ?? -1
    seen.grow(to: Int(number) + 1)
    let place = Int(seen.number(Int(number), sight))
    if place == known.count {
      let coarse = projection.decisive(surroundings[Int(number)])
      known.append(
        calls.map { self.number(coarse, $0.keys(sight), sight) } ?? masked.number(coarse))
    }
    return known[place]
  }

  private mutating func number(
    _ coarse: SurroundingProjection.Surroundings, _ keys: Set<String>, _ sight: Int32
  ) -> Int32 {
    masked.number(coarse, of: values, by: keys, sight) { $0.seen(by: keys) }
  }
}
