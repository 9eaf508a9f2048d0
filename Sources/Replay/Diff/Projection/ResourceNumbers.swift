/// Equal numbers for resources that no policy can tell apart.
struct ResourceNumbers: Sendable {
  /// The number of each row.
  private(set) var rows: [Int32] = []
  private var seen = Numbering<ResourceProjection.Projected>()

  /// What policies see, by its number.
  var values: [ResourceProjection.Projected] { seen.values }

  /// Looks once at each look, and at each resource that has none.
  init(_ resources: RecordedResources, _ projection: ResourceProjection) {
    rows.reserveCapacity(resources.indices.count)
    self = ParallelOrder.run(resources.indices.count, size: 1 << 15, into: self) {
      Viewer(projection: projection)
    } answer: { viewer, chunk in
      viewer.part(chunk, resources)
    } take: { numbers, _, part in
      numbers.append(part)
    }
  }

  private mutating func append(_ part: Part) {
    let numbers = part.values.map { seen.number($0) }
    rows += part.rows.lazy.map { numbers[Int($0)] }
  }

  /// What policies see of some resources that follow one another.
  private struct Part: Sendable {
    /// For each row an index in `values`.
    var rows: [Int32] = []
    /// Those of equal looks stand there once, any others as often as they are.
    var values: [ResourceProjection.Projected] = []
  }

  /// What one thread has seen.
  private struct Viewer {
    var projection: ResourceProjection
    /// What policies see, by look.
    private var known: [ResourceProjection.Projected?] = []

    init(projection: ResourceProjection) { self.projection = projection }

    mutating func part(_ chunk: Range<Int>, _ resources: RecordedResources) -> Part {
      var part = Part()
      part.rows.reserveCapacity(chunk.count)
      /// For each look its index in the values of the part; -1 for none.
      var places: [Int32] = []
      for row in chunk {
        let next = Int32(truncatingIfNeeded: part.values.count)
        guard let look = projection.look(row, resources).map({ Int($0) }) else {
          part.rows.append(next)
          part.values.append(projection.project(resources[row]))
          continue
        }
        if look >= places.count { places += repeatElement(-1, count: look + 1 - places.count) }
        if places[look] < 0 {
          places[look] = next
          part.values.append(projected(look, row, resources))
        }
        part.rows.append(places[look])
      }
      return part
    }

    private mutating func projected(
      _ look: Int, _ row: Int, _ resources: RecordedResources
    ) -> ResourceProjection.Projected {
      if look >= known.count { known += repeatElement(nil, count: look + 1 - known.count) }
      if let value = known[look] { return value }
      let value = projection.project(resources[row])
      known[look] = value
      return value
    }
  }
}
