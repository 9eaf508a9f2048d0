import Glibc

/// A fresh folder that goes away with its owner.
public final class TemporaryDirectory: Sendable {
  /// The folder's path.
  public let path: String

  /// What went wrong while the folder was made or filled.
  public struct Failure: Error {
    /// The call that failed, with its reason.
    public let message: String
  }

  /// Makes a folder in the system's place for temporary files.
  public init() throws {
    let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? P_tmpdir
    var template = Array((base + "/retrial-test-XXXXXX").utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw Failure(message: "mkdtemp: \(errno)") }
    path = unsafe template.withUnsafeBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe String(cString: $0) } ?? ""
    }
  }

  deinit { Self.remove(path) }

  /// Writes a text into a file below the folder, making folders on the way, and returns its path.
  public func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  /// Writes bytes into a file below the folder, making folders on the way, and returns its path.
  public func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    var folder = path
    for part in name.split(separator: "/").dropLast() {
      folder += "/" + part
      _ = unsafe mkdir(folder, 0o755)
    }
    let file = path + "/" + name
    let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw Failure(message: "open \(name): \(errno)") }
    defer { close(descriptor) }
    var offset = 0
    while offset < bytes.count {
      let count = unsafe bytes[offset...].withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { throw Failure(message: "write \(name): \(errno)") }
      offset += count
    }
    return file
  }

  private static func remove(_ path: String) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      _ = unsafe unlink(path)
      return
    }
    for name in FolderContent.names(in: path) ?? [] { remove(path + "/" + name) }
    _ = unsafe rmdir(path)
  }
}
