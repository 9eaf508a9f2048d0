/// A window over the text of a log file: gzip is inflated, plain bytes pass; memory stays bounded.
@safe final class TextBuffer {
  enum Format: Equatable { case gzip, plain, empty, other(String) }

  static let chunkSize = 256 << 10
  private let space: ReadingSpace
  private let bytes: ByteBuffer
  private let next: () throws(LogFileError) -> [UInt8]
  private var inflater: Inflater?
  /// How many bytes stand in front of the window, which gzip data may repeat.
  private var history = 0
  private var pending: [UInt8] = []
  private var pendingOffset = 0
  private(set) var format = Format.empty
  /// Where the text's first byte in the window stands in the whole text.
  private(set) var origin = 0
  /// Whether the text in the window is the last there is.
  private(set) var isAtEnd = false
  /// What is wrong with the compressed data, once everything before it has been read.
  private(set) var damage: String?
  private let hash: SHA256Stream?
  private let checks: Bool

  /// - Parameters:
  ///   - hashes: whether the SHA-256 of the text is wanted.
  ///   - checks: whether the CRCs of gzip data are checked.
  init(
    in space: ReadingSpace = ReadingSpace(), hashes: Bool = false, checks: Bool = true,
    next: @escaping () throws(LogFileError) -> [UInt8]
  ) {
    space.reset()
    self.space = space
    bytes = space.window
    self.next = next
    self.checks = checks
    hash = hashes ? SHA256Stream() : nil
  }

  /// The SHA-256 of the whole text; nil unless it was wanted and all was read.
  ///
  /// To be asked for once.
  func digest() -> SHA256Digest? { isAtEnd ? hash?.finish() : nil }

  /// Where the text of the gzip member that was begun last begins; 0 for plain bytes.
  var memberStart: Int { inflater?.memberStart ?? 0 }

  /// Whether the damage shows that the text from `memberStart` on is not what was written.
  var isRefuted: Bool { inflater?.isRefuted ?? false }

  /// The first byte of the window; zeros follow the last.
  var base: UnsafePointer<UInt8> { unsafe UnsafePointer(bytes.base + history) }
  var count: Int { bytes.count - history }

  /// What files begin with in which logs may be packed, but for gzip.
  private static let packed: [(start: [UInt8], name: String)] = [
    ([0x50, 0x4B, 0x03, 0x04], "a zip archive"), ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard file"),
    ([0xFD, 0x37, 0x7A, 0x58], "an xz file"), ([0x42, 0x5A, 0x68], "a bzip2 file"),
    ([0x04, 0x22, 0x4D, 0x18], "an LZ4 file"), ([0x37, 0x7A, 0xBC, 0xAF], "a 7z archive"),
    ([0x50, 0x41, 0x52, 0x31], "a Parquet file"),
  ]

  /// Reads the first bytes and tells from them what the file is.
  func open() throws(LogFileError) {
    pending = try next()
    while 1..<4 ~= pending.count, case let more = try next(), !more.isEmpty { pending += more }
    if pending.isEmpty {
      isAtEnd = true
    } else if pending.starts(with: [0x1F, 0x8B]) {
      format = .gzip
      inflater = Inflater(in: space, first: pending, checks: checks, next: next)
      pending = []
    } else if let packed = Self.packed.first(where: { pending.starts(with: $0.start) }) {
      format = .other("\(packed.name), not a log; unpack it first")
    } else {
      format = .plain
    }
  }

  /// Drops the first bytes of the window and reads more behind the rest.
  func refill(dropping offset: Int) throws(LogFileError) {
    let start = history + offset
    history = inflater == nil ? 0 : min(start, max(Inflater.windowSize - (count - offset), 0))
    bytes.drop(start - history)
    origin += offset
    guard !isAtEnd else { return }
    bytes.reserve(Self.chunkSize)
    let room = bytes.capacity - bytes.count
    let end = bytes.count
    let added =
      inflater == nil
      ? unsafe try copy(to: bytes.base + end, capacity: room)
      : unsafe try inflate(to: bytes.base + end, capacity: min(room, max(Self.chunkSize, end)))
    bytes.setCount(end + added)
    unsafe hash?.update(bytes.base + end, count: added)
  }

  private func inflate(to target: UnsafeMutablePointer<UInt8>, capacity: Int) throws(LogFileError) -> Int {
    guard let inflater else { return 0 }
    let added = unsafe try inflater.inflate(into: target, capacity: capacity, history: bytes.count)
    if inflater.state != .running { isAtEnd = true }
    if inflater.state == .failed { damage = "\(inflater.reason) (at compressed byte \(inflater.consumed))" }
    return added
  }

  private func copy(to target: UnsafeMutablePointer<UInt8>, capacity: Int) throws(LogFileError) -> Int {
    if pendingOffset == pending.count {
      pending = try next()
      pendingOffset = 0
    }
    let amount = min(capacity, pending.count - pendingOffset)
    guard amount > 0 else {
      isAtEnd = true
      return 0
    }
    unsafe pending.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      unsafe target.update(from: start + pendingOffset, count: amount)
    }
    pendingOffset += amount
    return amount
  }
}
