import Synchronization

/// Work on numbers in a row on all processors, whose answers are taken in their order by one at a time.
///
/// So nothing depends on who was faster.
enum ParallelOrder {
  /// With so many answers waiting, whoever has made another one waits for its turn to take some.
  private static let mostWaiting = 8

  private struct Taking<Sum: Sendable, Failure: Error>: Sendable {
    var sum: Sum
    /// The first number whose answer is not taken.
    var next = 0
    /// The first error, behind which nothing is taken.
    var failure: Failure?
  }

  /// Works off the numbers below a count.
  ///
  /// - Parameters:
  ///   - size: how many a thread takes at a time.
  ///   - answer: answers a chunk.
  ///   - take: adds the answer for a chunk to the sum.
  static func run<Answer: Sendable, Sum: Sendable, Failure: Error>(
    _ count: Int, size: Int, into sum: Sum,
    answer: @Sendable (Range<Int>) throws(Failure) -> Answer,
    take: @Sendable (inout Sum, Range<Int>, Answer) -> Void
  ) throws(Failure) -> Sum {
    try run(count, size: size, into: sum) {
    } answer: { (_, chunk) throws(Failure) in
      try answer(chunk)
    } take: {
      take(&$0, $1, $2)
    }
  }

  /// The same, where a thread keeps something from one chunk to the next.
  ///
  /// - Parameter state: makes what it keeps.
  static func run<State, Answer: Sendable, Sum: Sendable, Failure: Error>(
    _ count: Int, size: Int, into sum: Sum, _ state: @Sendable () -> State,
    answer: @Sendable (inout State, Range<Int>) throws(Failure) -> Answer,
    take: @Sendable (inout Sum, Range<Int>, Answer) -> Void
  ) throws(Failure) -> Sum {
    typealias Answered = (chunk: Range<Int>, answer: Result<Answer, Failure>)
    let waiting = Mutex([Int: Answered]())
    let taking = Mutex(Taking<Sum, Failure>(sum: sum))
    @Sendable func takeAll(_ taking: inout Taking<Sum, Failure>) {
      while let (chunk, answer) = waiting.withLock({ [next = taking.next] in $0.removeValue(forKey: next) }) {
        taking.next = chunk.upperBound
        switch answer {
        case .success(let answer): if taking.failure == nil { take(&taking.sum, chunk, answer) }
        case .failure(let failure): taking.failure = taking.failure ?? failure
        }
      }
    }
    ParallelChunks.run(count, size: size, state) { state, chunk in
      let answered = Result { () throws(Failure) in try answer(&state, chunk) }
      let isFull = waiting.withLock { waiting in
        waiting[chunk.lowerBound] = (chunk, answered)
        return waiting.count > mostWaiting
      }
      // Who finds another one taking leaves it to that one.
      if isFull { taking.withLock { takeAll(&$0) } } else { _ = taking.withLockIfAvailable { takeAll(&$0) } }
    }
    let taken = taking.withLock { taking in
      takeAll(&taking)
      return taking
    }
    if let failure = taken.failure { throw failure }
    return taken.sum
  }
}
