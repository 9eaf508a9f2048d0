import TestSupport
import Testing

@testable import AuditStore

/// Fingerprints in the database, over the sizes at which they are stored in another way.
struct FingerprintRunsTests {
  @Test(arguments: [
    [1], [4_096, 1], [4_097], [5_000, 5_000, 10], [4_096, 4_096, 4_096] + Array(repeating: 4_000, count: 15),
  ])
  func `every fingerprint is found again with its rows`(sizes: [Int]) throws {
    let folder = try TemporaryDirectory()
    let database = try AuditDatabase(path: folder.path + "/a.db", access: .write)
    var random = SeededGenerator(seed: 7)
    var expected: [UInt64: [Int]] = [:]
    var row: UInt32 = 0
    for size in sizes {
      var entries: [FingerprintRuns.Entry] = []
      for _ in 0..<size {
        row += 1
        // Some hashes come twice, and some differ in their last bit alone.
        let hash = row % 100 == 0 ? entries.last?.hash ?? 1 : row % 100 == 1 ? 1 : random.next() | 1
        entries.append((hash ^ (row % 50 == 2 ? 1 : 0), row))
        expected[entries[entries.count - 1].hash, default: []].append(Int(row))
      }
      try FingerprintRuns.append(entries, to: database.connection)
    }
    let table = try FingerprintRuns.loadAll(database.connection)
    let sorted = expected.sorted { $0.key < $1.key }
    for (hash, rows) in sorted.prefix(20) + sorted.suffix(5)
      + sorted.filter({ $0.value.count > 1 }).prefix(10)
    {
      #expect(try FingerprintRuns.rows(hash, database.connection) == rows)
      #expect(Set(table.candidates(hash).map(Int.init)).isSuperset(of: rows))
    }
    #expect(try FingerprintRuns.rows(0x1234_5678_9ABC_DEF0, database.connection) == [])
  }
}
