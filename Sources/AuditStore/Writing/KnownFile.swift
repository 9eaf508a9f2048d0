/// What an earlier ingest found in a file, or in another one with the same content.
public struct KnownFile: Sendable, Hashable {
  /// Its events, whether they were new, duplicates, or outside the window.
  public var events: Int
  /// Its records that could not be read.
  public var rejected: Int
  /// The file that was read, by its row.
  let id: Int
  private let window: TimeWindow
  private let isWhole: Bool

  /// Takes a row whose columns are: out of window, window start and end, events, rejected, row.
  init(_ row: borrowing Statement) {
    isWhole = row.integer(0) == 0
    window = TimeWindow(
      start: row.isNull(1) ? nil : row.integer(1), end: row.isNull(2) ? nil : row.integer(2))
    events = Int(row.integer(3))
    rejected = Int(row.integer(4))
    id = Int(row.integer(5))
  }

  /// Whether nothing in it could be read.
  var isUnreadable: Bool { events == 0 && rejected > 0 }

  /// Whether everything that a window asks for was taken then.
  func covers(_ wanted: TimeWindow) -> Bool { isWhole || window.covers(wanted) }
}

extension IngestCounts {
  /// Counts a file that need not be read again.
  public mutating func add(_ known: KnownFile) {
    knownFiles += 1
    knownEvents &+= known.events
    knownRejected &+= known.rejected
    if known.rejected > 0 { countDamaged(isUnreadable: known.isUnreadable) }
  }

  /// Counts a file of which something could not be read.
  mutating func countDamaged(isUnreadable: Bool) {
    if isUnreadable { unreadableFiles += 1 } else { damagedFiles += 1 }
  }
}
