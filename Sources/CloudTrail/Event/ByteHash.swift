public import Glibc

/// A fast 64-bit hash over bytes by folded multiplication; the same in every process, not for secrets.
enum ByteHash {
  static let seed: UInt64 = 0x9E37_79B9_7F4A_7C15

  @inline(__always)
  static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }

  /// Up to 15 bytes as two words, which may overlap.
  @inline(__always)
  private static func ends(_ raw: UnsafeRawPointer, _ count: Int) -> (UInt64, UInt64) {
    if count >= 8 {
      return unsafe (
        raw.loadUnaligned(as: UInt64.self), raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      )
    }
    if count >= 4 {
      return unsafe (
        UInt64(raw.loadUnaligned(as: UInt32.self)),
        UInt64(raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
      )
    }
    guard count > 0 else { return (0, 0) }
    let bytes = unsafe (
      UInt64(raw.load(as: UInt8.self)), UInt64(raw.load(fromByteOffset: count / 2, as: UInt8.self)),
      UInt64(raw.load(fromByteOffset: count &- 1, as: UInt8.self))
    )
    return (bytes.0 | bytes.1 << 8 | bytes.2 << 16, 0)
  }

  /// The state after all whole blocks of 32 bytes, and how many bytes those are.
  ///
  /// Of two chains of multiplications neither waits for the other.
  @inline(__always)
  private static func lanes(_ raw: UnsafeRawPointer, _ count: Int, _ state: UInt64) -> (UInt64, Int) {
    var (first, second) = (state, ~state)
    var offset = 0
    while offset &+ 32 <= count {
      let words = unsafe (
        raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
        raw.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self),
        raw.loadUnaligned(fromByteOffset: offset &+ 16, as: UInt64.self),
        raw.loadUnaligned(fromByteOffset: offset &+ 24, as: UInt64.self)
      )
      first = mix(words.0 ^ 0xA076_1D64_78BD_642F ^ first, words.1 ^ 0xE703_7ED1_A0B4_28DB)
      second = mix(words.2 ^ 0x8EBC_6AF0_9C88_C6E3 ^ second, words.3 ^ 0x5899_65CC_7537_4CC3)
      offset &+= 32
    }
    return (mix(first ^ seed, second), offset)
  }

  static func of(_ base: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let raw = unsafe UnsafeRawPointer(base)
    var state = seed ^ UInt64(truncatingIfNeeded: count)
    var offset = 0
    if count >= 64 { (state, offset) = unsafe lanes(raw, count, state) }
    while offset &+ 16 <= count {
      let low = unsafe raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let high = unsafe raw.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
      state = mix(low ^ 0xA076_1D64_78BD_642F ^ state, high ^ 0xE703_7ED1_A0B4_28DB)
      offset &+= 16
    }
    let (low, high) = unsafe ends(raw + offset, count &- offset)
    return mix(mix(low ^ 0x8EBC_6AF0_9C88_C6E3 ^ state, high ^ 0x5899_65CC_7537_4CC3), state ^ seed)
  }
}

/// Whether two runs of bytes are the same.
@inlinable @inline(__always)
func equalBytes(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
  unsafe memcmp(left, right, count) == 0
}
