import CSQLite

/// SQL that runs on a database beside the program, as a person might run it.
public enum SQL {
  /// Runs statements, and `body` before the database is closed.
  public static func run(_ statement: String, _ path: String, _ body: () -> Void = {}) throws {
    var handle: OpaquePointer?
    defer { _ = unsafe sqlite3_close_v2(handle) }
    let opened = unsafe sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil)
    let code = unsafe opened == SQLITE_OK ? sqlite3_exec(handle, statement, nil, nil, nil) : opened
    guard code == SQLITE_OK else { throw TemporaryDirectory.Failure(message: "\(statement): code \(code)") }
    body()
  }

  /// Runs `body` while another connection has changed something and waits to commit it, as others are reading.
  public static func committing(_ statement: String, _ path: String, _ body: () throws -> Void) throws {
    var handle: OpaquePointer?
    defer { _ = unsafe sqlite3_close_v2(handle) }
    var code = unsafe sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil)
    if code == SQLITE_OK {
      code = unsafe sqlite3_exec(handle, "BEGIN IMMEDIATE; \(statement)", nil, nil, nil)
    }
    if code == SQLITE_OK { code = unsafe sqlite3_exec(handle, "COMMIT", nil, nil, nil) }
    guard code == SQLITE_BUSY else { throw TemporaryDirectory.Failure(message: "\(statement): code \(code)") }
    try body()
  }
}
