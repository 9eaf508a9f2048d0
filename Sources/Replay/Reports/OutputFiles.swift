public import AuditStore
import CloudTrail
import Glibc

/// Writing whole output files, over none of the files that they are made from.
public final class OutputFiles {
  private let inputs: [String]
  /// Looked up when a file is to be replaced: a log may have many.
  private lazy var spared = Set(inputs.compactMap { FileIdentity(path: $0) })

  /// - Parameter inputs: the paths of files that are not to be replaced under any name.
  init(sparing inputs: [String]) { self.inputs = inputs }

  /// Spares what was read, the database, and the log files that this was made from, where they are still there.
  ///
  /// - Throws: `StoreError` when the database cannot be read.
  public convenience init(
    sparing files: InputFiles, and database: borrowing AuditDatabase
  ) throws(StoreError) {
    self.init(
      sparing: AuditDatabase.files(at: database.path) + files.inputs.map { $0.path }
        + (try database.storedFiles().map { $0.path }))
  }

  /// Writes a text to a file, which is there whole or not at all, or into a pipe or device as it stands.
  ///
  /// A link stays, and what it leads to is written.
  /// - Throws: `SnapshotError` with the path when it cannot be written, or is one of the inputs.
  public func write(_ text: String, to path: String) throws(SnapshotError) {
    let bytes = Array(text.utf8)
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      if errno != ENOENT || SnapshotFiles.isLink(path) { throw SnapshotError.ofSystem(path) }
      return try replace(path, with: bytes, path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      return try pour(bytes, into: unsafe open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC), path)
    }
    let own = FileIdentity(path: path)
    guard let own, !spared.contains(own) else {
      throw SnapshotError(file: path, message: "is one of the files that this is made from; name another one")
    }
    // `/dev/stdout`, which may go to a file that others write as well.
    if own == FileIdentity(descriptor: STDOUT_FILENO) {
      return try pour(bytes, into: dup(STDOUT_FILENO), path)
    }
    try replace(SnapshotFiles.isLink(path) ? Self.resolved(path) : path, with: bytes, path)
  }

  /// Makes a folder unless it is there.
  ///
  /// - Throws: `SnapshotError` with the path when it cannot be made.
  public static func makeFolder(_ path: String) throws(SnapshotError) {
    if unsafe mkdir(path, 0o755) != 0, errno != EEXIST { throw SnapshotError.ofSystem(path) }
  }

  /// Puts a new file in place of what a path leads to; nobody can have put anything where it is written until then.
  private func replace(_ target: String, with bytes: [UInt8], _ path: String) throws(SnapshotError) {
    let folder = target.lastIndex(of: "/").map { target[...$0] } ?? ""
    let draft = "\(folder).retrial-\(String(UInt64.random(in: 0 ... .max), radix: 16)).partial"
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    try pour(bytes, into: unsafe open(draft, flags, 0o644), path) { _ = unsafe unlink(draft) }
    guard unsafe rename(draft, target) == 0 else {
      let problem = SnapshotError.ofSystem(path)
      _ = unsafe unlink(draft)
      throw problem
    }
  }

  /// Writes all bytes and closes what they are written into.
  ///
  /// - Parameter undo: what is done after a failure.
  private func pour(
    _ bytes: [UInt8], into descriptor: Int32, _ path: String, undo: () -> Void = {}
  ) throws(SnapshotError) {
    guard descriptor >= 0 else { throw SnapshotError.ofSystem(path) }
    var problem = Self.writeAll(bytes, to: descriptor) ? nil : SnapshotError.ofSystem(path)
    if close(descriptor) != 0, problem == nil { problem = SnapshotError.ofSystem(path) }
    guard let problem else { return }
    undo()
    throw problem
  }

  /// The path of the file that links lead to.
  private static func resolved(_ path: String) throws(SnapshotError) -> String {
    guard let found = unsafe realpath(path, nil) else { throw SnapshotError.ofSystem(path) }
    defer { unsafe free(found) }
    return unsafe String(cString: found)
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let count = unsafe bytes[offset...].withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno != EINTR { return false }
      offset += max(count, 0)
    }
    return true
  }
}
