import TestSupport
import Testing

@testable import AuditStore

/// What events are found by beside their ids, over the sizes at which runs are cut.
struct EventKeyRunsTests {
  @Test(arguments: [[1], [3_000, 1, 40], [200_000, 5]])
  func `every key is found again with its rows, and hardly any other`(sizes: [Int]) throws {
    let folder = try TemporaryDirectory()
    let database = try AuditDatabase(path: folder.path + "/a.db", access: .write)
    var random = SeededGenerator(seed: 11)
    var expected: [UInt64: Set<Int>] = [:]
    var row: UInt32 = 0
    for size in sizes {
      var entries: [EventKeyRuns.Entry] = []
      for _ in 0..<size {
        row += 1
        // Some events have two keys, some keys belong to many events, and some events have none.
        let keys = [random.next(), row % 10 == 0 ? 0x1234_5678_9ABC_DEF0 : random.next()]
        for key in keys.prefix(Int(row % 3)) {
          entries.append(EventKeyRuns.Entry(key, row))
          expected[key, default: []].insert(Int(row))
        }
      }
      if size > 1 { entries.swapAt(0, entries.count - 1) }
      try EventKeyRuns.append(entries, to: database.connection)
    }
    let keys = expected.keys.sorted()
    var strangers = 0
    for key in Set(keys.prefix(200) + keys.suffix(200) + [0x1234_5678_9ABC_DEF0]) {
      let found = Set(try EventKeyRuns.rows([key], database.connection))
      #expect(found.isSuperset(of: expected[key] ?? []))
      strangers += found.subtracting(expected[key] ?? []).count
    }
    #expect(strangers < 40)
    let both = Set(keys.suffix(2).flatMap { expected[$0] ?? [] })
    #expect(Set(try EventKeyRuns.rows(keys.suffix(2), database.connection)).isSuperset(of: both))
  }

  @Test func `nothing is found where nothing is stored`() throws {
    let folder = try TemporaryDirectory()
    let database = try AuditDatabase(path: folder.path + "/a.db", access: .write)
    try EventKeyRuns.append([], to: database.connection)
    #expect(try EventKeyRuns.rows([1, .max], database.connection) == [])
  }

  @Test(arguments: [
    "INSERT INTO event_key VALUES (9223372036854775807, x'0000000000000000')",
    "INSERT INTO event_key VALUES (4611686018427387904, x'0000000000000000')",
    "INSERT INTO event_key VALUES (-5, x'0000000000000000')", "UPDATE event_key SET id = -id",
    "UPDATE event_key SET id = id + 1", "UPDATE event_key SET id = -id; UPDATE event_key SET id = 256 - id",
    "UPDATE event_key SET id = id + 512 WHERE id = 768", "DELETE FROM event_key WHERE id = 512",
    "UPDATE event_key SET entries = x'01'", "UPDATE event_key SET entries = x'01000000'",
    "UPDATE event_key SET entries = substr(entries, 1, 7)", "DELETE FROM event_key",
  ])
  func `runs that no writer has written are damage, and not without what is looked for`(damage: String) throws
  {
    let folder = try TemporaryDirectory()
    let database = try AuditDatabase(path: folder.path + "/a.db", access: .write)
    for row in [7, 8, 9] as [UInt32] {
      try EventKeyRuns.append([EventKeyRuns.Entry(0x1234_5678_9ABC_DEF0, row)], to: database.connection)
    }
    #expect(try EventKeyRuns.rows([0x1234_5678_9ABC_DEF0], database.connection) == [7, 8, 9])
    try database.connection.execute("INSERT INTO issuance VALUES (1, 'ASIA1', 7, 0, '', '', '', '')")
    try database.connection.execute(damage)
    #expect {
      _ = try EventKeyRuns.rows([0x1234_5678_9ABC_DEF0], database.connection)
    } throws: {
      "\($0)".contains("is damaged: ")
    }
  }

  @Test func `the table of fingerprints finds what was put into it, also when some share a line`() {
    var table = FingerprintTable()
    var random = SeededGenerator(seed: 3)
    let hashes = (1...20_000).map { $0 % 100 == 0 ? UInt64($0) << 38 : random.next() }
    for (index, hash) in hashes.enumerated() { table.insert(hash, UInt32(index + 1)) }
    for (index, hash) in hashes.enumerated() where !table.candidates(hash).contains(UInt32(index + 1)) {
      Issue.record("\(hash) is lost")
    }
    var reserved = FingerprintTable()
    reserved.reserve(20_000)
    for (index, hash) in hashes.enumerated() { reserved.insert(hash, UInt32(index + 1)) }
    reserved.fetch(hashes[..<64])
    for hash in hashes.prefix(1_000) {
      #expect(Set(reserved.candidates(hash)) == Set(table.candidates(hash)))
    }
    #expect(table.candidates(0x0123_4567_89AB_CDEF).isEmpty)
  }
}
