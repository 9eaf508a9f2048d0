/// Decides groups of events on all processors.
enum ParallelDecider {
  private static let chunkSize = 256

  /// What the groups come to, in their order; nil for one that cannot be asked.
  static func decide(_ groups: CellGroups, _ decider: GroupDecider) -> [DecidedGroup?] {
    ParallelMap.run(groups.indices.count, size: chunkSize) {
      decider
    } _: { decider, group in
      decider.decide(group)
    }
  }
}
