/// The hashes of what events are looked for by, in the database: what stands in place of indexes over all events.
///
/// Each transaction appends what it added, in runs of rows by the leading bits of the hashes, so that a lookup reads one
/// row of each run. A row's number is run and leading bits; it holds as well what belongs to the bits behind its own,
/// up to those of the next row. It begins with the run's first event in 4 bytes; an entry is the distance of an event
/// from that one and the bits behind the leading ones, 2 bytes each, little endian.
enum EventKeyRuns {
  /// A hash's upper half, and below it an event's row.
  struct Entry {
    let bits: UInt64

    init(_ hash: UInt64, _ row: UInt32) { bits = hash & 0xFFFF_FFFF_0000_0000 | UInt64(row) }

    var row: UInt32 { UInt32(truncatingIfNeeded: bits) }
    fileprivate var bucket: Int { Int(bits >> 56) }
    fileprivate var mark: UInt16 { UInt16(truncatingIfNeeded: bits >> 40) }
  }

  static let table = "CREATE TABLE event_key(id INTEGER PRIMARY KEY, entries BLOB NOT NULL);\n"
  /// A run spans as many events as two bytes can tell apart.
  private static let eventsPerRun: UInt32 = 1 << 16
  private static let bucketBits: Int64 = 8
  private static let buckets = 1 << Int(bucketBits)
  /// Up to here a row takes up the next bucket: so many rows of that size fill a page well.
  private static let bytesPerRow = 2_000

  /// Writes entries in any order.
  static func append(_ entries: [Entry], to connection: borrowing Connection) throws(StoreError) {
    guard let first = entries.lazy.map({ $0.row }).min() else { return }
    let sorted = sorted(entries, from: first)
    var run = try lastRun(connection)
    var insert = try connection.prepare("INSERT INTO event_key(id, entries) VALUES (?, ?)")
    var start = 0
    while start < sorted.count {
      let offset = (sorted[start].row - first) / eventsPerRun
      let end = sorted[start...].firstIndex { ($0.row - first) / eventsPerRun != offset } ?? sorted.count
      run += 1
      try write(sorted[start..<end], run, from: first + offset * eventsPerRun, &insert)
      start = end
    }
  }

  /// The entries by run and leading bits, else in the order that they have.
  private static func sorted(_ entries: [Entry], from first: UInt32) -> [Entry] {
    func place(_ entry: Entry) -> Int {
      Int((entry.row - first) / eventsPerRun) << Int(bucketBits) | entry.bucket
    }
    let last = entries.lazy.map { $0.row }.max() ?? first
    var starts = [Int](repeating: 0, count: (Int((last - first) / eventsPerRun) + 1) << Int(bucketBits) + 1)
    for entry in entries { starts[place(entry) + 1] += 1 }
    for index in starts.indices.dropFirst() { starts[index] += starts[index - 1] }
    var sorted = entries
    for entry in entries {
      sorted[starts[place(entry)]] = entry
      starts[place(entry)] += 1
    }
    return sorted
  }

  private static func write(
    _ entries: ArraySlice<Entry>, _ run: Int64, from first: UInt32, _ insert: inout Statement
  ) throws(StoreError) {
    var bytes: [UInt8] = []
    var start = entries.startIndex
    while start < entries.endIndex {
      // A run's first row is found by any bits before its own.
      let bucket = start == entries.startIndex ? 0 : entries[start].bucket
      bytes.removeAll(keepingCapacity: true)
      bytes.append(number: first)
      repeat {
        let next = entries[start].bucket
        let end = entries[start...].firstIndex { $0.bucket != next } ?? entries.endIndex
        if bytes.count > 4, bytes.count + 4 * (end - start) > bytesPerRow { break }
        for entry in entries[start..<end] {
          bytes.append(low: UInt64(entry.row - first) | UInt64(entry.mark) << 16, count: 4)
        }
        start = end
      } while start < entries.endIndex
      insert.bind(1, run << bucketBits | Int64(bucket))
      insert.bindBlob(2, bytes[...])
      try insert.run()
    }
  }

  private static func lastRun(_ connection: borrowing Connection) throws(StoreError) -> Int64 {
    (try connection.integer("SELECT coalesce(max(id), 0) FROM event_key") ?? 0) >> bucketBits
  }

  /// The rows of the events that may have one of some hashes, in order.
  ///
  /// - Throws: `StoreError` also for runs that no version of the program has written: what is missing is not absent.
  static func rows(_ hashes: [UInt64], _ connection: borrowing Connection) throws(StoreError) -> [Int] {
    var found: [UInt32] = []
    var row = try connection.prepare(
      "SELECT id, entries FROM event_key WHERE id <= ? ORDER BY id DESC LIMIT 1")
    let last = try countRuns(connection)
    for hash in hashes {
      let wanted = Entry(hash, 0)
      for run in stride(from: 1, through: last, by: 1) {
        row.reset()
        row.bind(1, run << bucketBits | Int64(wanted.bucket))
        guard try row.step(), row.integer(0) >> bucketBits == run else {
          throw connection.damaged("`event_key` lacks a part of run \(run)")
        }
        let bytes = row.bytes(1)
        guard bytes.count >= 8, bytes.count % 4 == 0 else {
          throw connection.damaged("row \(row.integer(0)) of `event_key` holds no keys")
        }
        read(bytes, wanted.mark) { found.append($0) }
      }
    }
    // Those of one hash rise already.
    found.sort()
    var rows: [Int] = []
    for row in found where rows.last != Int(row) { rows.append(Int(row)) }
    return rows
  }

  /// How many runs there are; each has a row, so that a lookup ends where one is missing.
  private static func countRuns(_ connection: borrowing Connection) throws(StoreError) -> Int64 {
    guard let first = try connection.integer("SELECT id FROM event_key ORDER BY id LIMIT 1") else {
      if try StoredKeys.areAny(connection) { throw connection.damaged("`event_key` is empty") }
      return 0
    }
    guard first == 1 << bucketBits else { throw connection.damaged("`event_key` begins with row \(first)") }
    return try lastRun(connection)
  }

  private static func read(_ bytes: [UInt8], _ mark: UInt16, _ body: (UInt32) -> Void) {
    let first = UInt32(bytes.number(at: 0, count: 4))
    let (low, high) = (UInt8(truncatingIfNeeded: mark), UInt8(truncatingIfNeeded: mark >> 8))
    for start in stride(from: 4, to: bytes.count - 3, by: 4)
    where bytes[start + 2] == low && bytes[start + 3] == high {
      body(first &+ (UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8))
    }
  }
}
