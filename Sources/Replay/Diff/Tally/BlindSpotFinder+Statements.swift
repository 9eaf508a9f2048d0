import IAMPolicy

/// Statements that the changes bring or take and that no request in their reach exercised, wholly or in part.
extension BlindSpotFinder {
  /// Of a change that has no part in any request this is said as a whole.
  var unexercised: [BlindSpot] {
    var seen: Set<String> = []
    var unused = UnusedActions()
    let used = usedActions
    return statements.filter { entry in entry.statement.change.map { !isUntouched($0) } ?? true }
      .compactMap { statement, reach in
        let rest = unused.names(statement.statement, besides: used[statement.change ?? changes.count])
        if reach == .whole { return partly(statement, rest) }
        return BlindSpot(
          kind: "unexercisedStatement", text: place(of: statement) + wholly(statement, reach, rest))
      }
      .filter { seen.insert($0.text).inserted }
  }

  /// The actions of the requests that each change can touch, behind them those of all that any changed policy can.
  private var usedActions: [UsedActions] { (actions + [touchedActions]).map { UsedActions($0) } }

  /// Where a statement stands; as one may come at several places, also by which of several changes.
  private func place(of changed: ChangedStatement) -> String {
    let statement = changed.statement
    let name = statement.sid.map { "Sid \($0)" } ?? "statement #\(statement.index)"
    let target =
      changes.count > 1 ? changed.change.map { " as \(changes[$0].targetText)" } ?? "" : ""
    return "\(changed.file):\(statement.position) (\(name))\(target): "
  }

  /// What no request did that a statement matches, or may match.
  private func partly(_ changed: ChangedStatement, _ rest: [String]) -> BlindSpot? {
    guard !rest.isEmpty else { return nil }
    return BlindSpot(
      kind: "unexercisedActions",
      text: place(of: changed) + "no replayed request in its reach used "
        + "\(TextFormat.listed(rest, most: Self.mostActions)), so \(effect(of: changed)) on that is not known"
    )
  }

  /// Why no request was matched by a statement.
  private func wholly(_ changed: ChangedStatement, _ reach: StatementReach, _ rest: [String]) -> String {
    let statement = changed.statement
    if statement.matchesNoAction {
      return "its `Action` matches no action, so \(changed.isRemoval ? "its removal" : "it") has no effect"
    }
    let ending = ", so \(effect(of: changed)) is not known"
    if reach == .nothing { return "no replayed request in its reach used an action that it names" + ending }
    let unused = rest.isEmpty ? "" : "; none used \(TextFormat.listed(rest, most: Self.mostActions)) at all"
    return "replayed requests in its reach used an action that it names, \(failure(statement, reach))"
      + ending
      + unused
  }

  /// The element that no request met of those that met the elements before it.
  private func failure(_ statement: Statement, _ reach: StatementReach) -> String {
    switch reach {
    case .nothing, .action: return "but none of them on a resource that it covers"
    case .resource: return "some on a resource that it covers, but none by a principal that it covers"
    case .principal, .whole:
      let conditions = statement.conditions.map { "\($0.operatorText.value) \($0.key.value)" }
      let words = TextFormat.listed(conditions, most: Self.mostConditions)
      return "some on a resource that it covers, but for none of these "
        + (conditions.count == 1 ? "its condition \(words) held" : "its conditions \(words) held together")
    }
  }

  private func effect(of changed: ChangedStatement) -> String {
    changed.isRemoval ? "the effect of its removal" : "its effect"
  }

  /// How many actions, and how many conditions, of a statement are named.
  private static let mostActions = 10
  private static let mostConditions = 3
}
