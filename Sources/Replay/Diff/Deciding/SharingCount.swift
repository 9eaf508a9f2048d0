package import AuditStore

/// How many groups a diff of a log has, and how many of them take what another one comes to.
package struct SharingCount: Sendable {
  /// All groups.
  package var groups = 0
  /// Those that an earlier group is like.
  package var shared = 0
}

extension Differ {
  /// Counts the groups of all events of a database, and what they share.
  ///
  /// - Throws: `StoreError` when the database cannot be read.
  package func sharing(on database: borrowing AuditDatabase) throws -> SharingCount {
    var grouped = GroupedEvents(self, try RecordedEvents(database))
    try grouped.events.scan(database, in: TimeWindow()) { row, _ in
      if let time = row.time { grouped.add(row, time: time) }
    }
    let groups = grouped.groups()
    let parts = AskedParts(grouped.events, groups, grouped.cells.cells, grouped.differ)
    let calls = grouped.differ.calls(of: grouped.events, shown: [])
    let alike = AlikeGroups(parts, groups, calls, grouped.differ)
    let numbers = groups.indices.compactMap { alike.number($0) }
    return SharingCount(groups: groups.indices.count, shared: numbers.count - Set(numbers).count)
  }
}
