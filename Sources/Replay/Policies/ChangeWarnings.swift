import IAMPolicy

/// What is to be said of the texts that changes bring: they are evaluated as they stand, mistyped or not.
public enum ChangeWarnings {
  /// How many lines are shown at most.
  static let maximum = 20

  /// One line a warning, each once, and one for those that are not shown.
  public static func lines(of changes: [PolicyChange]) -> [String] {
    var lint = CatalogLint()
    var seen: Set<String> = []
    let lines = changes.flatMap { warnings(of: $0, &lint) }.map { $0.line }.filter {
      seen.insert($0).inserted
    }
    guard lines.count > maximum else { return lines }
    return lines.prefix(maximum) + [
      "\(lines.count - maximum) more warnings of the changed policies: `retrial policies check` lists them"
    ]
  }

  private static func warnings(of change: PolicyChange, _ lint: inout CatalogLint) -> [SnapshotFinding] {
    guard let file = change.file, case .document(let policy)? = change.policy?.content else { return [] }
    return (change.warnings + lint.findings(in: policy.document)).map {
      SnapshotFinding(file: file, policy: nil, finding: $0)
    }
  }
}
