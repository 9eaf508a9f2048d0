import CloudTrail

/// Files of which something could not be read: they are named as files, beside the counts of records.
extension EventWriter {
  /// How many of them are named; the others are counted.
  static let damagedNamed = 10

  /// Names a file that was read by an earlier run, where it is damaged.
  public mutating func noteDamage(_ known: KnownFile, at path: String) throws(StoreError) {
    guard known.rejected > 0, damaged.count < Self.damagedNamed else { return }
    damaged.append(
      DamagedFile(
        path: path, isUnreadable: known.isUnreadable, rejected: known.rejected,
        first: try firstReject(of: known.id, path), isKnown: true))
  }

  /// Counts the file that ends, and names it, where it is damaged.
  mutating func noteDamage(_ file: OpenFile, _ end: FileEnd) {
    guard file.counts.rejected > 0 || !end.isComplete else { return }
    let isUnreadable = !end.isComplete || file.counts.rejected == file.counts.read
    counts.countDamaged(isUnreadable: isUnreadable)
    guard damaged.count < Self.damagedNamed else { return }
    damaged.append(
      DamagedFile(
        path: file.start.path, isUnreadable: isUnreadable, rejected: file.counts.rejected,
        first: file.firstReject.map { reject in
          StoredReject(
            path: file.start.path, record: reject.position.record, offset: reject.position.offset,
            reason: reject.reason)
        }, isKnown: false))
  }

  private func firstReject(of file: Int, _ path: String) throws(StoreError) -> StoredReject? {
    var find = try database.connection.prepare(
      "SELECT record_number, byte_offset, reason FROM reject WHERE file_id = ? "
        + "ORDER BY \(AuditDatabase.standsForSeveral), id LIMIT 1")
    find.bind(1, file)
    guard try find.step() else { return nil }
    return StoredReject(
      path: path, record: Int(find.integer(0)), offset: Int(find.integer(1)), reason: find.text(2) ?? "")
  }
}
