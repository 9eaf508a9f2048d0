import Synchronization

/// Work on numbers in a row on all processors, whose answers are taken in their order by one at a time.
///
/// So nothing depends on who was faster.
enum ParallelOrder {
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
    try run(count, size: size, into: (sum, ()), state, answer: answer, take: take) { _, _ in }.0
  }

  /// The same, where what taking an answer leaves is taken in turn, by another thread while the next answer is taken.
  ///
  /// - Parameters:
  ///   - sums: what both add to.
  ///   - then: adds what the first left of a chunk to the second sum.
  static func run<State, Answer: Sendable, First: Sendable, Left: Sendable, Second: Sendable, Failure: Error>(
    _ count: Int, size: Int, into sums: (First, Second), _ state: @Sendable () -> State,
    answer: @Sendable (inout State, Range<Int>) throws(Failure) -> Answer,
    take: @Sendable (inout First, Range<Int>, Answer) -> Left, then: @Sendable (inout Second, Left) -> Void
  ) throws(Failure) -> (First, Second) {
    let first = OrderedSum<Result<Answer, Failure>, Taking<First, Failure>>(Taking(sum: sums.0))
    let second = OrderedSum<Left, Second>(sums.1)
    @Sendable func takeFirst(waits: Bool) {
      first.takeAll(waits: waits) { taking, chunk, answer in
        if taking.failure != nil { return }
        switch answer {
        case .success(let answer): second.add(take(&taking.sum, chunk, answer), for: chunk)
        case .failure(let failure): taking.failure = failure
        }
      }
    }
    @Sendable func takeSecond(waits: Bool) {
      second.takeAll(waits: waits) { sum, _, left in then(&sum, left) }
    }
    ParallelChunks.run(count, size: size, state) { state, chunk in
      first.add(Result { () throws(Failure) in try answer(&state, chunk) }, for: chunk)
      // What waits behind is worked off before anybody waits for the one who takes answers.
      if !first.isFull { takeFirst(waits: false) }
      takeSecond(waits: second.isFull)
      if first.isFull { takeFirst(waits: true) }
    }
    takeFirst(waits: true)
    takeSecond(waits: true)
    let taken = first.sum
    if let failure = taken.failure { throw failure }
    return (taken.sum, second.sum)
  }

  private struct Taking<Sum: Sendable, Failure: Error>: Sendable {
    var sum: Sum
    /// The first error, behind which nothing is taken.
    var failure: Failure?
  }
}

/// A sum to which what belongs to chunks of numbers is added in their order, by whoever finds nobody else at it.
private final class OrderedSum<Part: Sendable, Sum: Sendable>: Sendable {
  /// With more parts waiting, whoever has made another one waits for its turn to add some.
  private static var mostWaiting: Int { 8 }

  private let waiting = Mutex([Int: (chunk: Range<Int>, part: Part)]())
  /// The sum, and the first number whose part is not in it.
  private let taken: Mutex<(sum: Sum, next: Int)>

  init(_ sum: Sum) { taken = Mutex((sum, 0)) }

  /// Has a part wait for its turn.
  func add(_ part: Part, for chunk: Range<Int>) { waiting.withLock { $0[chunk.lowerBound] = (chunk, part) } }

  /// Whether so many parts wait that some should be added first.
  var isFull: Bool { waiting.withLock { $0.count > Self.mostWaiting } }

  /// Adds the parts whose turn it is; what another one is adding meanwhile is left to that one unless this one waits.
  func takeAll(waits: Bool, _ take: (inout Sum, Range<Int>, Part) -> Void) {
    func takeAll(_ taken: inout (sum: Sum, next: Int)) {
      while let (chunk, part) = waiting.withLock({ [next = taken.next] in $0.removeValue(forKey: next) }) {
        taken.next = chunk.upperBound
        take(&taken.sum, chunk, part)
      }
    }
    if waits { taken.withLock { takeAll(&$0) } } else { _ = taken.withLockIfAvailable { takeAll(&$0) } }
  }

  var sum: Sum { taken.withLock { $0.sum } }
}
