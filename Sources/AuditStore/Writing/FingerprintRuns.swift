/// The fingerprints in the database: what a lookup by event id reads instead of an index over all events.
///
/// Each transaction appends what it added. Few entries make one row of level 0; many are a run of rows of level 1,
/// split by the leading bits of their hashes, so that a lookup reads one row of each run. When level 0 has grown it
/// is moved to level 1. A row's number is level, run and leading bits; an entry is 8 bytes of hash and 4 of event
/// row, little endian.
///
/// A run is written behind those before it, in rows of which many have room on a page: so pages are nearly full.
enum FingerprintRuns {
  static let smallRun = 4_096
  static let mergeAt = 65_536
  private static let levelOne: Int64 = 1 << 40
  /// How many leading bits of a hash tell the row of a run.
  private static let bucketBits: Int64 = 11

  typealias Entry = (hash: UInt64, row: UInt32)

  static func append(_ entries: [Entry], to connection: borrowing Connection) throws(StoreError) {
    guard !entries.isEmpty else { return }
    if entries.count > smallRun { return try appendLarge(entries, to: connection) }
    let next = try connection.integer(
      "SELECT coalesce(max(id), 0) + 1 FROM fingerprint WHERE id < \(levelOne)")
    var insert = try connection.prepare(insertion)
    try run(&insert, next ?? 1, entries[...])
    let bytes =
      try connection.integer("SELECT sum(length(entries)) FROM fingerprint WHERE id < \(levelOne)") ?? 0
    guard bytes > Int64(mergeAt * 12) else { return }
    var small: [Entry] = []
    try read("id < \(levelOne)", connection) { small.append($0) }
    try connection.execute("DELETE FROM fingerprint WHERE id < \(levelOne)")
    try appendLarge(small, to: connection)
  }

  /// Writes entries as one run of level 1.
  static func appendLarge(
    _ entries: [Entry], to connection: borrowing Connection
  ) throws(StoreError) {
    guard !entries.isEmpty else { return }
    let run = try nextRun(connection)
    try connection.execute("INSERT OR REPLACE INTO generation VALUES ('fingerprint', \(run + 1))")
    let sorted = sorted(entries)
    var insert = try connection.prepare(insertion)
    var start = 0
    while start < sorted.count {
      let bucket = bucket(sorted[start].hash)
      let end = sorted[start...].firstIndex { Self.bucket($0.hash) != bucket } ?? sorted.count
      try Self.run(&insert, id(run, bucket), sorted[start..<end])
      start = end
    }
  }

  /// The entries by hash and row: first by their leading bits, so that only short stretches have to be sorted.
  private static func sorted(_ entries: [Entry]) -> [Entry] {
    var ends = [Int](repeating: 0, count: 1 << bucketBits)
    for entry in entries { ends[Int(bucket(entry.hash))] += 1 }
    for bucket in ends.indices.dropFirst() { ends[bucket] += ends[bucket - 1] }
    var sorted = entries
    var places = ends
    for entry in entries.reversed() {
      places[Int(bucket(entry.hash))] -= 1
      sorted[places[Int(bucket(entry.hash))]] = entry
    }
    for bucket in ends.indices {
      sorted[places[bucket]..<ends[bucket]].sort { ($0.hash, $0.row) < ($1.hash, $1.row) }
    }
    return sorted
  }

  private static func nextRun(_ connection: borrowing Connection) throws(StoreError) -> Int64 {
    let run = try connection.integer("SELECT first_id FROM generation WHERE dimension = 'fingerprint'") ?? 1
    guard (1..<1 << 24).contains(run) else {
      throw connection.damaged("there is no run \(run) of fingerprints")
    }
    return run
  }

  private static func bucket(_ hash: UInt64) -> Int64 { Int64(hash >> UInt64(64 - bucketBits)) }

  private static func id(_ run: Int64, _ bucket: Int64) -> Int64 { levelOne | run << bucketBits | bucket }

  private static let insertion = "INSERT INTO fingerprint(id, entries) VALUES (?, ?)"

  private static func run(
    _ insert: inout Statement, _ id: Int64, _ entries: ArraySlice<Entry>
  ) throws(StoreError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(entries.count * 12)
    for entry in entries {
      bytes.append(low: entry.hash, count: 8)
      bytes.append(number: entry.row)
    }
    insert.bind(1, id)
    insert.bindBlob(2, bytes[...])
    try insert.run()
  }

  /// The event rows whose id has this hash.
  static func rows(_ hash: UInt64, _ connection: borrowing Connection) throws(StoreError) -> [Int] {
    var found: [Int] = []
    func note(_ entry: Entry) { if entry.hash == hash { found.append(Int(entry.row)) } }
    try read("id < \(levelOne)", connection, note)
    var row = try connection.prepare("SELECT entries FROM fingerprint WHERE id = ?")
    for run in 1..<(try nextRun(connection)) {
      row.reset()
      row.bind(1, id(run, bucket(hash)))
      if try row.step() { read(row.bytes(0), note) }
    }
    return found.sorted()
  }

  static func loadAll(_ connection: borrowing Connection) throws(StoreError) -> FingerprintTable {
    var table = FingerprintTable()
    let bytes = try connection.integer("SELECT sum(length(entries)) FROM fingerprint") ?? 0
    table.reserve(Int(bytes / 12))
    try read("1", connection) { table.insert($0.hash, $0.row) }
    return table
  }

  private static func read(
    _ condition: String, _ connection: borrowing Connection, _ body: (Entry) -> Void
  ) throws(StoreError) {
    var statement = try connection.prepare("SELECT entries FROM fingerprint WHERE \(condition)")
    while try statement.step() { read(statement.bytes(0), body) }
  }

  private static func read(_ bytes: [UInt8], _ body: (Entry) -> Void) {
    for start in stride(from: 0, to: bytes.count - 11, by: 12) {
      body((bytes.number(at: start, count: 8), UInt32(bytes.number(at: start + 8, count: 4))))
    }
  }
}
