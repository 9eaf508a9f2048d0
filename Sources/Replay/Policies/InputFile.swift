import Glibc
import JSON

/// Reading a whole input file.
public enum InputFile {
  /// A file longer than this many bytes is refused: a device may have no end.
  public static let sizeLimit = 64 << 20

  /// The bytes of a file; `-` is standard input.
  ///
  /// - Parameter mustBeRegular: whether to refuse pipes, devices and standard input, as for paths that no user named.
  /// - Throws: `SnapshotError` with the path when the file cannot be opened or read, or is longer than `limit` bytes.
  public static func read(
    _ path: String, limit: Int = sizeLimit, mustBeRegular: Bool = false
  ) throws(SnapshotError) -> [UInt8] {
    let file = try OpenFile(path, mustBeRegular: mustBeRegular)
    var bytes: [UInt8] = []
    var isTooLarge = (file.size ?? 0) > limit
    while !isTooLarge, case let chunk = try file.next(), !chunk.isEmpty {
      bytes += chunk
      isTooLarge = bytes.count > limit
    }
    guard !isTooLarge else { throw SnapshotError(file: path, message: "is larger than \(limit >> 20) MB") }
    return bytes
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
