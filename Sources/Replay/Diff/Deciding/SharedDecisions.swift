import Synchronization

/// What groups came to, for those that are like them; all threads share it.
final class SharedDecisions: Sendable {
  /// By the numbers that alike groups share.
  private let decided = Mutex<[DecidedGroup?]>([])

  /// What groups of a number come to, as far as that is known.
  subscript(number: Int) -> DecidedGroup? {
    decided.withLock { decided in decided.indices.contains(number) ? decided[number] : nil }
  }

  func keep(_ group: DecidedGroup, _ number: Int) {
    decided.withLock { decided in
      if number >= decided.count { decided += repeatElement(nil, count: number + 1 - decided.count) }
      decided[number] = group
    }
  }
}
