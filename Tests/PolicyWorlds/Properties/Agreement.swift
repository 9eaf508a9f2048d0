public import IAMPolicy

/// The engine's answer on a world of which everything is known, against that of the naive evaluator.
public enum Agreement {
  /// What is wrong with a decision; nil when nothing is.
  public static func fault(_ decision: Decision, _ expected: Set<Outcome>, _ questions: Set<String>)
    -> String?
  {
    switch decision {
    case .determinate(let outcome):
      let isOpen = questions.contains { $0.hasPrefix("ambiguous:") } && expected.contains(outcome)
      return isOpen || expected == [outcome]
        ? nil : "decided \(outcome), expected \(expected.map { $0.rawValue }.sorted())"
    case .indeterminate(let possible, let dependsOn):
      let others = dependsOn.filter { !$0.hasPrefix("semantics:") }
      if !others.isEmpty { return "hinges on \(others) though nothing is unknown" }
      if questions.isEmpty { return "is indeterminate on \(dependsOn) though the rules leave nothing open" }
      // Where the text is ambiguous the engine need follow one reading only.
      if questions.contains(where: { $0.hasPrefix("ambiguous:") }), !possible.isDisjoint(with: expected) {
        return nil
      }
      return possible.isSuperset(of: expected) ? nil : "misses \(expected.subtracting(possible))"
    }
  }
}
