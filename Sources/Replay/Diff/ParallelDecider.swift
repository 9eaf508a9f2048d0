import Dispatch
import IAMPolicy
import Synchronization

/// What a group of events comes to, and what each of several changes has to do with it.
struct DecidedGroup {
  let verdict: EventVerdict
  let shares: ShareFinder.Shares
}

/// Decides groups of events on all cores: the one place where a diff works in parallel.
///
/// Groups are decided a block at a time and counted in their order, so that nothing depends on who was faster.
struct ParallelDecider {
  private static let blockSize = 4_096

  private let decide: @Sendable (EventCells.Cell, inout EvaluationCache) -> DecidedGroup?
  private var caches: [EvaluationCache]

  init(_ decide: @escaping @Sendable (EventCells.Cell, inout EvaluationCache) -> DecidedGroup?) {
    self.decide = decide
    caches = Array(repeating: EvaluationCache(), count: Processors.count)
  }

  /// Calls `count` with each group that can be decided, in their order.
  mutating func decide(
    _ groups: [[Int]], first: (Int) -> EventCells.Cell, count: ([Int], DecidedGroup) -> Void
  ) {
    var start = 0
    while start < groups.count {
      let block = groups[start..<min(start + Self.blockSize, groups.count)]
      let decided = decided(block.map { first($0[0]) })
      for (group, decision) in zip(block, decided) {
        if let decision { count(group, decision) }
      }
      start = block.endIndex
    }
  }

  private mutating func decided(_ cells: [EventCells.Cell]) -> [DecidedGroup?] {
    let (workers, decide) = (caches.count, decide)
    let shared = Mutex((caches: caches, decided: [[DecidedGroup?]](repeating: [], count: workers)))
    caches = []
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      var cache = shared.withLock { state in
        // Taken out, so that it is written to where it is.
        let own = state.caches[worker]
        state.caches[worker] = EvaluationCache()
        return own
      }
      let own = stride(from: worker, to: cells.count, by: workers).map { decide(cells[$0], &cache) }
      shared.withLock { state in
        state.caches[worker] = cache
        state.decided[worker] = own
      }
    }
    return shared.withLock { state in
      caches = state.caches
      return cells.indices.map { state.decided[$0 % workers][$0 / workers] }
    }
  }
}
