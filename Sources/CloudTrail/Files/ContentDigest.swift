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
  /// The order in which each round takes the words of a block, a letter from `a` on for each.
  private static let order: StaticString = """
    abcdefghijklmnop\
    okeijpngbmaclhfd\
    limafcpnkodghbje\
    hjdbnmlocgfkeapi\
    jafhcekpoblmgidn\
    cmgkalidenhfpobj\
    mfbponekahgdjcil\
    nlhombdjfapeigck\
    gpojldaimcnhbekf\
    kciehgbfpljodmna\
    abcdefghijklmnop\
    okeijpngbmaclhfd
    """

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
    for round in 0..<12 { unsafe rounds.mix(base + offset, Self.order.utf8Start + round &* 16) }
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

  /// One round: the columns, then the diagonals.
  @inline(__always)
  mutating func mix(_ block: UnsafeRawPointer, _ order: UnsafePointer<UInt8>) {
    unsafe Self.step(&a0, &b0, &c0, &d0, block, order)
    unsafe Self.step(&a1, &b1, &c1, &d1, block, order + 2)
    unsafe Self.step(&a2, &b2, &c2, &d2, block, order + 4)
    unsafe Self.step(&a3, &b3, &c3, &d3, block, order + 6)
    unsafe Self.step(&a0, &b1, &c2, &d3, block, order + 8)
    unsafe Self.step(&a1, &b2, &c3, &d0, block, order + 10)
    unsafe Self.step(&a2, &b3, &c0, &d1, block, order + 12)
    unsafe Self.step(&a3, &b0, &c1, &d2, block, order + 14)
  }

  @inline(__always)
  private static func step(
    _ a: inout UInt64, _ b: inout UInt64, _ c: inout UInt64, _ d: inout UInt64,
    _ block: UnsafeRawPointer, _ order: UnsafePointer<UInt8>
  ) {
    a = unsafe a &+ b &+ word(block, order[0])
    d = turned(d ^ a, 32)
    c = c &+ d
    b = turned(b ^ c, 24)
    a = unsafe a &+ b &+ word(block, order[1])
    d = turned(d ^ a, 16)
    c = c &+ d
    b = turned(b ^ c, 63)
  }

  @inline(__always)
  private static func word(_ block: UnsafeRawPointer, _ letter: UInt8) -> UInt64 {
    unsafe block.loadUnaligned(fromByteOffset: Int(letter &- 0x61) &* 8, as: UInt64.self).littleEndian
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
