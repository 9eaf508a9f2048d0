import Synchronization

/// Decides groups of events on all cores and adds them up.
///
/// Groups are taken a few at a time and counted in their order, so that nothing depends on who was faster.
struct ParallelDecider {
  private static let chunkSize = 256

  /// What chunks of groups come to that are still to be counted, by their first group.
  private typealias Decided = [Int: [DecidedGroup?]]

  private struct Counting {
    var sums: GroupSums
    /// The first group that is not counted.
    var next = 0
  }

  private let decider: GroupDecider
  private let groups: CellGroups

  init(_ decider: GroupDecider, _ groups: CellGroups) {
    self.decider = decider
    self.groups = groups
  }

  /// The sums with all groups that can be decided.
  func decide(into sums: GroupSums) -> GroupSums {
    let decided = Mutex(Decided())
    let counting = Mutex(Counting(sums: sums))
    ParallelChunks.run(groups.count, size: Self.chunkSize) {
      decider
    } _: { decider, chunk in
      let own = chunk.map { decider.decide($0) }
      decided.withLock { $0[chunk.lowerBound] = own }
      // Who finds another one counting leaves it to that one.
      _ = counting.withLockIfAvailable { count(&$0, decided) }
    }
    return counting.withLock { state in
      count(&state, decided)
      return state.sums
    }
  }

  private func count(_ state: inout Counting, _ decided: borrowing Mutex<Decided>) {
    while let chunk = decided.withLock({ [next = state.next] in $0.removeValue(forKey: next) }) {
      for (group, decision) in zip(state.next..., chunk) {
        if let decision { state.sums.count(groups[group], decision) }
      }
      state.next += chunk.count
    }
  }
}
