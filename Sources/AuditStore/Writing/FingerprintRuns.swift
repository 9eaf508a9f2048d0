/// The fingerprints in the database: what a lookup by event id reads instead of an index over all events.
///
/// Each transaction appends what it added. Few entries make one row of level 0; many are split by their
/// hash's leading byte into rows of level 1, so that a lookup reads one 256th of them. When level 0 has
/// grown it is moved to level 1. A row's number is level, leading byte and run; an entry is 8 bytes of hash
/// and 4 of event row, little endian.
enum FingerprintRuns {
  static let smallRun = 4_096
  static let mergeAt = 65_536
  private static let levelOne: Int64 = 1 << 40

  typealias Entry = (hash: UInt64, row: UInt32)

  static func append(_ entries: [Entry], to connection: borrowing Connection) throws(StoreError) {
    guard !entries.isEmpty else { return }
    if entries.count > smallRun { return try appendLarge(entries, to: connection) }
    let next = try connection.integer(
      "SELECT coalesce(max(id), 0) + 1 FROM fingerprint WHERE id < \(levelOne)")
    try insert(next ?? 1, entries[...], connection)
    let bytes =
      try connection.integer("SELECT sum(length(entries)) FROM fingerprint WHERE id < \(levelOne)") ?? 0
    guard bytes > Int64(mergeAt * 12) else { return }
    var small: [Entry] = []
    try read("id < \(levelOne)", connection) { small.append($0) }
    try connection.execute("DELETE FROM fingerprint WHERE id < \(levelOne)")
    try appendLarge(small, to: connection)
  }

  private static func appendLarge(
    _ entries: [Entry], to connection: borrowing Connection
  ) throws(StoreError) {
    let run = try connection.integer("SELECT first_id FROM generation WHERE dimension = 'fingerprint'") ?? 1
    guard (1..<1 << 24).contains(run) else {
      throw connection.damaged("there is no run \(run) of fingerprints")
    }
    try connection.execute("INSERT OR REPLACE INTO generation VALUES ('fingerprint', \(run + 1))")
    let sorted = entries.sorted { ($0.hash, $0.row) < ($1.hash, $1.row) }
    var start = 0
    while start < sorted.count {
      let bucket = sorted[start].hash >> 56
      let end = sorted[start...].firstIndex { $0.hash >> 56 != bucket } ?? sorted.count
      try insert(levelOne | Int64(bucket) << 24 | run, sorted[start..<end], connection)
      start = end
    }
  }

  private static func insert(
    _ id: Int64, _ entries: ArraySlice<Entry>, _ connection: borrowing Connection
  ) throws(StoreError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(entries.count * 12)
    for entry in entries {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: entry.hash >> shift))
      }
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: entry.row >> shift))
      }
    }
    var statement = try connection.prepare("INSERT INTO fingerprint(id, entries) VALUES (\(id), ?)")
    statement.bindBlob(1, bytes[...])
    try statement.run()
  }

  /// The event rows whose id has this hash.
  static func rows(_ hash: UInt64, _ connection: borrowing Connection) throws(StoreError) -> [Int] {
    let first = levelOne | Int64(hash >> 56) << 24
    var found: [Int] = []
    let condition = "id < \(levelOne) OR id BETWEEN \(first) AND \(first + (1 << 24) - 1)"
    try read(condition, connection) { if $0.hash == hash { found.append(Int($0.row)) } }
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
    while try statement.step() {
      let bytes = statement.bytes(0)
      for start in stride(from: 0, to: bytes.count - 11, by: 12) {
        var hash: UInt64 = 0
        for index in 0..<8 { hash |= UInt64(bytes[start + index]) << (8 * UInt64(index)) }
        var row: UInt32 = 0
        for index in 0..<4 { row |= UInt32(bytes[start + 8 + index]) << (8 * UInt32(index)) }
        body((hash, row))
      }
    }
  }
}
