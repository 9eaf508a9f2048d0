/// A failure of the database, with SQLite's code and words; values that were bound never stand in it.
public struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  /// SQLite's extended result code; 0 when SQLite itself did not fail.
  public var code: Int32
  /// What is wrong, as a fragment without a final period.
  public var message: String
  /// The statement that failed, if one did.
  public var sql: String?

  /// Makes an error.
  public init(code: Int32 = 0, message: String, sql: String? = nil) {
    self.code = code
    self.message = message
    self.sql = sql
  }

  /// The message, and the statement when there is one.
  public var description: String { sql.map { "\(message) (in `\($0)`)" } ?? message }
}
