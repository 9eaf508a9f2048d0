import Synchronization

/// The same work on many things at once, on all processors.
enum ParallelMap {
  /// The answers for the numbers below a count, in their order.
  ///
  /// - Parameter size: how many a thread takes at a time.
  static func run<Answer: Sendable>(
    _ count: Int, size: Int = 64, _ answer: @Sendable (Int) -> Answer
  ) -> [Answer] {
    run(count, size: size) {
    } _: { _, number in
      answer(number)
    }
  }

  /// The same, where a thread keeps something from one number to the next.
  ///
  /// - Parameter state: makes what it keeps.
  static func run<State, Answer: Sendable>(
    _ count: Int, size: Int, _ state: @Sendable () -> State,
    _ answer: @Sendable (inout State, Int) -> Answer
  ) -> [Answer] {
    let answers = Mutex<[Int: [Answer]]>([:])
    ParallelChunks.run(count, size: size, state) { state, chunk in
      let own = chunk.map { answer(&state, $0) }
      answers.withLock { $0[chunk.lowerBound] = own }
    }
    let chunks = answers.withLock { $0 }
    return stride(from: 0, to: count, by: size).flatMap { chunks[$0] ?? [] }
  }
}
