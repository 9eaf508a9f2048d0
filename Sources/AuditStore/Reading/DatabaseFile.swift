import CloudTrail

/// The file behind a reading connection, for connections of other threads to the same state of it.
public struct DatabaseFile: Sendable {
  private let path: String
  private let identity: FileIdentity?
  private let rows: [Int64?]

  fileprivate init(_ path: String, _ identity: FileIdentity?, _ rows: [Int64?]) {
    self.path = path
    self.identity = identity
    self.rows = rows
  }

  /// Another reading connection.
  ///
  /// The first connection keeps others from writing, but not from putting another file in place of this one, and not at
  /// all where somebody has set the database to write ahead.
  /// - Throws: `StoreError` when it is not the same file any more, or more has been written.
  public func opened() throws -> AuditDatabase {
    let database = try AuditDatabase(path: path, access: .read)
    guard try database.file().isSame(as: self) else {
      throw StoreError(message: "\(path): was replaced or written while it was read; run it again")
    }
    return database
  }

  private func isSame(as other: DatabaseFile) -> Bool { identity == other.identity && rows == other.rows }
}

extension AuditDatabase {
  /// The file, for connections of other threads.
  ///
  /// - Throws: `StoreError` when the database cannot be read.
  public borrowing func file() throws(StoreError) -> DatabaseFile {
    DatabaseFile(
      path, identity,
      [
        try connection.integer("SELECT max(id) FROM event"),
        try connection.integer("SELECT max(id) FROM call"),
        try connection.integer("SELECT max(id) FROM file"),
      ])
  }
}
