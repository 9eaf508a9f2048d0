import AuditStore

/// Numbers for the texts that reports count by: two rows of one text have one number.
struct RecordedNames {
  /// The words for a resource that is not known.
  static let unknownResource = "(resource not in the log)"

  private var texts = Numbering<ExactText>()
  private let principals: [Int32]
  private let actions: [Int32]
  private let resources: [Int32]

  /// Reads the texts of a database once, so that counting an event needs none.
  init(_ events: RecordedEvents) {
    var texts = Numbering<ExactText>()
    principals = events.identities.map { texts.number(ExactText($0.facts.principal)) }
    actions = events.calls.actions.map { texts.number(ExactText($0)) }
    resources = events.calls.resources.indices.map { row in
      let resource = events.calls.resources[row]
      return texts.number(ExactText(resource.state == .unknown ? Self.unknownResource : resource.text))
    }
    self.texts = texts
  }

  /// The role, user or service of an identity's row; never the session.
  func principal(_ row: Int) -> Int32 { principals.number(at: row) }

  /// The action of a row.
  func action(_ row: Int32) -> Int32 { actions.number(at: Int(row)) }

  /// The resource of a row.
  func resource(_ row: Int32) -> Int32 { resources.number(at: Int(row)) }

  /// The text of a number; empty for one that is none.
  func text(_ number: Int32) -> ExactText { number < 0 ? ExactText("") : texts.values[Int(number)] }
}
