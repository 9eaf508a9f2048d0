/// Where inflated bytes go, and the bytes before that matches may reach back to.
@safe struct InflateOutput {
  /// How many bytes behind `limit` a symbol may write: a match of 258 and what is copied beyond its end.
  static let slack = 320
  /// How far back a match may reach.
  static let windowSize = 32 << 10

  // INVARIANT: what is from `floor` to `limit + slack` is one piece of memory, filled up to `next`.
  var next: UnsafeMutablePointer<UInt8>
  /// The last place where a symbol may begin.
  let limit: UnsafeMutablePointer<UInt8>
  /// The first byte that a match may reach.
  var floor: UnsafeMutablePointer<UInt8>

  /// - Parameter history: how many bytes in front of `target` were inflated before.
  init(_ target: UnsafeMutablePointer<UInt8>, capacity: Int, history: Int) {
    precondition(capacity >= Self.slack && history >= 0)
    unsafe next = unsafe target
    unsafe limit = unsafe target + (capacity - Self.slack)
    unsafe floor = unsafe target - history
  }

  var hasRoom: Bool { unsafe next <= limit }

  mutating func put(_ byte: UInt8) {
    unsafe next.pointee = byte
    unsafe next += 1
  }

  /// Repeats what was written `distance` bytes before; false when that reaches too far back.
  mutating func copy(distance: Int, length: Int) -> Bool {
    guard unsafe distance <= next - floor else { return false }
    unsafe Self.copy(UnsafeMutableRawPointer(next), distance, length)
    unsafe next += length
    return true
  }

  /// Copies a match of up to 258 bytes; up to 31 bytes behind it are overwritten with anything.
  @inline(__always)
  static func copy(_ target: UnsafeMutableRawPointer, _ distance: Int, _ length: Int) {
    let source = unsafe target - distance
    guard distance >= 16 else { return unsafe copyNear(target, source, distance, length) }
    var offset = 0
    repeat {
      unsafe move(source + offset, target + offset)
      unsafe move(source + offset + 16, target + offset + 16)
      offset &+= 32
    } while offset < length
  }

  @inline(__always)
  private static func move(_ source: UnsafeMutableRawPointer, _ target: UnsafeMutableRawPointer) {
    unsafe target.storeBytes(of: source.loadUnaligned(as: SIMD2<UInt64>.self), as: SIMD2<UInt64>.self)
  }

  /// Copies a match that overlaps with what it is copied from.
  @inline(never)
  private static func copyNear(
    _ target: UnsafeMutableRawPointer, _ source: UnsafeMutableRawPointer, _ distance: Int, _ length: Int
  ) {
    var offset = 0
    while offset < length {
      unsafe target.storeBytes(
        of: source.load(fromByteOffset: offset, as: UInt8.self), toByteOffset: offset, as: UInt8.self)
      offset &+= 1
    }
  }
}
