import AuditStore
import CloudTrail

/// Which records of a database correct which events.
struct Amendments {
  /// What was found so far, so that each record is looked at once.
  private struct Known {
    /// What a record corrects, by its row.
    var bases: [Int: [Int]] = [:]
    /// The correction that stands for an event which the log does not hold, by the event's id and account.
    var standIns: [[String?]: Int] = [:]
  }

  /// What was found once: it takes a look at every correction of the log.
  private final class Found {
    var groups: [(base: Int, amendments: [Int])]?
  }

  private let records: [StoredAmendment]
  private let byRow: [Int: StoredAmendment]
  private let byOriginal: [String: [StoredAmendment]]
  private let found = Found()

  init(_ database: borrowing AuditDatabase) throws {
    records = try database.amendments()
    byRow = Dictionary(records.map { ($0.row, $0) }) { first, _ in first }
    byOriginal = Dictionary(grouping: records) { $0.originalID }
  }

  var isEmpty: Bool { records.isEmpty }

  /// Every event that was corrected, by its row, with the rows of the records that correct it.
  ///
  /// Where the event itself was never delivered the first of its corrections stands for it.
  ///
  /// - Parameter last: the last row that is looked at; nil for all.
  func groups(
    _ database: borrowing AuditDatabase, through last: Int? = nil
  ) throws -> [(base: Int, amendments: [Int])] {
    if last == nil, let groups = found.groups { return groups }
    var groups: [Int: [Int]] = [:]
    var known = Known()
    for record in records where record.row <= last ?? .max {
      for base in try bases(of: record, &known, database) { groups[base, default: []].append(record.row) }
    }
    let sorted = groups.sorted { $0.key < $1.key }.map { (base: $0.key, amendments: $0.value) }
    if last == nil { found.groups = sorted }
    return sorted
  }

  /// The rows that stand for what a record corrects, by way of any number of corrections of corrections.
  ///
  /// None for corrections that go round in a circle: they say nothing of any event.
  private func bases(
    of record: StoredAmendment, _ known: inout Known, _ database: borrowing AuditDatabase
  ) throws -> [Int] {
    var (current, path, seen) = (record, [record.row], Set([record.row]))
    var bases = known.bases[record.row]
    while bases == nil {
      let found = try database.rows(withID: current.originalID).filter { other in
        current.account == nil || other.account == nil || other.account == current.account
      }.map { $0.row }
      let events = found.filter { byRow[$0] == nil }
      if !events.isEmpty {
        bases = events
      } else if found.isEmpty {
        bases = [try standIn(for: current, &known, database)]
      } else if let next = found.compactMap({ byRow[$0] }).first(where: { seen.insert($0.row).inserted }) {
        bases = known.bases[next.row]
        path.append(next.row)
        current = next
      } else {
        bases = []
      }
    }
    for row in path { known.bases[row] = bases }
    return bases ?? []
  }

  /// Of the corrections of an event that the log does not hold, the one that stands for it in any order of ingest.
  private func standIn(
    for record: StoredAmendment, _ known: inout Known, _ database: borrowing AuditDatabase
  ) throws -> Int {
    let key = [record.originalID, record.account]
    if let row = known.standIns[key] { return row }
    let siblings = (byOriginal[record.originalID] ?? []).filter { $0.account == record.account }
    let rows = siblings.map { $0.row }
    let named = try rows.map { (id: try database.eventID(ofRow: $0) ?? "", row: $0) }
    let row = named.min { ($0.id, $0.row) < ($1.id, $1.row) }?.row ?? record.row
    known.standIns[key] = row
    return row
  }
}
