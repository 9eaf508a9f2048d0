import Synchronization

/// The same work on many things at once, on all processors.
enum ParallelMap {
  /// How many things a thread takes at a time.
  private static let chunkSize = 64

  /// The answers for the numbers below a count, in their order.
  static func run<Answer: Sendable>(_ count: Int, _ answer: @Sendable (Int) -> Answer) -> [Answer] {
    let answers = Mutex<[Int: [Answer]]>([:])
    ParallelChunks.run(count, size: chunkSize) {
    } _: { _, chunk in
      let own = chunk.map(answer)
      answers.withLock { $0[chunk.lowerBound] = own }
    }
    let chunks = answers.withLock { $0 }
    return stride(from: 0, to: count, by: chunkSize).flatMap { chunks[$0] ?? [] }
  }
}
