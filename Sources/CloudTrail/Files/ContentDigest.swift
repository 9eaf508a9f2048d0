/// A 128-bit digest by which files are told apart: BLAKE2b, so no two of them meet, not even on purpose.
///
/// RFC 7693, with 16 bytes of output and no key.
@safe public struct ContentDigest: Sendable {
  private var chain = BlakeChain()
  // INVARIANT: at most one block of bytes that are not yet part of `state`; the last block waits for `finish`.
  private var rest: [UInt8] = []

  /// Starts a digest of no bytes.
  public init() { rest.reserveCapacity(BlakeChain.blockSize) }

  /// Takes more bytes.
  public mutating func update(_ bytes: [UInt8]) {
    var chain = chain
    var offset = min(bytes.count, BlakeChain.blockSize - rest.count)
    rest.append(contentsOf: bytes[..<offset])
    guard offset < bytes.count else { return }
    unsafe rest.withUnsafeBytes { unsafe chain.add($0, at: 0) }
    unsafe bytes.withUnsafeBytes { source in
      while source.count - offset > BlakeChain.blockSize {
        unsafe chain.add(source, at: offset)
        offset += BlakeChain.blockSize
      }
    }
    rest.removeAll(keepingCapacity: true)
    rest.append(contentsOf: bytes[offset...])
    self.chain = chain
  }

  /// The digest of all bytes; nothing may be added behind it.
  public mutating func finish() -> [UInt8] {
    let count = rest.count
    rest.append(contentsOf: repeatElement(0, count: BlakeChain.blockSize - count))
    var chain = chain
    unsafe rest.withUnsafeBytes { unsafe chain.add($0, at: 0, count, isLast: true) }
    return chain.bytes
  }
}

/// The state that BLAKE2b carries from block to block.
@safe private struct BlakeChain: Sendable {
  static let blockSize = 128
  private static let digestSize = 16
  private static let start: [8 of UInt64] = [
    0x6A09_E667_F3BC_C908, 0xBB67_AE85_84CA_A73B, 0x3C6E_F372_FE94_F82B, 0xA54F_F53A_5F1D_36F1,
    0x510E_527F_ADE6_82D1, 0x9B05_688C_2B3E_6C1F, 0x1F83_D9AB_FB41_BD6B, 0x5BE0_CD19_137E_2179,
  ]

  private var state = Self.start
  private var length: UInt64 = 0

  init() { state[0] ^= 0x0101_0000 ^ UInt64(Self.digestSize) }

  /// The digest, once the last block is in.
  var bytes: [UInt8] {
    (0..<Self.digestSize).map { UInt8(truncatingIfNeeded: state[$0 / 8] >> UInt64($0 % 8 * 8)) }
  }

  /// Mixes in one block, of which `count` bytes are content.
  @inline(__always)
  mutating func add(
    _ source: UnsafeRawBufferPointer, at offset: Int, _ count: Int = BlakeChain.blockSize,
    isLast: Bool = false
  ) {
    precondition(offset >= 0 && offset &+ Self.blockSize <= source.count)
    guard let base = source.baseAddress else { return }
    length &+= UInt64(count)
    var rounds = BlakeRounds(state, length: length, isLast: isLast)
    unsafe rounds.mixAll(base + offset)
    rounds.fold(into: &state)
  }
}

/// The sixteen words of BLAKE2b's inner state, in variables so that they stay in registers.
private struct BlakeRounds {
  private var a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3: UInt64

  @inline(__always)
  init(_ state: [8 of UInt64], length: UInt64, isLast: Bool) {
    (a0, a1, a2, a3) = (state[0], state[1], state[2], state[3])
    (b0, b1, b2, b3) = (state[4], state[5], state[6], state[7])
    (c0, c1) = (0x6A09_E667_F3BC_C908, 0xBB67_AE85_84CA_A73B)
    (c2, c3) = (0x3C6E_F372_FE94_F82B, 0xA54F_F53A_5F1D_36F1)
    (d0, d1) = (0x510E_527F_ADE6_82D1 ^ length, 0x9B05_688C_2B3E_6C1F)
    d2 = isLast ? ~0x1F83_D9AB_FB41_BD6B : 0x1F83_D9AB_FB41_BD6B
    d3 = 0x5BE0_CD19_137E_2179
  }

  /// All rounds, each with its order of the block's words.
  @inline(__always)
  mutating func mixAll(_ block: UnsafeRawPointer) {
    unsafe mix(block, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    unsafe mix(block, 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3)
    unsafe mix(block, 11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4)
    unsafe mix(block, 7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8)
    unsafe mix(block, 9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13)
    unsafe mix(block, 2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9)
    unsafe mix(block, 12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11)
    unsafe mix(block, 13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10)
    unsafe mix(block, 6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5)
    unsafe mix(block, 10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0)
    unsafe mix(block, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    unsafe mix(block, 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3)
  }

  /// One round: the columns, then the diagonals.
  @inline(__always)
  private mutating func mix(
    _ block: UnsafeRawPointer, _ m0: Int, _ m1: Int, _ m2: Int, _ m3: Int, _ m4: Int, _ m5: Int, _ m6: Int,
    _ m7: Int, _ m8: Int, _ m9: Int, _ m10: Int, _ m11: Int, _ m12: Int, _ m13: Int, _ m14: Int, _ m15: Int
  ) {
    unsafe Self.step(&a0, &b0, &c0, &d0, word(block, m0), word(block, m1))
    unsafe Self.step(&a1, &b1, &c1, &d1, word(block, m2), word(block, m3))
    unsafe Self.step(&a2, &b2, &c2, &d2, word(block, m4), word(block, m5))
    unsafe Self.step(&a3, &b3, &c3, &d3, word(block, m6), word(block, m7))
    unsafe Self.step(&a0, &b1, &c2, &d3, word(block, m8), word(block, m9))
    unsafe Self.step(&a1, &b2, &c3, &d0, word(block, m10), word(block, m11))
    unsafe Self.step(&a2, &b3, &c0, &d1, word(block, m12), word(block, m13))
    unsafe Self.step(&a3, &b0, &c1, &d2, word(block, m14), word(block, m15))
  }

  @inline(__always)
  private static func step(
    _ a: inout UInt64, _ b: inout UInt64, _ c: inout UInt64, _ d: inout UInt64, _ first: UInt64,
    _ second: UInt64
  ) {
    a = a &+ b &+ first
    d = turned(d ^ a, 32)
    c = c &+ d
    b = turned(b ^ c, 24)
    a = a &+ b &+ second
    d = turned(d ^ a, 16)
    c = c &+ d
    b = turned(b ^ c, 63)
  }

  @inline(__always)
  private func word(_ block: UnsafeRawPointer, _ index: Int) -> UInt64 {
    unsafe block.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self).littleEndian
  }

  @inline(__always)
  private static func turned(_ value: UInt64, _ count: UInt64) -> UInt64 {
    value &>> count | value &<< (64 &- count)
  }

  @inline(__always)
  func fold(into state: inout [8 of UInt64]) {
    state[0] ^= a0 ^ c0
    state[1] ^= a1 ^ c1
    state[2] ^= a2 ^ c2
    state[3] ^= a3 ^ c3
    state[4] ^= b0 ^ d0
    state[5] ^= b1 ^ d1
    state[6] ^= b2 ^ d2
    state[7] ^= b3 ^ d3
  }
}
