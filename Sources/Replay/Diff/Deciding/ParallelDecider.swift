/// Decides groups of events on all processors and adds them up.
struct ParallelDecider {
  private static let chunkSize = 256

  private let decider: GroupDecider
  private let groups: CellGroups

  init(_ decider: GroupDecider, _ groups: CellGroups) {
    self.decider = decider
    self.groups = groups
  }

  /// The sums with all groups that can be decided.
  func decide(into sums: GroupSums) -> GroupSums {
    ParallelOrder.run(groups.count, size: Self.chunkSize, into: sums) {
      decider
    } answer: { decider, chunk in
      chunk.map { decider.decide($0) }
    } take: { sums, chunk, decided in
      for (group, decision) in zip(chunk, decided) {
        if let decision { sums.count(groups[group], decision) }
      }
    }
  }
}
