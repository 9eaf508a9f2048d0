import Glibc

/// Texts that are compared with a file in the repository.
public enum Golden {
  /// Whether a text equals a file below the repository's root, byte by byte.
  ///
  /// With `RECORD_GOLDEN` in the environment the file is rewritten, and the answer is false.
  public static func matches(_ text: String, _ name: String) throws -> Bool {
    if unsafe getenv("RECORD_GOLDEN") != nil {
      try write(Array(text.utf8), to: Repository.root + "/" + name)
      return false
    }
    return try Repository.read(name) == Array(text.utf8)
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw TemporaryDirectory.Failure(message: "open \(path): \(errno)") }
    defer { close(descriptor) }
    var offset = 0
    while offset < bytes.count {
      let count = unsafe bytes[offset...].withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { throw TemporaryDirectory.Failure(message: "write \(path): \(errno)") }
      offset += count
    }
  }
}
