import CloudTrail
import Glibc

/// Retrial's database: one SQLite file, checked to be Retrial's and brought to the current version.
public struct AuditDatabase: ~Copyable {
  /// What the database is opened for.
  public enum Access: Sendable {
    /// Only reads; the file must exist. All reads see the database as the first one found it.
    case read
    /// Reads and writes; the file is made when it does not exist.
    case write
    /// Reads and writes a database that is there.
    case update
  }

  /// The path it was opened from.
  public let path: String
  let connection: Connection
  /// The file that was opened, which another may have replaced at its path since.
  let identity: FileIdentity?

  /// Opens the database and, for writing, brings it to the current version.
  ///
  /// - Throws: `StoreError` for a file that is no database, another program's, or a newer version's.
  public init(path: String, access: Access) throws(StoreError) {
    let file = FileIdentity(path: path)
    connection = try Self.opened(path, access, file)
    identity = file ?? FileIdentity(path: path)
    self.path = path
  }

  /// The paths of a database's file and of those that SQLite keeps beside it.
  public static func files(at path: String) -> [String] {
    ["", "-journal", "-wal", "-shm"].map { path + $0 }
  }

  private static func opened(
    _ path: String, _ access: Access, _ file: FileIdentity?
  ) throws(StoreError) -> Connection {
    guard !path.isEmpty, path != ":memory:", !path.hasPrefix("file:") else {
      throw StoreError(message: "`\(path)` is not the path of a file")
    }
    guard !isFolder(path) else {
      let name = path.hasSuffix("/") ? "\(path)retrial.db" : "\(path)/retrial.db"
      throw StoreError(message: "\(path): is a folder and not a database; name the file, such as \(name)")
    }
    guard access == .write || file != nil else {
      throw StoreError(
        message:
          "\(path): is not there, or its folder cannot be read; `retrial ingest` makes it, --db names another"
      )
    }
    let connection = try Connection(path: path, access: access == .read ? .existing : .create)
    // With the 2 MB that SQLite takes by itself, look-ups of dimension rows read most pages many times. Who reads needs
    // no folder to write into.
    if access == .read {
      try connection.execute(
        "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384; BEGIN")
    }
    try check(connection, access)
    if let file, file != FileIdentity(path: path) {
      throw StoreError(message: "\(path): was replaced while it was opened; run it again")
    }
    return connection
  }

  private static func check(_ connection: borrowing Connection, _ access: Access) throws(StoreError) {
    let path = connection.path
    let objects = try connection.integer("SELECT count(*) FROM sqlite_schema") ?? 0
    let application = try connection.integer("PRAGMA application_id") ?? 0
    let version = try connection.integer("PRAGMA user_version") ?? 0
    guard objects == 0 && application == 0 || application == Migrations.applicationID else {
      throw StoreError(message: "\(path): is a database of another application, not one of Retrial")
    }
    try checkLength(connection)
    guard version <= Migrations.version else {
      let newest = Migrations.version
      throw StoreError(
        message: "\(path): has version \(version), newer than this program's \(newest); update retrial")
    }
    guard objects > 0 || access == .write else {
      throw StoreError(message: "\(path): is empty; run `retrial ingest` to fill it")
    }
    if access != .read { return try migrate(connection, from: Int(version)) }
    guard version == Migrations.version else {
      throw StoreError(
        message: "\(path): has version \(version); run `retrial ingest` once to bring it up to date")
    }
  }

  /// SQLite takes what is missing of the last page for zeros.
  private static func checkLength(_ connection: borrowing Connection) throws(StoreError) {
    let pages = try connection.integer("PRAGMA page_count") ?? 0
    let (wanted, _) = pages.multipliedReportingOverflow(by: try connection.integer("PRAGMA page_size") ?? 0)
    // Of a database that somebody put into that mode the newest pages lie in another file.
    guard Self.length(of: connection.path + "-wal") ?? 0 == 0, let own = Self.length(of: connection.path)
    else { return }
    if own < wanted { throw connection.damaged("it was cut short, \(own) of \(wanted) bytes are left") }
  }

  /// The length of a file in bytes; nil for none.
  private static func length(of path: String) -> Int64? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? Int64(status.st_size) : nil
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func migrate(_ connection: borrowing Connection, from version: Int) throws(StoreError) {
    if version == 0 { try connection.execute("PRAGMA page_size = 16384") }
    try connection.execute(
      "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768")
    try connection.execute("PRAGMA temp_store = MEMORY")
    try SignInTable.complete(connection)
    for step in Migrations.steps.indices.dropFirst(max(version, 0)) {
      try connection.execute("BEGIN IMMEDIATE")
      // Another process may have taken the same step while this one waited for the lock.
      guard try connection.integer("PRAGMA user_version") == Int64(step) else {
        try connection.execute("ROLLBACK")
        continue
      }
      try Migrations.take(step, connection)
      try connection.execute("PRAGMA application_id = \(Migrations.applicationID)")
      try connection.execute("PRAGMA user_version = \(step + 1)")
      try connection.execute("COMMIT")
    }
  }
}
