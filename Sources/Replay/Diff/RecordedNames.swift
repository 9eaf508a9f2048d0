import AuditStore
import CloudTrail

/// Numbers for the texts that reports count by: two rows of one text have one number.
struct RecordedNames: Sendable {
  /// The words for a resource that is not known.
  static let unknownResource = "(resource not in the log)"

  private var texts = SpanInterner()
  private var principals: [Int32] = []
  private var actions: [Int32] = []
  private var resources: [Int32] = []

  /// Reads the texts of a database once, so that counting an event needs none.
  init(_ events: RecordedEvents) {
    // Identities of one form differ in nothing that their principal is named by.
    principals = events.identities.perForm { number($0.principal) }
    actions = events.calls.actions.map { number($0) }
    let unknown = number(Self.unknownResource)
    resources.reserveCapacity(events.calls.resources.indices.count)
    for row in events.calls.resources.indices {
      resources.append(
        events.calls.resources.state(row) == .unknown
          ? unknown : Int32(truncatingIfNeeded: texts.intern(events.calls.resources.bytes(row)).id))
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

  /// The text of a number; empty for one that is none.
  func text(_ number: Int32) -> ExactText {
    ExactText(number < 0 ? "" : String(decoding: texts.bytes(Int(number)), as: UTF8.self))
  }
}
