import IAMPolicy
import Synchronization

/// How far the replayed requests went along with each changed statement; all threads share it.
///
/// Of groups that share a decision one is asked: statements that are no caller's own see the same of the others, and groups
/// of callers whose own policies change share none.
final class StatementTrials: Sendable {
  let statements: ChangedStatements
  private let furthest: Mutex<[StatementReach]>

  init(_ statements: ChangedStatements) {
    self.statements = statements
    furthest = Mutex(statements.all.map { _ in .nothing })
  }

  /// How far any request went along with each statement.
  var reached: [StatementReach] { furthest.withLock { $0 } }

  fileprivate func note(_ reach: StatementReach, _ statement: Int) {
    furthest.withLock { $0[statement] = max($0[statement], reach) }
  }
}

/// Tries the changed statements on requests that they can touch, each until one matches it; one for each thread.
struct StatementTrial: Sendable {
  /// Statements of one change or policy that no request has matched.
  fileprivate struct Open {
    var statements: [Int]
    /// Those of them that cover an action.
    var covering: [String: [Int]] = [:]
  }

  private let trials: StatementTrials
  private var reached: [StatementReach]
  private var ofChange: [Int: Open]
  private var ofPolicy: [ChangedStatements.Place: Open]

  init(_ trials: StatementTrials) {
    self.trials = trials
    let all = trials.statements.all
    reached = all.map { _ in .nothing }
    ofChange = Dictionary(grouping: all.indices.filter { all[$0].change != nil }) { all[$0].change ?? 0 }
      .mapValues { Open(statements: $0) }
    ofPolicy = trials.statements.ofPolicy.mapValues { Open(statements: $0) }
  }

  /// Tries them on the requests of a group that a changed policy takes part in.
  mutating func run(_ group: AskedGroup) {
    if ofChange.isEmpty, ofPolicy.isEmpty { return }
    for request in group.requests {
      guard let changes = request.changes else { continue }
      for change in changes where ofChange[change] != nil {
        if ofChange[change]?.isTried(request.asked, trials, &reached) == true { ofChange[change] = nil }
      }
      if !ofPolicy.isEmpty { runOfSnapshots(request.asked) }
    }
  }

  /// Tries the statements of policies that only one of two snapshots has.
  private mutating func runOfSnapshots(_ asked: AskedRequest) {
    for policies in [asked.before, asked.after] {
      for policy in policies.all {
        let place = ChangedStatements.Place(policy)
        if ofPolicy[place]?.isTried(asked, trials, &reached) == true { ofPolicy[place] = nil }
      }
    }
  }
}

extension StatementTrial.Open {
  /// Tries the statements on a request.
  ///
  /// - Returns: whether a request has matched each of them.
  fileprivate mutating func isTried(
    _ asked: AskedRequest, _ trials: StatementTrials, _ reached: inout [StatementReach]
  ) -> Bool {
    let (action, all) = (asked.request.action, trials.statements.all)
    if covering[action] == nil {
      covering[action] = statements.filter { all[$0].policy.covers(action, inStatement: all[$0].index) }
    }
    var hasMatched = false
    for number in covering[action] ?? [] {
      let reach = all[number].reach(asked)
      if reach <= reached[number] { continue }
      reached[number] = reach
      trials.note(reach, number)
      if reach == .whole { hasMatched = true }
    }
    guard hasMatched else { return false }
    statements.removeAll { reached[$0] == .whole }
    covering = covering.mapValues { $0.filter { reached[$0] != .whole } }
    return statements.isEmpty
  }
}

extension ChangedStatement {
  /// How far it goes along with a request, as the side on which it stands knows that.
  fileprivate func reach(_ asked: AskedRequest) -> StatementReach {
    let (request, policies) =
      isRemoval ? (asked.request, asked.before) : (asked.requestAfter, asked.after)
    return policy.reach(ofStatement: index, request, boundary: policies.boundary)
  }
}
