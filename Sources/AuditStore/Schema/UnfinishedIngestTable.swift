import CloudTrail

/// The table of ingests that are not complete, by the digest of the paths that they were given.
///
/// A row belongs to an ingest from its first commit to the one with its last file; then it is free, and looks as it did
/// before. Every value has one width, so that SQLite writes a row in its place: a database does not tell how often the
/// ingests that made it were interrupted.
enum UnfinishedIngestTable {
  static let sql = """
    CREATE TABLE unfinished_ingest(id INTEGER PRIMARY KEY, paths_sha256 BLOB NOT NULL, files TEXT NOT NULL,
      read TEXT NOT NULL);
    INSERT INTO unfinished_ingest VALUES (1, zeroblob(32), '0000000000', '0000000000');

    """

  private static let digits = 10
  private static let free = [UInt8](repeating: 0, count: 32)

  /// Notes how far an ingest has come; a complete one frees its row.
  static func note(
    _ ingest: UnfinishedIngest, of paths: SHA256Digest, _ connection: borrowing Connection
  ) throws(StoreError) {
    let own = try row(paths.bytes, connection)
    if ingest.isComplete {
      guard let own else { return }
      return try write(UnfinishedIngest(files: 0, read: 0), free, row: own, connection)
    }
    var place = own
    if place == nil { place = try row(free, connection) }
    if place == nil { place = try add(connection) }
    if let place { try write(ingest, paths.bytes, row: place, connection) }
  }

  /// The row with a digest; nil for none.
  private static func row(_ digest: [UInt8], _ connection: borrowing Connection) throws(StoreError) -> Int? {
    var find = try connection.prepare(
      "SELECT id FROM unfinished_ingest WHERE paths_sha256 = ? ORDER BY id LIMIT 1")
    find.bindBlob(1, digest[...])
    return try find.step() ? Int(find.integer(0)) : nil
  }

  private static func add(_ connection: borrowing Connection) throws(StoreError) -> Int {
    let id = try StoredState.nextID("unfinished_ingest", connection)
    try connection.execute("INSERT INTO unfinished_ingest VALUES (\(id), zeroblob(32), '', '')")
    return id
  }

  private static func write(
    _ ingest: UnfinishedIngest, _ digest: [UInt8], row: Int, _ connection: borrowing Connection
  ) throws(StoreError) {
    var update = try connection.prepare(
      "UPDATE unfinished_ingest SET paths_sha256 = ?, files = ?, read = ? WHERE id = ?")
    update.bindBlob(1, digest[...])
    update.bind(2, padded(ingest.files))
    update.bind(3, padded(ingest.read))
    update.bind(4, row)
    try update.run()
  }

  private static func padded(_ count: Int) -> String {
    let text = String(count)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

extension AuditDatabase {
  /// Says that ingests are not complete, as another database says it that was made from the same files.
  public func note(unfinished ingests: [UnfinishedIngest]) throws(StoreError) {
    for (number, ingest) in ingests.enumerated() {
      try UnfinishedIngestTable.note(ingest, of: SHA256Digest(of: Array("\(number)".utf8)), connection)
    }
  }

  /// The ingests of which the database holds a part, the first ones first.
  public func unfinishedIngests() throws(StoreError) -> [UnfinishedIngest] {
    var rows = try connection.prepare(
      "SELECT CAST(files AS INTEGER), CAST(read AS INTEGER) FROM unfinished_ingest "
        + "WHERE paths_sha256 <> zeroblob(32) ORDER BY id")
    var found: [UnfinishedIngest] = []
    while try rows.step() {
      let (files, read) = (rows.integer(0), rows.integer(1))
      guard (1...Int64(UInt32.max)).contains(files), (0..<files).contains(read) else {
        throw rows.damaged("an ingest cannot have read \(read) of \(files) files")
      }
      found.append(UnfinishedIngest(files: Int(files), read: Int(read)))
    }
    return found
  }
}
