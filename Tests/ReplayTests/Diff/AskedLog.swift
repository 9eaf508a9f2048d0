import AuditStore
import IAMPolicy
import Testing

@testable import Replay

/// The events of a database in groups, ready to be decided.
struct AskedLog {
  let differ: Differ
  let events: RecordedEvents
  let cells: CellList
  let groups: CellGroups
  let parts: AskedParts
  let alike: AlikeGroups

  init(_ path: String, _ differ: Differ) throws {
    let database = try AuditDatabase(path: path, access: .read)
    var grouped = GroupedEvents(differ, try RecordedEvents(database))
    try grouped.events.scan(database, in: TimeWindow()) { row, _ in
      if let time = row.time { grouped.add(row, time: time) }
    }
    self.differ = grouped.differ
    events = grouped.events
    cells = grouped.cells.cells
    groups = grouped.groups()
    parts = AskedParts(events, groups, cells, self.differ)
    alike = AlikeGroups(parts, groups, self.differ.calls(of: events, shown: []), self.differ)
  }

  private func decider(_ alike: AlikeGroups, _ trials: StatementTrials) -> GroupDecider {
    GroupDecider(differ, ShareFinder(differ), parts, alike, trials)
  }

  /// Expects of each group that it comes to the same with those that are like it as by itself, and of all of them that
  /// they say the same of changed statements.
  ///
  /// - Parameters:
  ///   - step: of groups that do not take the decision of an earlier one, how far those that are looked at stand apart.
  ///   - first: one of these; other tests of the same events begin with others.
  /// - Returns: how many decisions the groups have.
  func expectSame(
    every step: Int = 1, from first: Int = 0, _ location: SourceLocation = #_sourceLocation
  ) -> Int {
    let trials = [StatementTrials(ChangedStatements(differ)), StatementTrials(ChangedStatements(differ))]
    var decider = decider(alike, trials[0])
    var decided: [DecidedGroup] = []
    var earlier: Set<Int> = []
    for group in groups.indices {
      let together = decider.decide(group)
      if let together { decided.append(together) }
      let isRepeated = alike.number(group).map { !earlier.insert($0).inserted } ?? false
      guard isRepeated || group % step == first % step else { continue }
      var own = self.decider(AlikeGroups(), trials[1])
      #expect(together?.said == own.decide(group)?.said, "\(actions(of: group))", sourceLocation: location)
    }
    if step == 1 { #expect(trials[0].reached == trials[1].reached, sourceLocation: location) }
    return Set(decided.map { ObjectIdentifier($0) }).count
  }

  /// How many groups have a number that an earlier one has.
  var repetitions: Int {
    let numbers = groups.indices.compactMap { alike.number($0) }
    return numbers.count - Set(numbers).count
  }

  private func actions(of group: Int) -> [String] {
    events.derived(cells.row(groups.firsts[group]))?.requests.map { $0.action } ?? []
  }

  /// Whether the groups of two events share a decision; the events by their places.
  func sharesDecision(_ first: Int, _ second: Int) -> Bool {
    guard let number = alike.number(Int(groups.ofCell[first])) else { return false }
    return number == alike.number(Int(groups.ofCell[second]))
  }
}

extension DecidedGroup {
  /// All that it says, in words.
  fileprivate var said: [String] {
    let finding = verdict.finding
    let comparisons = verdict.comparisons.sorted { $0.key < $1.key }.map { index, comparison in
      "\(index) \(comparison.isOptional) \(comparison.namesOtherLayer) "
        + "\(Self.words(comparison.pairs)) \(comparison.dependsOn) \(comparison.baselineAlone.dependsOn) "
        + Self.words(comparison.baselineAlone.possible)
    }
    let causes = verdict.causes.map { cause in
      "\(cause.reason) \(cause.requests) \(String(describing: cause.statements)) \(cause.conditions.sorted { $0.key < $1.key })"
    }
    let dependsOn = finding.dependsOn.sorted { $0.key < $1.key }.map { "\($0)" }
    return comparisons + causes + dependsOn + [
      "\(finding.changeClass) \(verdict.isConfirmed) \(Self.words(finding.decision))",
      "\(String(describing: finding.way)) \(finding.affected) \(finding.undecided)",
      "\(String(describing: finding.recordedAllows)) \(String(describing: finding.baselineAllows))",
      "\(finding.namesOtherLayer) \(shares) \(changes.sorted { $0.key < $1.key })",
    ]
  }

  private static func words<Value>(_ values: Set<Value>) -> String {
    values.map { "\($0)" }.sorted().joined(separator: ", ")
  }
}
