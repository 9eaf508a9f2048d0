/// Equal numbers for resources that no policy can tell apart.
struct ResourceNumbers: Sendable {
  /// The number of each row.
  private(set) var rows: [Int32] = []
  private var seen = Numbering<ResourceProjection.Projected>()

  /// What policies see, by its number.
  var values: [ResourceProjection.Projected] { seen.values }

  /// Looks once at each look, and at each resource that has none.
  init(_ resources: RecordedResources, _ projection: ResourceProjection) {
    var projection = projection
    var known: [Int32] = []
    rows.reserveCapacity(resources.indices.count)
    for row in resources.indices {
      guard let look = projection.look(row, resources).map({ Int($0) }) else {
        rows.append(seen.number(projection.project(resources[row])))
        continue
      }
      if look >= known.count { known += repeatElement(-1, count: look + 1 - known.count) }
      if known[look] < 0 { known[look] = seen.number(projection.project(resources[row])) }
      rows.append(known[look])
    }
  }
}
