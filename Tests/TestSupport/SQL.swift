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
}
