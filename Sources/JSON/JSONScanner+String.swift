extension JSONScanner {
  /// The offset behind the string whose opening quote stands at `start`; -1 after a fault.
  @inlinable @inline(__always)
  public mutating func skipString(_ base: UnsafePointer<UInt8>, _ start: Int) -> Int {
    let raw = unsafe UnsafeRawPointer(base)
    var offset = start &+ 1
    while true {
      let word = unsafe raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let stops = Self.stops(word)
      if stops == 0 {
        offset &+= 8
        continue
      }
      offset &+= stops.trailingZeroBitCount >> 3
      if unsafe base[offset] == UInt8(ascii: "\"") { return offset &+ 1 }
      offset = unsafe skipSpecial(base, offset)
      if offset < 0 { return -1 }
    }
  }

  /// The high bit of each byte that is a quote, a backslash, a control character or not ASCII.
  ///
  /// Bits above the lowest set one may be false (a borrow runs upwards); only the lowest is used.
  @inlinable @inline(__always)
  public static func stops(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = word ^ (ones &* 0x22)
    let backslashes = word ^ (ones &* 0x5C)
    let found = (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes
    return (found | (word &- ones &* 0x20) & ~word | word) & (ones &* 0x80)
  }

  /// The offset behind an escape or a character beyond ASCII; -1 after a fault.
  @usableFromInline @inline(never)
  mutating func skipSpecial(_ base: UnsafePointer<UInt8>, _ start: Int) -> Int {
    let byte = unsafe base[start]
    if byte == UInt8(ascii: "\\") { return unsafe skipEscape(base, start) }
    if byte < 0x20 {
      return fail(
        byte == 0 ? "a string is not closed" : "a control character in a string must be escaped", at: start)
    }
    return unsafe skipCharacter(base, start)
  }

  private mutating func skipEscape(_ base: UnsafePointer<UInt8>, _ start: Int) -> Int {
    switch unsafe base[start &+ 1] {
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return start &+ 2
    case UInt8(ascii: "u"):
      for index in 2..<6 where unsafe Self.hexDigit(base[start &+ index]) == nil {
        return fail("a `\\u` escape needs four hexadecimal digits", at: start &+ index)
      }
      return start &+ 6
    default: return fail("unknown escape in a string", at: start &+ 1)
    }
  }

  /// Checks one character of UTF-8: shortest form, no surrogate, not beyond U+10FFFF.
  private mutating func skipCharacter(_ base: UnsafePointer<UInt8>, _ start: Int) -> Int {
    let lead = unsafe base[start]
    let second = unsafe base[start &+ 1]
    let length: Int
    var low: UInt8 = 0x80
    var high: UInt8 = 0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF:
      length = 3
      if lead == 0xE0 { low = 0xA0 }
      if lead == 0xED { high = 0x9F }
    case 0xF0...0xF4:
      length = 4
      if lead == 0xF0 { low = 0x90 }
      if lead == 0xF4 { high = 0x8F }
    default: return fail("the text is not valid UTF-8", at: start)
    }
    guard second >= low, second <= high else { return fail("the text is not valid UTF-8", at: start &+ 1) }
    for index in 2..<max(length, 2) where unsafe base[start &+ index] & 0xC0 != 0x80 {
      return fail("the text is not valid UTF-8", at: start &+ index)
    }
    return start &+ length
  }

  /// The value of a hexadecimal digit; nil for any other byte.
  public static func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte &- 0x30)
    case 0x41...0x46: UInt32(byte &- 0x37)
    case 0x61...0x66: UInt32(byte &- 0x57)
    default: nil
    }
  }
}
