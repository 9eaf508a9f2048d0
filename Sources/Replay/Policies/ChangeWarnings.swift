import IAMPolicy

/// What is to be said of the texts that changes bring: they are evaluated as they stand, mistyped or not.
public enum ChangeWarnings {
  /// How many lines are shown at most.
  static let maximum = 20

  /// One line a warning, each once, and one for those that are not shown.
  public static func lines(of changes: [PolicyChange]) -> [String] {
    shown(findings(of: changes).map { $0.line })
  }

  /// Every warning once, in the order of the changes.
  static func findings(of changes: [PolicyChange]) -> [SnapshotFinding] {
    var lint = CatalogLint()
    var seen: Set<String> = []
    return changes.flatMap { warnings(of: $0, &lint) }.filter { seen.insert($0.line).inserted }
  }

  /// The first lines, and one for those that are not shown.
  static func shown(_ lines: [String]) -> [String] {
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
