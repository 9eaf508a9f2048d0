import Dispatch
import Synchronization

/// Two pieces of work at once, where there are processors for both.
///
/// Work that is spread over all processors goes beside a pair, not into it: Dispatch divides the processors among nested
/// loops, so that on two of them such work would be done by one.
enum ParallelPair {
  /// The answers of both; the first one's error counts where both fail.
  static func run<First: Sendable, Second: Sendable, Failure: Error>(
    _ first: @Sendable () throws(Failure) -> First, _ second: @Sendable () throws(Failure) -> Second
  ) throws(Failure) -> (First, Second) {
    let left = Mutex(Result<First, Failure>?.none)
    let right = Mutex(Result<Second, Failure>?.none)
    if Processors.count > 1 {
      DispatchQueue.concurrentPerform(iterations: 2) { number in
        if number == 0 {
          let answer = Result(catching: first)
          left.withLock { $0 = answer }
        } else {
          let answer = Result(catching: second)
          right.withLock { $0 = answer }
        }
      }
    }
    // With one processor nothing has been done yet.
    let one = left.withLock { $0.take() } ?? Result(catching: first)
    let other = right.withLock { $0.take() } ?? Result(catching: second)
    return (try one.get(), try other.get())
  }
}
