import Glibc
import JSON

/// Reading policy files and folders; every failure names the path.
public enum SnapshotFiles {
  /// A file longer than this many bytes is refused: a device may have no end.
  public static let sizeLimit = 64 << 20

  /// The bytes of a file; `-` is standard input.
  ///
  /// - Throws: `SnapshotError` when the system refuses or the file is longer than `limit` bytes.
  public static func read(_ path: String, limit: Int = sizeLimit) throws(SnapshotError) -> [UInt8] {
    let descriptor = unsafe path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(path)
      }
      bytes += chunk[..<count]
      guard bytes.count <= limit else {
        throw SnapshotError(file: path, message: "is larger than \(limit >> 20) MB")
      }
    }
  }

  /// A JSON file as a tree with positions; an error carries the file and the place.
  static func readJSON(_ path: String, as name: String) throws(SnapshotError) -> JSONValue {
    let bytes = try read(path)
    do {
      return try JSONReader.parse(bytes)
    } catch {
      throw SnapshotError(file: name, position: error.position, message: error.message)
    }
  }

  /// The names in a folder, sorted by bytes; empty when there is no such folder.
  static func names(in folder: String) throws(SnapshotError) -> [String] {
    guard let directory = unsafe opendir(folder) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw failure(folder)
    }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The names of a folder's `.json` files, sorted by bytes.
  static func jsonNames(in folder: String) throws(SnapshotError) -> [String] {
    try names(in: folder).filter { $0.hasSuffix(".json") }
  }

  /// Whether something exists at the path.
  static func exists(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
  }

  /// Whether the path is a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func failure(_ path: String) -> SnapshotError {
    SnapshotError(file: path, message: unsafe String(cString: strerror(errno)).lowercased())
  }
}
