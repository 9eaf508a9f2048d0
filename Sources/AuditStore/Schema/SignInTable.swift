/// The table of what sign-ins to the console say of how they went.
enum SignInTable {
  static let sql = """
    CREATE TABLE sign_in(event_rowid INTEGER PRIMARY KEY, mfa_used TEXT, result TEXT);

    """

  /// Makes the table anew where it is that of the first databases of version 5, which has no column for the result.
  ///
  /// Its rows stay; deriving again fills in the rest.
  static func complete(_ connection: borrowing Connection) throws(StoreError) {
    guard try isIncomplete(connection) else { return }
    try connection.execute("BEGIN IMMEDIATE")
    // Another process may have done it while this one waited for the lock.
    guard try isIncomplete(connection) else { return try connection.execute("ROLLBACK") }
    try connection.execute(
      "CREATE TEMP TABLE told AS SELECT event_rowid, mfa_used FROM main.sign_in; DROP TABLE main.sign_in; \(sql)"
        + "INSERT INTO sign_in(event_rowid, mfa_used) SELECT event_rowid, mfa_used FROM temp.told; "
        + "DROP TABLE temp.told; COMMIT")
  }

  private static func isIncomplete(_ connection: borrowing Connection) throws(StoreError) -> Bool {
    let columns = "SELECT count(*), sum(name = 'result') FROM pragma_table_info('sign_in')"
    var statement = try connection.prepare(columns)
    return try statement.step() && statement.integer(0) > 0 && statement.integer(1) == 0
  }
}
