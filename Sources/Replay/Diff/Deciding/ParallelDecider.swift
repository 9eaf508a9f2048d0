/// Decides groups of events on all processors.
enum ParallelDecider {
  private static let chunkSize = 256

  /// Adds to a tally what the groups come to, in their order.
  ///
  /// - Parameter requests: the requests of a group's first event, as stored.
  static func decide(
    _ groups: CellGroups, _ decider: GroupDecider, into tally: VerdictTally,
    _ requests: @Sendable (Int) -> ArraySlice<RecordedCalls.Request>
  ) -> VerdictTally {
    ParallelOrder.run(groups.indices.count, size: chunkSize, into: tally) {
      decider
    } answer: { decider, chunk in
      chunk.map { decider.decide($0) }
    } take: { tally, chunk, decided in
      for (group, decided) in zip(chunk, decided) {
        tally.add(decided, requests(group), events: groups.events[group])
      }
    }
  }
}
