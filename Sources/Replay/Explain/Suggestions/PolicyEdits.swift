import IAMPolicy
import JSON

/// The policies that a suggestion edits; several edits of one policy are steps of one new text.
struct PolicyEdits {
  private(set) var edits: [PolicyEdit] = []

  /// Adds an Allow to a policy, or makes a new policy of it.
  mutating func add(
    _ statement: Statement, to target: PolicyChange.Target, _ words: String, _ old: PolicyDocument?
  ) {
    edit(target, words, old) { edit in
      if edit.document.statements.contains(where: { $0.hasSameMeaning(as: statement) }) { return }
      var statement = statement
      statement.index = (edit.document.statements.map { $0.index }.max() ?? 0) + 1
      edit.document.statements.append(statement)
      edit.steps.append(PolicyEdit.Step(words: "add", place: nil, old: nil, statement: statement))
    }
  }

  /// Narrows a statement, or removes it; a statement that is edited twice is one step.
  mutating func change(
    _ old: StatementReport, in target: PolicyChange.Target, _ words: String, _ document: PolicyDocument,
    _ narrowed: (Statement) -> Statement?
  ) {
    edit(target, words, document) { edit in
      let index = old.statement.index
      guard let place = edit.document.statements.firstIndex(where: { $0.index == index }) else { return }
      let new = narrowed(edit.document.statements[place])
      if let new, new == edit.document.statements[place] { return }
      edit.document.statements.remove(at: place)
      if let new { edit.document.statements.insert(new, at: place) }
      edit.steps.removeAll { $0.place == old.fileAndLine }
      edit.steps.append(
        PolicyEdit.Step(
          words: new == nil ? "remove" : "narrow", place: old.fileAndLine, old: old.statement, statement: new)
      )
    }
  }

  private mutating func edit(
    _ target: PolicyChange.Target, _ words: String, _ old: PolicyDocument?, _ body: (inout PolicyEdit) -> Void
  ) {
    let place = edits.firstIndex { $0.target == target } ?? edits.endIndex
    if place == edits.endIndex {
      let empty = PolicyDocument(version: .v2012, statements: [])
      edits.append(PolicyEdit(target: target, words: words, isNew: old == nil, document: old ?? empty))
    }
    body(&edits[place])
  }
}

extension StatementReport {
  /// The statement's label with its file and position, in the form in which editors take it.
  fileprivate var fileAndLine: String {
    "\(label) " + (policy.file.map { "\($0):\(statement.position)" } ?? "(line \(statement.position.line))")
  }
}
