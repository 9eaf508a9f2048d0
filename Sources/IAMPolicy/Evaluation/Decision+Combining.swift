/// Combining the requests of one call.
///
/// A call that needs several checks is allowed when every one of them is; an explicit deny prevails over an implicit
/// one. IAM User Guide, "Policy evaluation logic", and the Service Authorization Reference on dependent actions.
extension Outcome {
  /// What two checks of one call come to.
  public func combined(with other: Outcome) -> Outcome { min(self, other) }
}

extension OutcomePair {
  /// What two checks of one call come to, each side by itself.
  public func combined(with other: OutcomePair) -> OutcomePair {
    OutcomePair(
      baseline: baseline.combined(with: other.baseline), candidate: candidate.combined(with: other.candidate))
  }
}

extension Decision {
  /// The decision of a request that was perhaps not made, and then stands in nobody's way.
  ///
  /// - Parameter fact: the name of the question whether it was made.
  public func ifMade(_ fact: String) -> Decision {
    if possible == [.allowed] { return self }
    return .indeterminate(
      possible: possible.union([.allowed]), dependsOn: Set(dependsOn + [fact]).sorted())
  }

  /// The decision on a call from those on its requests; a call without requests is allowed.
  ///
  /// It hinges on the facts of those requests that can still change it.
  public static func combining(_ decisions: [Decision]) -> Decision {
    let ceiling = decisions.reduce(Outcome.allowed) { outcome, decision in
      if case .determinate(let own) = decision { outcome.combined(with: own) } else { outcome }
    }
    let open = decisions.filter { $0.possible.count > 1 && $0.possible.contains { $0 < ceiling } }
    let possible = open.reduce([ceiling] as Set<Outcome>) { outcomes, decision in
      Set(outcomes.flatMap { outcome in decision.possible.map { outcome.combined(with: $0) } })
    }
    if possible.count == 1, let only = possible.first { return .determinate(only) }
    return .indeterminate(possible: possible, dependsOn: Set(open.flatMap { $0.dependsOn }).sorted())
  }
}
