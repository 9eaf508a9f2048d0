import Dispatch
import IAMPolicy
import Synchronization

/// Decides groups of events on all cores: the one place where a diff works in parallel.
///
/// Groups are decided a block at a time and counted in their order, so that nothing depends on who was faster.
struct ParallelDecider {
  private static let blockSize = 4_096

  /// One for each thread; nil while it decides.
  private var deciders: [GroupDecider?]

  init(_ decider: GroupDecider) { deciders = Array(repeating: decider, count: Processors.count) }

  /// Calls `count` with each group that can be decided, in their order.
  mutating func decide(
    _ groups: CellGroups, _ cells: [EventCells.Cell], count: (ArraySlice<Int>, DecidedGroup) -> Void
  ) {
    var start = 0
    while start < groups.count {
      let block = start..<min(start + Self.blockSize, groups.count)
      let decided = decided(
        block.map { (groups.keys[$0], cells[groups[$0][groups[$0].startIndex]]) })
      for (group, decision) in zip(block, decided) {
        if let decision { count(groups[group], decision) }
      }
      start = block.endIndex
    }
  }

  private mutating func decided(
    _ groups: [(key: CellGroups.Key, first: EventCells.Cell)]
  ) -> [DecidedGroup?] {
    let workers = deciders.count
    let shared = Mutex((deciders: deciders, decided: [[DecidedGroup?]](repeating: [], count: workers)))
    deciders = []
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      guard var decider = shared.withLock({ state in state.deciders[worker].take() }) else { return }
      let own = stride(from: worker, to: groups.count, by: workers).map {
        decider.decide(groups[$0].key, first: groups[$0].first)
      }
      shared.withLock { state in
        state.deciders[worker] = decider
        state.decided[worker] = own
      }
    }
    return shared.withLock { state in
      deciders = state.deciders
      return groups.indices.map { state.decided[$0 % workers][$0 / workers] }
    }
  }
}
