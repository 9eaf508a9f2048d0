/// A failure of the database, with SQLite's code and words; values that were bound never stand in it.
public struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  /// SQLite's extended result code; 0 when SQLite itself did not fail.
  public var code: Int32
  /// The database's path and what is wrong with it, as a fragment without a final period.
  public var message: String

  /// Makes an error.
  public init(code: Int32 = 0, message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }

  /// A failure of SQLite, in plain words where its code has them.
  static func failure(code: Int32, _ text: String, path: String) -> StoreError {
    StoreError(code: code, message: "\(path): \(plainWords(code) ?? text)")
  }

  /// Content that no version of the program has written.
  static func damaged(_ path: String, _ detail: String) -> StoreError {
    StoreError(code: 11, message: "\(path): is damaged: \(detail)")
  }

  private static func plainWords(_ code: Int32) -> String? {
    if code == readOnlyRollback {
      return "an ingest was interrupted and the file or its folder is read-only; run `retrial ingest` again"
    }
    return switch code & 0xFF {
    case 5, 6: "is locked by another process"
    case 8: "cannot be written: the file or its folder is read-only"
    case 11: "is damaged: its pages do not fit together"
    case 13: "cannot grow: the disk is full; what was committed stays"
    case 14: "cannot be opened: no such file or folder, or no permission"
    case 26: "is not a database"
    default: nil
    }
  }

  /// `SQLITE_READONLY_ROLLBACK`: a journal is left that must be rolled back and cannot be.
  private static let readOnlyRollback: Int32 = 776
}
