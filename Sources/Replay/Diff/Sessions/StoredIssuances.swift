import AuditStore
import CloudTrail

/// The calls of a log that issued sessions as they are stored, read before anybody knows who made them.
struct StoredIssuances: Sendable {
  /// One of them.
  struct Entry: Sendable {
    /// The number of its access key, see `keys`.
    let key: Int32
    /// The number of what its parameters say, see `reader`.
    let terms: Int32
    /// The row of its caller.
    let caller: Int
  }

  /// The access keys of all sessions.
  private(set) var keys = SpanInterner()
  private(set) var reader = IssuanceReader()
  /// In the order of the log.
  private(set) var entries: [Entry] = []

  /// None.
  init() {}

  /// - Parameter rows: the events that are left out.
  init(_ database: borrowing AuditDatabase, without rows: Set<Int>) throws {
    try database.scanIssuances { stored in
      if rows.contains(stored.eventRow) { return }
      let terms = stored.parameters.map { reader.number($0) } ?? reader.number(nil)
      let key = Int32(truncatingIfNeeded: keys.intern(stored.accessKey).id)
      entries.append(Entry(key: key, terms: terms, caller: stored.identity))
    }
  }
}
