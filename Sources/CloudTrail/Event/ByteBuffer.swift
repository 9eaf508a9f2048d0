/// Bytes on the heap that end in zeros, so that a scanner may read past the end and always stops there.
@safe final class ByteBuffer {
  /// How many zero bytes follow the content.
  static let padding = 64

  // INVARIANT: `base` points at `capacity + padding` bytes; those from `count` to `count + padding` are zero.
  private(set) var base: UnsafeMutablePointer<UInt8>
  private(set) var capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    unsafe base = .allocate(capacity: capacity + Self.padding)
    unsafe base.initialize(repeating: 0, count: Self.padding)
  }

  convenience init(_ bytes: [UInt8]) {
    self.init(capacity: bytes.count)
    unsafe bytes.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { unsafe base.update(from: start, count: bytes.count) }
    }
    setCount(bytes.count)
  }

  deinit { unsafe base.deallocate() }

  /// Declares the first bytes as content and renews the zeros behind them.
  func setCount(_ newCount: Int) {
    precondition(newCount >= 0 && newCount <= capacity)
    count = newCount
    unsafe (base + newCount).update(repeating: 0, count: Self.padding)
  }

  /// Moves what follows `offset` to the front.
  func drop(_ offset: Int) {
    precondition(offset >= 0 && offset <= count)
    if offset > 0, offset < count { unsafe base.update(from: base + offset, count: count - offset) }
    setCount(count - offset)
  }

  /// Makes room for at least `more` bytes behind the content, at least doubling when it grows.
  func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    let larger = max(capacity * 2, count + more)
    let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: larger + Self.padding)
    unsafe fresh.update(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = unsafe fresh
    capacity = larger
    setCount(count)
  }

  /// Marks a point up to which the bytes are in use.
  func keepAlive() { withExtendedLifetime(self) {} }
}
