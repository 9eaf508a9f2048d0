import Glibc

/// Writing whole output files.
public enum OutputFile {
  /// Writes a text to a file, which is there whole or not at all.
  ///
  /// - Throws: `SnapshotError` with the path when it cannot be written.
  public static func write(_ text: String, to path: String) throws(SnapshotError) {
    let draft = path + ".partial"
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw SnapshotError.ofSystem(path) }
    let isWritten = writeAll(Array(text.utf8), to: descriptor)
    let problem = isWritten ? nil : SnapshotError.ofSystem(path)
    let isClosed = close(descriptor) == 0
    if let problem {
      _ = unsafe unlink(draft)
      throw problem
    }
    guard isClosed, unsafe rename(draft, path) == 0 else { throw SnapshotError.ofSystem(path) }
  }

  /// Makes a folder unless it is there.
  ///
  /// - Throws: `SnapshotError` with the path when it cannot be made.
  public static func makeFolder(_ path: String) throws(SnapshotError) {
    if unsafe mkdir(path, 0o755) != 0, errno != EEXIST { throw SnapshotError.ofSystem(path) }
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
