import Dispatch
import Synchronization

/// Work on numbers in a row, a few at a time, on all processors.
enum ParallelChunks {
  /// Works off the numbers below a count.
  ///
  /// - Parameters:
  ///   - size: how many a thread takes at a time.
  ///   - state: makes what a thread keeps from one chunk to the next.
  ///   - body: is given each chunk once; chunks are begun in their order.
  static func run<State>(
    _ count: Int, size: Int, _ state: @Sendable () -> State,
    _ body: @Sendable (inout State, Range<Int>) -> Void
  ) {
    let next = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: Processors.count) { _ in
      var state = state()
      while let chunk = next.withLock({ take(&$0, size, count) }) { body(&state, chunk) }
    }
  }

  private static func take(_ next: inout Int, _ size: Int, _ count: Int) -> Range<Int>? {
    guard next < count else { return nil }
    defer { next += size }
    return next..<min(next + size, count)
  }
}
