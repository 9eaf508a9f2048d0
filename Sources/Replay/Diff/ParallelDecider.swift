import Dispatch
import Synchronization

/// Decides groups of events on all cores and adds them up.
///
/// Groups are taken a few at a time and counted in their order, so that nothing depends on who was faster.
struct ParallelDecider {
  private static let chunkSize = 256

  /// The groups that are still to be taken, and what those decided come to that are still to be counted.
  private struct Work {
    var next = 0
    var decided: [Int: [DecidedGroup?]] = [:]
  }

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
    let work = Mutex(Work())
    let counting = Mutex(Counting(sums: sums))
    DispatchQueue.concurrentPerform(iterations: Processors.count) { _ in
      var decider = decider
      while let first = work.withLock({ take(&$0) }) {
        let decided = chunk(first).map { decider.decide($0) }
        work.withLock { $0.decided[first] = decided }
        // Who finds another one counting leaves it to that one.
        _ = counting.withLockIfAvailable { count(&$0, work) }
      }
    }
    return counting.withLock { state in
      count(&state, work)
      return state.sums
    }
  }

  private func chunk(_ first: Int) -> Range<Int> { first..<min(first + Self.chunkSize, groups.count) }

  private func take(_ work: inout Work) -> Int? {
    guard work.next < groups.count else { return nil }
    defer { work.next += Self.chunkSize }
    return work.next
  }

  private func count(_ state: inout Counting, _ work: borrowing Mutex<Work>) {
    while let decided = work.withLock({ [next = state.next] in $0.decided.removeValue(forKey: next) }) {
      for (group, decision) in zip(chunk(state.next), decided) {
        if let decision { state.sums.count(groups[group], decision) }
      }
      state.next += Self.chunkSize
    }
  }
}
