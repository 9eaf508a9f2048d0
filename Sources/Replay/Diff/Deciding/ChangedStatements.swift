import IAMPolicy

/// A statement that a comparison brings or takes.
struct ChangedStatement: Sendable {
  /// The place of the change that does; nil where it stands in only one of two snapshots.
  let change: Int?
  /// The file in which it stands, else the name of its policy.
  let file: String
  let policy: CompiledPolicy
  /// Its place in the policy, from 0.
  let index: Int
  /// Whether it is taken.
  let isRemoval: Bool

  var statement: Statement { policy.document.statements[index] }
}

/// The statements that a comparison brings or takes, but for those that stay.
struct ChangedStatements: Sendable {
  /// A policy by where it is written.
  struct Place: Hashable {
    private let name: ExactText
    private let file: ExactText
    private let position: SourcePosition?

    init(_ policy: AttachedPolicy) {
      name = ExactText(policy.name)
      file = ExactText(policy.file ?? "")
      guard case .document(let document) = policy.content else {
        position = nil
        return
      }
      position = document.document.statements.first?.position
    }
  }

  /// In the order of the changes, behind them those of only one of two snapshots.
  private(set) var all: [ChangedStatement] = []
  /// The indexes of those of only one of two snapshots, by their policies.
  private(set) var ofPolicy: [Place: [Int]] = [:]

  /// None.
  init() {}

  init(_ differ: Differ) {
    for (place, change) in differ.changes.enumerated() {
      add(
        new: [change.policy].compactMap { $0 }, old: differ.baseline.standing(at: change.target), of: place)
    }
    add(new: differ.rewritten.new, old: differ.rewritten.old, of: nil)
  }

  private mutating func add(new: [AttachedPolicy], old: [AttachedPolicy], of change: Int?) {
    add(new, but: KeptStatements(old), of: change, isRemoval: false)
    add(old, but: KeptStatements(new), of: change, isRemoval: true)
  }

  private mutating func add(
    _ policies: [AttachedPolicy], but kept: KeptStatements, of change: Int?, isRemoval: Bool
  ) {
    for policy in policies {
      guard case .document(let document) = policy.content else { continue }
      for (index, statement) in document.document.statements.enumerated()
      where !PolicyFact.isUnknownDeny(statement) && !kept.contains(statement) {
        if change == nil { ofPolicy[Place(policy), default: []].append(all.count) }
        all.append(
          ChangedStatement(
            change: change, file: policy.file ?? policy.name, policy: document, index: index,
            isRemoval: isRemoval))
      }
    }
  }
}

/// The statements of the other side, by their actions so that few are compared.
private struct KeptStatements {
  private let statements: [[ExactText]: [Statement]]

  init(_ policies: [AttachedPolicy]) {
    let all = policies.flatMap { policy -> [Statement] in
      if case .document(let document) = policy.content { document.document.statements } else { [] }
    }
    statements = Dictionary(grouping: all) { Self.key($0) }
  }

  /// Whether a statement of the same meaning is there.
  func contains(_ statement: Statement) -> Bool {
    statements[Self.key(statement)]?.contains { $0.hasSameMeaning(as: statement) } ?? false
  }

  private static func key(_ statement: Statement) -> [ExactText] {
    statement.action.values.map { ExactText($0.value) }
  }
}
