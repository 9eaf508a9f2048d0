import AuditStore
import CloudTrail

/// Numbers for the texts that reports count by: two rows of one text have one number.
struct RecordedNames: Sendable {
  /// The words for a resource that is not known.
  static let unknownResource = "(resource not in the log)"

  private let stored: RecordedResources
  private var texts = SpanInterner()
  private var principals: [Int32] = []
  private var actions: [Int32] = []
  /// The number of each resource: the row of the first of its text, behind the numbers of other texts.
  private var resources: [Int32] = []

  /// What the log has for a resource whose number stands for another text, by that number.
  private var recorded: [Int32: ExactText] = [:]

  /// Reads the texts of a database once, so that counting an event needs none.
  ///
  /// - Parameter entities: the IAM entities whose paths are known.
  init(_ events: RecordedEvents, _ entities: EntityARNs) {
    stored = events.calls.resources
    // Identities of one form differ in nothing that their principal is named by.
    principals = events.identities.perForm { number($0.principal) }
    actions = events.calls.actions.map { number($0) }
    let unknown = number(Self.unknownResource)
    let assumed = AssumedPaths(stored, entities)
    var named: [Int: Int32] = [:]
    for (row, entity) in assumed.entities where entity.first == nil { named[row] = number(entity.arn) }
    let others = Int32(truncatingIfNeeded: texts.count)
    resources = stored.firstRows.enumerated().map { row, first in
      stored.state(row) == .unknown ? unknown : others + first
    }
    for (row, entity) in assumed.entities {
      resources[row] = entity.first.map { resources[$0] } ?? named[row] ?? unknown
      recorded[resources[row]] = ExactText(stored[row].text)
    }
  }

  private mutating func number(_ text: String) -> Int32 {
    Int32(truncatingIfNeeded: texts.intern(Array(text.utf8)).id)
  }

  /// The role, user or service of an identity's row; never the session.
  func principal(_ row: Int) -> Int32 { principals.number(at: row) }

  /// The action of a row.
  func action(_ row: Int32) -> Int32 { actions.number(at: Int(row)) }

  /// The resource of a row.
  func resource(_ row: Int32) -> Int32 { resources.number(at: Int(row)) }

  /// What the log itself has for a resource, where the text of its number says more or less of its path.
  func recordedText(ofResource number: Int32) -> ExactText? { recorded[number] }

  /// How many numbers there may be.
  var count: Int { texts.count + resources.count }

  /// The text of a number; empty for one that is none.
  func text(_ number: Int32) -> ExactText {
    if number < 0 { return ExactText("") }
    let bytes = Int(number) < texts.count ? texts.bytes(Int(number)) : stored.bytes(Int(number) - texts.count)
    return ExactText(String(decoding: bytes, as: UTF8.self))
  }
}
