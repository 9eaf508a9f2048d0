import Glibc

/// A file that is read front to back; it is closed when it goes away.
final class OpenFile {
  /// The size in bytes when it was opened; nil for what tells none, such as a pipe.
  let size: Int?
  private let path: String
  private let descriptor: Int32
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)

  /// Opens a path; `-` is standard input.
  ///
  /// - Parameter mustBeRegular: whether to refuse pipes and devices, which may have no end, and standard input; a pipe
  ///   is not waited for.
  /// - Throws: `SnapshotError` with the path when the system refuses, or it is no such file.
  init(_ path: String, mustBeRegular: Bool = false) throws(SnapshotError) {
    self.path = path
    let isInput = path == "-" && !mustBeRegular
    let flags = O_RDONLY | O_CLOEXEC | (mustBeRegular ? O_NONBLOCK : 0)
    descriptor = unsafe isInput ? dup(STDIN_FILENO) : open(path, flags)
    guard descriptor >= 0 else { throw SnapshotError.ofSystem(path) }
    var status = stat()
    let kind = unsafe fstat(descriptor, &status) == 0 ? status.st_mode & S_IFMT : 0
    size = kind == S_IFREG && !isInput ? Int(status.st_size) : nil
    // A folder is refused when it is read, by the system's own words.
    guard !mustBeRegular || kind == S_IFREG || kind == S_IFDIR else {
      throw SnapshotError(file: path, message: "is not a regular file")
    }
  }

  deinit { close(descriptor) }

  /// The next bytes; empty at the end.
  ///
  /// - Throws: `SnapshotError` with the path and the system's reason.
  func next() throws(SnapshotError) -> ArraySlice<UInt8> {
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 { return chunk[..<count] }
      if errno != EINTR { throw SnapshotError.ofSystem(path) }
    }
  }
}
