import CSQLite

/// One connection to a database file, owned by one task; closed when it goes out of scope.
@safe struct Connection: ~Copyable {
  enum Access {
    /// The file must exist; it is written only to roll back what a killed process left.
    case existing
    /// Reads and writes; the file is made when it does not exist.
    case create
  }

  // INVARIANT: an open connection, closed once, by `deinit`. Statements that are still alive then keep it
  // alive inside SQLite (`sqlite3_close_v2`).
  private let handle: OpaquePointer
  /// The path it was opened from, for messages.
  let path: String

  /// SQLite takes this setting only before its first use; a later call changes nothing.
  private static let withoutStatistics = retrial_sqlite_without_statistics()

  /// - Throws: `StoreError` when the file cannot be opened.
  init(path: String, access: Access) throws(StoreError) {
    let flags =
      access == .existing ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    _ = Self.withoutStatistics
    var opened: OpaquePointer?
    var code = unsafe sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
    if code == SQLITE_OK, let opened = unsafe opened { code = unsafe TakenRow.define(on: opened) }
    let reason = unsafe opened == nil ? "out of memory" : String(cString: sqlite3_errmsg(opened))
    guard code == SQLITE_OK, let opened = unsafe opened else {
      _ = unsafe sqlite3_close_v2(opened)
      throw StoreError.failure(code: code, reason, path: path)
    }
    unsafe handle = unsafe opened
    self.path = path
    _ = unsafe sqlite3_extended_result_codes(opened, 1)
    _ = unsafe sqlite3_busy_timeout(opened, 5_000)
  }

  deinit { unsafe sqlite3_close_v2(handle) }

  /// Runs one or several statements that answer nothing.
  func execute(_ sql: String) throws(StoreError) {
    let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
  }

  /// Prepares one statement.
  ///
  /// - Parameter keepsBytes: whether it is to run often, with all of its parameters bound anew each time.
  func prepare(_ sql: String, keepsBytes: Bool = false) throws(StoreError) -> Statement {
    var prepared: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared = unsafe prepared else { throw failure(code) }
    return unsafe Statement(handle: prepared, connection: handle, path: path, keepsBytes: keepsBytes)
  }

  /// Prepares one statement that reads many rows, in an order that the tables have: SQLite would hand rows over before it
  /// sorts them.
  ///
  /// - Parameters:
  ///   - columns: what is read, in SQL.
  ///   - rest: what follows, from `FROM` on; its parameters count from 2.
  func prepare(rows columns: [String], _ rest: String) throws(StoreError) -> Statement {
    let list = columns.joined(separator: ", ")
    return try prepare("SELECT \(TakenRow.function)(?1, \(list)) \(rest)").taking(columns.count)
  }

  /// Opens a blob for reading, by the number of its row.
  func blob(_ column: String, of table: String, row: Int) throws(StoreError) -> StoredBlob {
    var opened: OpaquePointer?
    let code = unsafe sqlite3_blob_open(handle, "main", table, column, Int64(row), 0, &opened)
    guard code == SQLITE_OK, let opened = unsafe opened else { throw failure(code) }
    return unsafe StoredBlob(handle: opened, connection: handle, path: path)
  }

  /// The first column of the first row as a number; nil without a row.
  func integer(_ sql: String) throws(StoreError) -> Int64? {
    var statement = try prepare(sql)
    return try statement.step() ? statement.integer(0) : nil
  }

  /// How long a statement waits for another process before it fails.
  func wait(milliseconds: Int32) { _ = unsafe sqlite3_busy_timeout(handle, milliseconds) }

  /// Whether a transaction is open.
  var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

  /// An error about content that no version of the program has written.
  func damaged(_ detail: String) -> StoreError { StoreError.damaged(path, detail) }

  private func failure(_ code: Int32) -> StoreError {
    unsafe StoreError.failure(code: code, String(cString: sqlite3_errmsg(handle)), path: path)
  }
}
