import Glibc
import JSON

/// Reading a whole input file.
public enum InputFile {
  /// A file longer than this many bytes is refused: a device may have no end.
  public static let sizeLimit = 64 << 20

  /// The bytes of a file; `-` is standard input.
  ///
  /// - Throws: `SnapshotError` with the path when the file cannot be opened or read, or is longer than `limit` bytes.
  public static func read(_ path: String, limit: Int = sizeLimit) throws(SnapshotError) -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw SnapshotError.ofSystem(path)
    }
    defer { if path != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count == 0 { return bytes }
      if count > 0 { bytes += chunk[..<count] }
      guard bytes.count <= limit else {
        throw SnapshotError(file: path, message: "is larger than \(limit >> 20) MB")
      }
      if count < 0, errno != EINTR { throw SnapshotError.ofSystem(path) }
    }
  }

  /// The JSON of a file, no two members of one object having the same name.
  ///
  /// - Throws: `SnapshotError` with the file and the place of what is not JSON.
  static func json(_ bytes: [UInt8], file: String) throws(SnapshotError) -> JSONValue {
    do {
      return try JSONReader.parse(bytes, options: .init(refusesDuplicateKeys: true))
    } catch {
      throw SnapshotError(file: file, position: error.position, message: error.message)
    }
  }
}

extension SnapshotError {
  /// What the system said last of a path.
  static func ofSystem(_ path: String) -> SnapshotError {
    SnapshotError(file: path, message: unsafe String(cString: strerror(errno)).lowercased())
  }
}
