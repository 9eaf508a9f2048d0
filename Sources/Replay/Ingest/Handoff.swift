import AuditStore
import CloudTrail
import Synchronization

/// What a worker hands to the writer.
enum Delivery: Sendable {
  case batch(EventBatch)
  case problem(LogFileError)

  var weight: Int { if case .batch(let batch) = self { batch.weight } else { 200 } }
}

/// Passes deliveries from workers to the one writer in the order of their units, holding a bounded amount.
///
/// A worker whose unit is not yet being written waits while too much is held; the one whose unit is being
/// written waits only for its own deliveries, so the writer always has something coming.
final class Handoff: Sendable {
  private struct State {
    var nextUnit = 0
    var current = 0
    var queues: [Int: [(Delivery, weight: Int)]] = [:]
    var finished: Set<Int> = []
    var held = 0
    var isCancelled = false
    var spare: [EventBatch] = []
    var reader: CheckedContinuation<Void, Never>?
    var writers: [(unit: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private static let maximumSpare = 8
  private let state = Mutex(State())
  private let unitCount: Int
  private let quota: Int

  init(unitCount: Int, quota: Int = 32 << 20) {
    self.unitCount = unitCount
    self.quota = quota
  }

  /// The number of the next unit to work on; nil when all are taken.
  func takeUnit() -> Int? {
    state.withLock { state in
      guard !state.isCancelled, state.nextUnit < unitCount else { return nil }
      state.nextUnit += 1
      return state.nextUnit - 1
    }
  }

  /// An empty batch, with the memory of one that was written if there is one.
  ///
  /// It is emptied here, so that what the one who fills it looks at next lies near.
  func emptyBatch() -> EventBatch {
    guard var batch = state.withLock({ $0.spare.popLast() }) else { return EventBatch() }
    batch.removeAll()
    return batch
  }

  /// Takes back a batch that was written.
  func recycle(_ batch: consuming EventBatch) {
    state.withLock { [batch] in if $0.spare.count < Self.maximumSpare { $0.spare.append(batch) } }
  }

  /// Hands over a delivery and waits while too much is held; false once the work is cancelled.
  func send(_ delivery: Delivery, unit: Int) async -> Bool {
    let weight = delivery.weight
    let (reader, mustWait) = state.withLock { state in
      state.queues[unit, default: []].append((delivery, weight))
      state.held += weight
      let reader = unit == state.current ? state.reader.take() : nil
      return (reader, state.held > quota && !state.isCancelled)
    }
    reader?.resume()
    if mustWait { await waitForRoom(unit) }
    return state.withLock { !$0.isCancelled }
  }

  private func waitForRoom(_ unit: Int) async {
    await withCheckedContinuation { continuation in
      let goesOn = state.withLock { state in
        let isServed = unit == state.current && state.queues[unit, default: []].isEmpty
        if state.isCancelled || state.held <= quota || isServed { return true }
        state.writers.append((unit, continuation))
        return false
      }
      if goesOn { continuation.resume() }
    }
  }

  /// Says that a unit is complete.
  func finish(unit: Int) {
    let reader = state.withLock { state in
      state.finished.insert(unit)
      return unit == state.current ? state.reader.take() : nil
    }
    reader?.resume()
  }

  /// The next delivery in order; nil when all units are complete or the work is cancelled.
  func next() async -> Delivery? {
    while true {
      var woken: [CheckedContinuation<Void, Never>] = []
      let (delivery, isDone) = state.withLock { state in
        let taken = take(&state)
        woken = wake(&state)
        return taken
      }
      for continuation in woken { continuation.resume() }
      if let delivery { return delivery }
      if isDone { return nil }
      await waitForDelivery()
    }
  }

  private func take(_ state: inout State) -> (Delivery?, Bool) {
    while !state.isCancelled, state.current < unitCount {
      if state.queues[state.current]?.isEmpty == false, let first = state.queues[state.current]?.removeFirst()
      {
        state.held -= first.weight
        return (first.0, false)
      }
      guard state.finished.remove(state.current) != nil else { return (nil, false) }
      state.queues[state.current] = nil
      state.current += 1
    }
    return (nil, true)
  }

  /// The workers that may go on: all when there is room, else the one whose unit is being written.
  private func wake(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
    let isOpen = state.isCancelled || state.held <= quota / 2
    let starving = state.queues[state.current]?.isEmpty ?? true
    let current = state.current
    let going = state.writers.filter { isOpen || starving && $0.unit == current }
    state.writers.removeAll { isOpen || starving && $0.unit == current }
    return going.map(\.continuation)
  }

  private func waitForDelivery() async {
    await withCheckedContinuation { continuation in
      let goesOn = state.withLock { state in
        let hasMore = state.queues[state.current]?.isEmpty == false || state.finished.contains(state.current)
        if state.isCancelled || hasMore || state.current >= unitCount { return true }
        state.reader = continuation
        return false
      }
      if goesOn { continuation.resume() }
    }
  }

  /// Ends all waiting; nothing more is handed over.
  func cancel() {
    let (reader, writers) = state.withLock { state in
      state.isCancelled = true
      let writers = state.writers.map(\.continuation)
      state.writers = []
      return (state.reader.take(), writers)
    }
    reader?.resume()
    for continuation in writers { continuation.resume() }
  }
}
