/// The two codes of a block, the fixed ones or those that stand in its header.
///
/// RFC 1951, 3.2.5 to 3.2.7.
struct BlockCodes: ~Copyable {
  private(set) var symbols = DecodeTable(rootBits: 10, symbols: BlockAlphabets.symbols)
  private(set) var distances = DecodeTable(rootBits: 8, symbols: BlockAlphabets.distances)
  private var lengthCode = DecodeTable(rootBits: 7, symbols: BlockAlphabets.lengths, blank: 1 << 8 | 1)
  private var isFixed = false

  /// The order in which the lengths of the code for lengths come.
  private static let order: [Int] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  /// Takes the fixed codes.
  mutating func useFixed() {
    guard !isFixed else { return }
    let lengths = (0..<288).map { index -> UInt8 in
      index < 144 ? 8 : index < 256 ? 9 : index < 280 ? 7 : 8
    }
    isFixed =
      symbols.build(lengths[...], takesSingle: true)
      && distances.build([UInt8](repeating: 5, count: 32)[...], takesSingle: true)
  }

  /// Reads the codes from a block's header.
  mutating func read(_ reader: inout BitReader) throws(InflateFault) {
    isFixed = false
    let symbolCount = Int(try reader.take(5)) + 257
    let distanceCount = Int(try reader.take(5)) + 1
    let orderCount = Int(try reader.take(4)) + 4
    guard symbolCount <= 286, distanceCount <= 30 else {
      throw .damaged("too many length or distance symbols")
    }
    var order = [UInt8](repeating: 0, count: Self.order.count)
    for index in 0..<orderCount { order[Self.order[index]] = UInt8(truncatingIfNeeded: try reader.take(3)) }
    guard lengthCode.build(order[...], takesSingle: false) else { throw .damaged("invalid code lengths set") }
    let lengths = try readLengths(symbolCount + distanceCount, &reader)
    guard lengths[256] > 0 else { throw .damaged("invalid code -- missing end-of-block") }
    guard symbols.build(lengths[..<symbolCount], takesSingle: true) else {
      throw .damaged("invalid literal/lengths set")
    }
    guard distances.build(lengths[symbolCount...], takesSingle: true) else {
      throw .damaged("invalid distances set")
    }
  }

  private func readLengths(_ total: Int, _ reader: inout BitReader) throws(InflateFault) -> [UInt8] {
    var lengths: [UInt8] = []
    lengths.reserveCapacity(total)
    while lengths.count < total {
      let symbol = try reader.entry(of: lengthCode)
      reader.drop(Int(symbol.codeLength))
      var repeated: UInt8 = 0
      let count: Int
      switch symbol.payload {
      case 16:
        count = Int(try reader.take(2)) + 3
        guard let last = lengths.last else { throw .damaged("invalid bit length repeat") }
        repeated = last
      case 17: count = Int(try reader.take(3)) + 3
      case 18: count = Int(try reader.take(7)) + 11
      default:
        lengths.append(UInt8(truncatingIfNeeded: symbol.payload))
        continue
      }
      guard lengths.count + count <= total else { throw .damaged("invalid bit length repeat") }
      for _ in 0..<count { lengths.append(repeated) }
    }
    return lengths
  }
}
