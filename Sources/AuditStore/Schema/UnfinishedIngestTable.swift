import CloudTrail

/// The table of ingests that are not complete, by the digest of the paths that they were given and their windows.
///
/// A row belongs to an ingest from its first commit to the one with its last file, or to that of another one which covers
/// it; then it is free, and looks as it did before. Every value has one width, so that SQLite writes a row in its place: a
/// database does not tell how often the ingests that made it were interrupted.
enum UnfinishedIngestTable {
  static let sql = """
    CREATE TABLE unfinished_ingest(id INTEGER PRIMARY KEY, paths_sha256 BLOB NOT NULL, files TEXT NOT NULL,
      read TEXT NOT NULL);
    INSERT INTO unfinished_ingest VALUES (1, zeroblob(32), '0000000000', '0000000000');

    """

  /// Older versions did not say where and for which time an ingest read: of theirs it counts as all time, as they may have
  /// meant that, and their places are not known.
  static let scopes = """
    ALTER TABLE unfinished_ingest ADD COLUMN window_start TEXT NOT NULL DEFAULT '\(moment(nil))';
    ALTER TABLE unfinished_ingest ADD COLUMN window_end TEXT NOT NULL DEFAULT '\(moment(nil))';
    -- Paths with a zero between two of them, and zeros behind the last.
    ALTER TABLE unfinished_ingest ADD COLUMN places BLOB NOT NULL DEFAULT x'';
    UPDATE unfinished_ingest SET window_start = '\(moment(nil))', window_end = '\(moment(nil))',
      places = zeroblob(\(UnfinishedIngest.room));

    """

  /// What tells ingests apart.
  struct Key: Hashable {
    /// The bytes of the digest of its paths.
    var paths: [UInt8]
    var window: TimeWindow
  }

  private static let digits = 10
  private static let free = Key(paths: [UInt8](repeating: 0, count: 32), window: TimeWindow())

  /// Notes how far an ingest has come; a complete one frees its row.
  static func note(
    _ ingest: UnfinishedIngest, of paths: SHA256Digest, _ connection: borrowing Connection
  ) throws(StoreError) {
    let key = Key(paths: paths.bytes, window: ingest.window)
    if ingest.isComplete { return try settle(key, connection) }
    var place = try row(key, connection)
    if place == nil { place = try row(free, connection) }
    if place == nil { place = try add(connection) }
    if let place { try write(ingest, key, row: place, connection) }
  }

  /// Frees the row of an ingest that is complete, or covered by one that is.
  static func settle(_ key: Key, _ connection: borrowing Connection) throws(StoreError) {
    guard let row = try row(key, connection) else { return }
    try write(UnfinishedIngest(files: 0, read: 0), free, row: row, connection)
  }

  /// All that are not complete, the first ones first.
  static func all(
    _ connection: borrowing Connection
  ) throws(StoreError) -> [(key: Key, ingest: UnfinishedIngest)] {
    var rows = try connection.prepare(
      "SELECT CAST(files AS INTEGER), CAST(read AS INTEGER), window_start, window_end, places, paths_sha256 "
        + "FROM unfinished_ingest WHERE paths_sha256 <> zeroblob(32) ORDER BY id")
    var found: [(key: Key, ingest: UnfinishedIngest)] = []
    while try rows.step() {
      let (files, read) = (rows.integer(0), rows.integer(1))
      guard (1...Int64(UInt32.max)).contains(files), (0..<files).contains(read) else {
        throw rows.damaged("an ingest cannot have read \(read) of \(files) files")
      }
      let window = TimeWindow(
        start: rows.text(2).flatMap { Int64($0) }, end: rows.text(3).flatMap { Int64($0) })
      let places = rows.bytes(4).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      found.append(
        (
          Key(paths: rows.bytes(5), window: window),
          UnfinishedIngest(files: Int(files), read: Int(read), window: window, places: places)
        ))
    }
    return found
  }

  /// The row of an ingest; nil for none.
  private static func row(_ key: Key, _ connection: borrowing Connection) throws(StoreError) -> Int? {
    var find = try connection.prepare(
      "SELECT id FROM unfinished_ingest WHERE paths_sha256 = ? AND window_start = ? AND window_end = ? "
        + "ORDER BY id LIMIT 1")
    find.bindBlob(1, key.paths[...])
    find.bind(2, moment(key.window.start))
    find.bind(3, moment(key.window.end))
    return try find.step() ? Int(find.integer(0)) : nil
  }

  private static func add(_ connection: borrowing Connection) throws(StoreError) -> Int {
    let id = try StoredState.nextID("unfinished_ingest", connection)
    try connection.execute("INSERT INTO unfinished_ingest VALUES (\(id), zeroblob(32), '', '', '', '', x'')")
    return id
  }

  private static func write(
    _ ingest: UnfinishedIngest, _ key: Key, row: Int, _ connection: borrowing Connection
  ) throws(StoreError) {
    var update = try connection.prepare(
      "UPDATE unfinished_ingest SET paths_sha256 = ?, files = ?, read = ?, window_start = ?, window_end = ?, "
        + "places = ? WHERE id = ?")
    update.bindBlob(1, key.paths[...])
    update.bind(2, padded(ingest.files, digits))
    update.bind(3, padded(ingest.read, digits))
    update.bind(4, moment(key.window.start))
    update.bind(5, moment(key.window.end))
    let places = ingest.places.joined(separator: "\0").utf8
    update.bindBlob(
      6, (Array(places) + [UInt8](repeating: 0, count: max(0, UnfinishedIngest.room - places.count)))[...])
    update.bind(7, row)
    try update.run()
  }

  /// The end of a window with its sign; a missing one has no digits.
  private static func moment(_ seconds: Int64?) -> String {
    guard let seconds else { return String(repeating: "-", count: 20) }
    return (seconds < 0 ? "-" : "+") + padded(seconds.magnitude, 19)
  }

  private static func padded(_ count: some BinaryInteger, _ digits: Int) -> String {
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
    try UnfinishedIngestTable.all(connection).map { $0.ingest }
  }
}
