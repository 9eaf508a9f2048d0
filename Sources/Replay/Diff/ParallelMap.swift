import Dispatch
import Synchronization

/// The same work on many things at once, on all processors.
enum ParallelMap {
  /// How many things a thread takes at a time.
  private static let chunkSize = 64

  private struct Work<Answer: Sendable>: Sendable {
    var next = 0
    var answers: [Int: [Answer]] = [:]
  }

  /// The answers for the numbers below a count, in their order.
  static func run<Answer: Sendable>(_ count: Int, _ answer: @Sendable (Int) -> Answer) -> [Answer] {
    let work = Mutex(Work<Answer>())
    DispatchQueue.concurrentPerform(iterations: Processors.count) { _ in
      while let first = work.withLock({ take(&$0, count) }) {
        let answers = (first..<min(first + chunkSize, count)).map(answer)
        work.withLock { $0.answers[first] = answers }
      }
    }
    let chunks = work.withLock { $0.answers }
    return stride(from: 0, to: count, by: chunkSize).flatMap { chunks[$0] ?? [] }
  }

  private static func take<Answer>(_ work: inout Work<Answer>, _ count: Int) -> Int? {
    guard work.next < count else { return nil }
    defer { work.next += chunkSize }
    return work.next
  }
}
