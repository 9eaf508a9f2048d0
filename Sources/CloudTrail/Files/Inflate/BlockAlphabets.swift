/// What the symbols of a block's codes stand for, as entries for codes of no bits.
///
/// RFC 1951, 3.2.5.
enum BlockAlphabets {
  /// Literals, the end of a block, and lengths; the last two symbols stand for nothing.
  static let symbols: [UInt32] = {
    var entries: [UInt32] = []
    for byte: UInt32 in 0..<256 { entries.append(DecodeEntry.literal | byte << 16) }
    entries.append(DecodeEntry.special | DecodeEntry.end)
    for index: UInt32 in 0..<28 { entries.append(range(index, width: 4, from: 3)) }
    entries.append(258 << 16)
    return entries + [DecodeEntry.invalid, DecodeEntry.invalid]
  }()

  /// Distances; the last two symbols stand for nothing.
  static let distances: [UInt32] = {
    var entries: [UInt32] = []
    for index: UInt32 in 0..<30 { entries.append(range(index, width: 2, from: 1)) }
    return entries + [DecodeEntry.invalid, DecodeEntry.invalid]
  }()

  /// The lengths of codes, and the three symbols that repeat some.
  static let lengths: [UInt32] = (0..<19).map { (symbol: UInt32) in symbol << 16 }

  /// A number out of ranges that double with each further bit: `width` ranges for none, and so many more for each.
  private static func range(_ index: UInt32, width: UInt32, from least: UInt32) -> UInt32 {
    guard index >= width else { return (least + index) << 16 }
    let extra = index / width - 1
    let start = (width + index % width) << extra
    return (start + least) << 16 | extra
  }
}
