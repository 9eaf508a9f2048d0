import IAMPolicy
import Synchronization

/// What groups came to, for those that are like them; all threads share it.
final class SharedDecisions: Sendable {
  private struct Known {
    var answers = Numbering<LayerAnswer>()
    var lists = PairNumbering()
    var keys = PairNumbering()
    /// By the numbers of the keys; nil for one of which no group is decided.
    var decided: [DecidedGroup?] = []
  }

  private let known = Mutex(Known())

  /// The number of a key, and what the groups that have it come to, as far as that is known.
  func find(_ key: AlikeGroups.Key) -> (number: Int, decided: DecidedGroup?) {
    known.withLock { known in
      var list: Int32 = -1
      for answer in key.answers { list = known.lists.number(list, known.answers.number(answer)) }
      let number = Int(known.keys.number(key.number, list))
      if number == known.decided.count { known.decided.append(nil) }
      return (number, known.decided[number])
    }
  }

  func keep(_ group: DecidedGroup, _ number: Int) { known.withLock { $0.decided[number] = group } }
}
