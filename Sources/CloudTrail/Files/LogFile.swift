import CZlib
import Glibc

/// One file of delivered bytes, read front to back in chunks.
public final class LogFile {
  /// The path as it was given; `-` is standard input.
  public let path: String
  /// The size in bytes when it was opened; 0 for a pipe.
  public let size: Int
  /// The time of the last change in nanoseconds since 1970; 0 for a pipe.
  public let modified: Int64
  /// Whether the file can be read twice, which a pipe cannot.
  public let isRegular: Bool
  private let descriptor: Int32
  private var whole: [UInt8]?
  private var atEnd = false

  /// Files up to this size are read at once.
  public static let wholeLimit = 8 << 20
  static let chunkSize = 1 << 20

  /// Opens a path, or standard input for `-`.
  ///
  /// - Throws: `LogFileError` when the system refuses or the path is a folder.
  public init(path: String) throws(LogFileError) {
    self.path = path
    descriptor = unsafe path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LogFileError(path: path, message: Self.reason(errno)) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw LogFileError(path: path, message: Self.reason(errno))
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw LogFileError(path: path, message: "is a folder")
    }
    isRegular = status.st_mode & S_IFMT == S_IFREG && path != "-"
    size = isRegular ? Int(status.st_size) : 0
    modified = isRegular ? Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec) : 0
  }

  deinit { close(descriptor) }

  /// The CRC-32 of all bytes; nil for a pipe, which can be read only once.
  ///
  /// Call it before the first chunk is taken. A small file's bytes stay in memory for `nextChunk()`.
  public func checksum() throws(LogFileError) -> UInt32? {
    guard isRegular else { return nil }
    var sum = UInt32(0)
    if size <= Self.wholeLimit {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(size)
      while case let chunk = try read(), !chunk.isEmpty {
        if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      }
      sum = CRC.of(bytes, from: sum)
      whole = bytes
      return sum
    }
    while case let chunk = try read(), !chunk.isEmpty { sum = CRC.of(chunk, from: sum) }
    guard lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw LogFileError(path: path, message: Self.reason(errno))
    }
    atEnd = false
    return sum
  }

  /// The next bytes; empty at the end.
  public func nextChunk() throws(LogFileError) -> [UInt8] {
    if let bytes = whole {
      whole = []
      return bytes
    }
    return try read()
  }

  private func read() throws(LogFileError) -> [UInt8] {
    guard !atEnd else { return [] }
    let wanted = isRegular && size < Self.chunkSize ? size + 1 : Self.chunkSize
    var failure: Int32 = 0
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
      while count < buffer.count {
        let taken = unsafe Glibc.read(
          descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
        if taken < 0, errno == EINTR { continue }
        if taken < 0 { failure = errno }
        if taken <= 0 { break }
        count += taken
      }
    }
    guard failure == 0 else { throw LogFileError(path: path, message: Self.reason(failure)) }
    if chunk.count < wanted { atEnd = true }
    return chunk
  }

  static func reason(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    let message = unsafe String(cString: text)
    return message.prefix(1).lowercased() + message.dropFirst()
  }
}

/// The CRC-32 of RFC 1952, as gzip carries it.
public enum CRC {
  /// Continues a sum over more bytes; a new sum starts from 0.
  public static func of(_ bytes: [UInt8], from sum: UInt32 = 0) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return sum }
      return unsafe UInt32(truncatingIfNeeded: crc32_z(UInt(sum), base, buffer.count))
    }
  }
}
