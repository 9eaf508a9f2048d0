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
  static let notRegular = "is not a regular file; name it itself to read it"

  /// Opens a path, or standard input for `-`.
  ///
  /// With `mustBeRegular` anything but a regular file is refused, and a pipe is not waited for.
  /// - Throws: `LogFileError` when the system refuses or the path is a folder.
  public init(path: String, mustBeRegular: Bool = false) throws(LogFileError) {
    self.path = path
    let flags = O_RDONLY | O_CLOEXEC | (mustBeRegular ? O_NONBLOCK : 0)
    descriptor = unsafe path == "-" ? dup(0) : open(path, flags)
    guard descriptor >= 0 else { throw LogFileError(path: path, message: Self.reason(errno)) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw LogFileError(path: path, message: Self.reason(errno))
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw LogFileError(path: path, message: "is a folder")
    }
    guard !mustBeRegular || status.st_mode & S_IFMT == S_IFREG else {
      throw LogFileError(path: path, message: Self.notRegular)
    }
    isRegular = status.st_mode & S_IFMT == S_IFREG && path != "-"
    size = isRegular ? Int(status.st_size) : 0
    modified = isRegular ? Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec) : 0
  }

  deinit { close(descriptor) }

  /// The SHA-256 of all bytes; nil for a pipe, which can be read only once, and where libcrypto refuses.
  ///
  /// Call it before the first chunk is taken. A small file's bytes stay in memory for `nextChunk()`.
  public func digest() throws(LogFileError) -> SHA256Digest? {
    guard isRegular else { return nil }
    let digest = SHA256Stream()
    if size <= Self.wholeLimit {
      let bytes = try read(size + 1)
      digest.update(bytes[...])
      whole = bytes
      guard !atEnd else { return digest.finish() }
    }
    while case let chunk = try read(), !chunk.isEmpty { digest.update(chunk[...]) }
    whole = nil
    guard lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw LogFileError(path: path, message: Self.reason(errno))
    }
    atEnd = false
    return digest.finish()
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
    try read(isRegular && size < Self.chunkSize ? size + 1 : Self.chunkSize)
  }

  /// The next bytes, `wanted` of them unless the file ends before.
  private func read(_ wanted: Int) throws(LogFileError) -> [UInt8] {
    guard !atEnd else { return [] }
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
