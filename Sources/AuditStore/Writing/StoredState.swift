/// What a writer must know of a database before it adds to it; right only while it holds the write lock.
struct StoredState {
  let dimensions: [DimensionTable]
  let calls: CallTable
  var fingerprints: FingerprintTable
  var nextEvent: Int
  var nextFile: Int
  /// The first identity whose template may be new to the table of `IdentityMembers`.
  private var nextIdentity: Int
  /// SQLite's count of the commits of others, by which a later look tells whether this is still right.
  let dataVersion: Int64?

  /// - Throws: `StoreError` when the tables cannot be read, or hold what no writer has written.
  init(_ connection: borrowing Connection) throws(StoreError) {
    dataVersion = try Self.dataVersion(connection)
    var dimensions: [DimensionTable] = []
    for dimension in Dimension.allCases { dimensions.append(try DimensionTable(dimension, connection)) }
    self.dimensions = dimensions
    calls = try CallTable(connection)
    fingerprints = try FingerprintRuns.loadAll(connection)
    nextEvent = try Self.nextID("event", connection)
    nextFile = try Self.nextID("file", connection)
    nextIdentity = try Self.nextID("identity", connection)
  }

  /// Brings the tables to where a transaction can end.
  mutating func endTransaction(_ noteMembers: inout Statement) throws(StoreError) {
    for table in dimensions { try table.flush() }
    noteMembers.bind(1, nextIdentity)
    try noteMembers.run()
    nextIdentity = dimensions[Dimension.identity.rawValue].nextRow
    for table in dimensions { try table.endTransaction() }
    try calls.endTransaction()
  }

  static func dataVersion(_ connection: borrowing Connection) throws(StoreError) -> Int64? {
    try connection.integer("PRAGMA data_version")
  }

  /// The number behind a table's last one.
  static func nextID(_ table: String, _ connection: borrowing Connection) throws(StoreError) -> Int {
    let last = try connection.integer("SELECT coalesce(max(id), 0) FROM \(table)") ?? 0
    guard (0...Int64(UInt32.max)).contains(last) else {
      throw connection.damaged("a row of `\(table)` has the number \(last)")
    }
    return Int(last) + 1
  }

  /// The first number of a table's present generation; 1 when it has only one.
  static func firstID(_ table: String, _ connection: borrowing Connection) throws(StoreError) -> Int {
    let first = try connection.integer("SELECT first_id FROM generation WHERE dimension = '\(table)'") ?? 1
    guard try 1...nextID(table, connection) ~= Int(first) else {
      throw connection.damaged("`generation` has no such start of `\(table)`: \(first)")
    }
    return Int(first)
  }
}
