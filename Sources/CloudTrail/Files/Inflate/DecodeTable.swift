/// Decodes the Huffman codes of one alphabet: a first table for short codes, links to second ones for longer.
///
/// RFC 1951, 3.2.2.
struct DecodeTable {
  /// How many bits choose from the first table.
  let rootBits: Int
  /// The first table, and behind it the second ones.
  ///
  /// INVARIANT: there are at least `1 << rootBits` entries, and a link's second table lies within them.
  private(set) var entries: [UInt32]
  /// The entry of each symbol, for a code of no bits.
  private let symbols: [UInt32]
  /// What stands in the table of an alphabet without any code.
  private let blank: UInt32

  static let longest = 15

  init(rootBits: Int, symbols: [UInt32], blank: UInt32 = DecodeEntry.invalidCode) {
    self.rootBits = rootBits
    self.symbols = symbols
    self.blank = blank
    entries = [UInt32](repeating: blank, count: 1 << rootBits)
  }

  /// Makes the table from the length of each symbol's code, 0 for none; false when they make up no code.
  ///
  /// A code must be complete, but for one of a single bit, which zlib takes as well where `takesSingle` is set.
  mutating func build(_ lengths: ArraySlice<UInt8>, takesSingle: Bool) -> Bool {
    var counts = [16 of Int](repeating: 0)
    for length in lengths { counts[Int(length)] += 1 }
    counts[0] = 0
    var left = 1
    var longestUsed = 0
    for length in 1...Self.longest {
      left = left << 1 - counts[length]
      guard left >= 0 else { return false }
      if counts[length] > 0 { longestUsed = length }
    }
    guard longestUsed > 0 else {
      for index in 0..<(1 << rootBits) { entries[index] = blank }
      return true
    }
    guard left == 0 || takesSingle && longestUsed == 1 else { return false }
    fill(sorted(lengths, counts), counts)
    return true
  }

  /// The symbols that have codes, by the length of their codes.
  private func sorted(_ lengths: ArraySlice<UInt8>, _ counts: [16 of Int]) -> [(symbol: Int, length: Int)] {
    var offsets = [16 of Int](repeating: 0)
    for length in 1..<Self.longest { offsets[length + 1] = offsets[length] + counts[length] }
    let total = offsets[Self.longest] + counts[Self.longest]
    var sorted = [(symbol: Int, length: Int)](repeating: (0, 0), count: total)
    for (symbol, length) in lengths.enumerated() where length > 0 {
      sorted[offsets[Int(length)]] = (symbol, Int(length))
      offsets[Int(length)] += 1
    }
    return sorted
  }

  /// Enters the codes in their order: the table of each length is twice that of the length before.
  private mutating func fill(_ sorted: [(symbol: Int, length: Int)], _ counts: [16 of Int]) {
    var rest = counts
    var code = 0
    var size = 2
    var end = 1 << rootBits
    var second = (prefix: -1, start: 0, bits: 0)
    (entries[0], entries[1]) = (blank, blank)
    for (symbol, length) in sorted {
      while size < 1 << min(length, rootBits) { double(&size) }
      let entry = DecodeEntry(symbols[symbol])
      if length <= rootBits {
        entries[code] = entry.coded(length)
      } else {
        let prefix = code & (1 << rootBits - 1)
        if prefix != second.prefix {
          second = (prefix, end, secondBits(length, rest))
          end += 1 << second.bits
          if end > entries.count { entries += [UInt32](repeating: blank, count: end - entries.count) }
          let link = UInt32(second.start) << 16 | UInt32(second.bits) << 8 | UInt32(rootBits)
          entries[prefix] = DecodeEntry.special | DecodeEntry.link | link
        }
        let step = 1 << (length - rootBits)
        for index in stride(from: code >> rootBits, to: 1 << second.bits, by: step) {
          entries[second.start + index] = entry.coded(length - rootBits)
        }
      }
      rest[length] -= 1
      code = Self.next(code, length)
    }
    while size < 1 << rootBits { double(&size) }
  }

  private mutating func double(_ size: inout Int) {
    for index in 0..<size { entries[size + index] = entries[index] }
    size *= 2
  }

  /// How many bits a second table needs whose first code has this length; `rest` counts the codes yet to come.
  private func secondBits(_ length: Int, _ rest: [16 of Int]) -> Int {
    var bits = length - rootBits
    var left = 1 << bits - rest[length]
    while left > 0, bits + rootBits < Self.longest {
      bits += 1
      left = left << 1 - rest[bits + rootBits]
    }
    return bits
  }

  /// The code behind another: one more, counted from its last bit, as the first bit of a code is the lowest.
  private static func next(_ code: Int, _ length: Int) -> Int {
    let zeros = code ^ (1 << length - 1)
    guard zeros > 0 else { return 0 }
    let bit = 1 << (Int.bitWidth - 1 - zeros.leadingZeroBitCount)
    return code & (bit - 1) | bit
  }
}
