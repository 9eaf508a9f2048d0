import TestSupport
import Testing

@testable import AuditStore

/// Events newest first, held against all of them in order.
struct EarlierEventsTests {
  private struct Known: Equatable {
    var row: Int
    var time: Int64
  }

  /// A database with events at some times, in their order.
  private func database(_ folder: TemporaryDirectory, _ times: [Int64?]) throws -> AuditDatabase {
    let database = try AuditDatabase(path: folder.path + "/a.db", access: .write)
    try database.connection.execute("BEGIN")
    try database.connection.execute(
      "INSERT INTO identity VALUES (1, NULL, '', '', '', ''); INSERT INTO call(id, head_id) VALUES (1, 1)")
    var insert = try database.connection.prepare(
      "INSERT INTO event VALUES (?, 1, 1, NULL, ?, 1, 1, 1, 1, 1, 1, 1, NULL)")
    for (index, time) in times.enumerated() {
      insert.bind(1, index + 1)
      if let time { insert.bind(2, time) } else { insert.bindNull(2) }
      try insert.run()
    }
    try EventSpans.renew(database.connection)
    try database.connection.execute("COMMIT")
    return database
  }

  private func all(
    _ rows: [Int], before time: Int64, _ database: borrowing AuditDatabase, first count: Int = .max
  ) throws -> [Known] {
    var events = try EarlierEvents(rows, before: time, database.connection)
    var found: [Known] = []
    while found.count < count, let event = try events.next() {
      found.append(Known(row: event.row, time: event.time))
    }
    return found
  }

  @Test(arguments: ["rising", "falling", "mixed", "tied", "in stretches"])
  func `events come newest first whatever the order of the log is`(order: String) throws {
    let folder = try TemporaryDirectory()
    var random = SeededGenerator(seed: 5)
    let times = (0..<4_000).map { index -> Int64? in
      if index % 97 == 0 { return nil }
      return switch order {
      case "rising": Int64(index / 3)
      case "falling": Int64(-index / 3)
      case "mixed": Int64.random(in: -1_000..<1_000, using: &random)
      case "tied": Int64(index % 2)
      default: Int64(index % 700)
      }
    }
    let database = try database(folder, times)
    for time in [-2_000, -300, 0, 1, 650, 2_000] as [Int64] {
      let rows = (1...4_000).filter { _ in Bool.random(using: &random) }
      let expected = rows.compactMap { row in times[row - 1].map { Known(row: row, time: $0) } }
        .filter { $0.time < time }.sorted { ($0.time, $0.row) > ($1.time, $1.row) }
      #expect(try all(rows, before: time, database) == expected)
      #expect(try all(rows, before: time, database, first: 1) == Array(expected.prefix(1)))
    }
    #expect(try all([], before: 0, database).isEmpty)
    #expect(try all([5_000], before: .max, database).isEmpty)
  }

  @Test func `rows that no span tells of are read all the same`() throws {
    let folder = try TemporaryDirectory()
    let database = try database(folder, (1...2_000).map { Int64($0) })
    for damage in [
      "UPDATE event_span SET spans = substr(spans, 23, 22)",
      "UPDATE event_span SET spans = substr(spans, 1, 21)",
      "DELETE FROM event_span",
    ] {
      try database.connection.execute(damage)
      #expect(try all(Array(1...2_000), before: 1_300, database).map { $0.row } == (1...1_299).reversed())
    }
  }

  @Test func `rows that can hold no newer event are not read`() throws {
    let folder = try TemporaryDirectory()
    let database = try database(folder, (1...2_000).map { Int64($0) })
    let rows = Array(1...2_000)
    #expect(try all(rows, before: 5_000, database, first: 1) == [Known(row: 2_000, time: 2_000)])
    // Told to be old, the newest events are looked at last.
    try database.connection.execute(
      "UPDATE event_span SET spans = substr(spans, 1, 72) || zeroblob(16)")
    #expect(try all(rows, before: 5_000, database, first: 1) == [Known(row: 1_536, time: 1_536)])
    #expect(try all(rows, before: 1_025, database, first: 1) == [Known(row: 1_024, time: 1_024)])
  }

  @Test func `spans end where times are far apart or rows are many, and not at each event`() throws {
    let folder = try TemporaryDirectory()
    let times = (0..<600).map { Int64($0) } + (0..<64).map { Int64($0) * 90_000 } + [.min, .max, nil, 7]
    let spans = try EventSpans.all(try database(folder, times).connection)
    #expect(
      spans.map { $0.rows } == [1...512, 513...601, 602...617, 618...633, 634...649, 650...665, 666...668])
    #expect(spans.first?.times == 0...511)
    #expect(spans.last?.times == 7...Int64.max)
  }

  @Test func `spans of several transactions tell of the same rows and times as of one`() throws {
    let folder = try TemporaryDirectory()
    var random = SeededGenerator(seed: 8)
    let times = (0..<3_000).map { _ in Int64.random(in: -9...9_000, using: &random) }
    let database = try database(folder, times)
    try database.connection.execute("DELETE FROM event_span")
    var spans = EventSpans()
    for (index, time) in times.enumerated() {
      spans.note(time, row: index + 1)
      if index % 700 == 0 { try spans.append(to: database.connection) }
    }
    try spans.append(to: database.connection)
    try spans.append(to: database.connection)
    let all = try EventSpans.all(database.connection)
    #expect(all.flatMap { Array($0.rows) } == Array(1...3_000))
    for span in all {
      let own = times[(span.rows.lowerBound - 1)...(span.rows.upperBound - 1)]
      #expect(span.times.lowerBound == own.min() && span.times.upperBound == own.max())
    }
  }

  @Test func `spans that no writer has written are damage`() throws {
    let folder = try TemporaryDirectory()
    let database = try database(folder, (1...20).map { Int64($0) })
    try database.connection.execute("UPDATE event_span SET spans = substr(spans, 1, 14) || zeroblob(8)")
    #expect {
      _ = try EventSpans.all(database.connection)
    } throws: {
      "\($0)".contains("row 1 of `event_span` holds no spans")
    }
  }
}
