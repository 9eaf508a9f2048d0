import PolicyWorlds

/// What a scene has of what groups of events may share or must not share, for counting.
extension DiffScene {
  /// The words of what there is.
  var words: [String] {
    var words = reshaping?.words(estate).map { "second snapshot, \($0)" } ?? []
    if estate.resources.values.contains(where: { $0.namesSeveral }) {
      words.append("resource policy, several names")
    }
    if estate.resources.values.contains(where: { $0.excludes }) {
      words.append("resource policy, NotPrincipal")
    }
    let calls = events.flatMap { event in event.truth.requests.map { (NaiveCaller(event.truth.caller), $0) } }
    for (caller, request) in calls where request.arn != "*" {
      let others = calls.filter { $0.1.arn == request.arn && $0.0.arn != caller.arn }
      if others.contains(where: { $0.1.action == request.action && $0.0.account != caller.account }) {
        words.append("calls, one of two accounts")
      }
      if others.contains(where: { $0.1.action != request.action }) {
        words.append("calls, two of two callers")
      }
      if calls.contains(where: { $0.1.arn == "*" && $0.1.service == request.service }) {
        words.append("calls, on a resource and on none")
      }
    }
    return Set(words).sorted()
  }
}

extension TrueRequest {
  fileprivate var service: Substring { action.prefix { $0 != ":" } }
}

extension WorldPolicy {
  /// Whether two statements name other callers for other actions.
  fileprivate var namesSeveral: Bool {
    guard let statements = text?.statements else { return false }
    return statements.contains { one in
      statements.contains { $0.principal != one.principal && $0.action != one.action }
    }
  }

  /// Whether a statement is about all callers but some.
  fileprivate var excludes: Bool { text?.statements.contains { $0.principal?.isNegated ?? false } ?? false }
}
