/// What a code stands for and how many bits it takes, in 32 bits, so that one look decodes a symbol.
///
/// The low 8 bits count the bits of the code and of the number that follows it. The high 16 are the payload: a
/// literal, what a length or a distance is at least, or where a second table starts.
struct DecodeEntry {
  static let literal: UInt32 = 1 << 15
  /// No literal, length or distance: the end of the block, a second table, or no code at all.
  static let special: UInt32 = 1 << 14
  static let link: UInt32 = 1 << 13
  static let end: UInt32 = 1 << 12
  /// A symbol that stands for nothing.
  static let invalid: UInt32 = special
  /// A code of one bit that stands for nothing.
  static let invalidCode: UInt32 = invalid | 1 << 8 | 1

  var value: UInt32

  init(_ value: UInt32) { self.value = value }

  var isLiteral: Bool { value & Self.literal != 0 }
  var isSpecial: Bool { value & Self.special != 0 }
  /// Whether a special symbol leads to a second table.
  var isLink: Bool { value & (Self.special | Self.link) == Self.special | Self.link }
  /// Whether a special symbol ends the block.
  var isEnd: Bool { value & (Self.special | Self.end) == Self.special | Self.end }
  /// How many bits the code and what follows it take.
  var length: UInt64 { UInt64(value & 0xFF) }
  /// How many of those bits are the code's; for a link how many bits choose from the second table.
  var codeLength: UInt64 { UInt64(value >> 8 & 0xF) }
  var payload: UInt32 { value >> 16 }

  /// The number that the payload and the bits behind the code make up.
  @inline(__always)
  func number(_ bits: UInt64) -> Int {
    Int(truncatingIfNeeded: UInt64(payload) &+ (bits & ((1 &<< length) &- 1)) &>> codeLength)
  }

  /// This symbol with a code of so many bits.
  func coded(_ length: Int) -> UInt32 { value &+ UInt32(length) &* (1 | 1 << 8) }
}
