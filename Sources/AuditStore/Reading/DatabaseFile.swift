import CloudTrail
import Synchronization

/// The file behind a reading connection, with connections of other threads to the same state of it.
///
/// They are opened at once: a process that waits to write lets those go on reading who have begun, and nobody else in.
/// While they are there nobody writes; they are closed with the last copy.
public struct DatabaseFile: Sendable {
  private let readers: Readers

  fileprivate init(_ readers: Readers) { self.readers = readers }

  /// Lends a connection that no other thread has meanwhile.
  ///
  /// - Throws: `StoreError` when more are in use than were opened, and another cannot be; or what `body` throws.
  public func use<Result: Sendable>(
    _ body: @Sendable (borrowing AuditDatabase) throws -> Result
  ) throws -> Result {
    let reader = try readers.take()
    defer { readers.giveBack(reader) }
    return try reader.use(body)
  }

  /// Lends each of the connections, of which none may be in use.
  public func useAll(_ body: @Sendable (borrowing AuditDatabase) throws -> Void) throws {
    for reader in readers.all { try reader.use(body) }
  }
}

extension AuditDatabase {
  /// The file, for other threads.
  ///
  /// - Parameter readers: how many threads read at once.
  /// - Throws: `StoreError` when it cannot be opened as often, or another one has been put in its place.
  public borrowing func file(readers: Int) throws -> DatabaseFile {
    DatabaseFile(try Readers(path, state(), count: readers))
  }

  fileprivate borrowing func state() throws(StoreError) -> FileState {
    FileState(
      identity: identity,
      rows: [
        try connection.integer("SELECT max(id) FROM event"),
        try connection.integer("SELECT max(id) FROM call"),
        try connection.integer("SELECT max(id) FROM file"),
      ])
  }
}

/// What tells one state of a database from another.
private struct FileState: Sendable, Equatable {
  let identity: FileIdentity?
  let rows: [Int64?]
}

/// A connection that is lent.
private final class Reader: Sendable {
  private let database: Mutex<AuditDatabase>

  init(_ database: consuming sending AuditDatabase) { self.database = Mutex(database) }

  func use<Result: Sendable>(
    _ body: @Sendable (borrowing AuditDatabase) throws -> Result
  ) throws -> Result {
    try database.withLock { try body($0) }
  }
}

/// The connections to one state of a file.
private final class Readers: Sendable {
  private let path: String
  private let state: FileState
  private let idle = Mutex<[Reader]>([])

  init(_ path: String, _ state: FileState, count: Int) throws {
    self.path = path
    self.state = state
    for _ in 0..<count { giveBack(try opened()) }
  }

  var all: [Reader] { idle.withLock { $0 } }

  func take() throws -> Reader {
    if let known = idle.withLock({ $0.popLast() }) { return known }
    return try opened()
  }

  func giveBack(_ reader: Reader) { idle.withLock { $0.append(reader) } }

  /// The first connection keeps others from writing, but not from putting another file in place of this one, and not at
  /// all where somebody has set the database to write ahead.
  private func opened() throws -> Reader {
    let database = try AuditDatabase(path: path, access: .read)
    guard try database.state() == state else {
      throw StoreError(message: "\(path): was replaced or written while it was read; run it again")
    }
    return Reader(database)
  }
}
