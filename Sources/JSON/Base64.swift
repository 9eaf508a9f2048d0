/// Base64, in which JSON texts carry bytes; RFC 4648, section 4.
public enum Base64 {
  /// The bytes of a text; nil for a text with anything that does not belong there.
  ///
  /// - Parameter passesLineBreaks: whether line feeds and carriage returns may stand anywhere in it.
  public static func bytes(_ text: String, passesLineBreaks: Bool = true) -> [UInt8]? {
    var digits = Array(text.utf8)
    if passesLineBreaks { digits.removeAll { $0 == 0x0A || $0 == 0x0D } }
    guard digits.count % 4 == 0 else { return nil }
    var padding = 0
    while digits.last == UInt8(ascii: "="), padding < 2 {
      digits.removeLast()
      padding += 1
    }
    var bytes: [UInt8] = []
    var buffer: UInt32 = 0
    var bits: UInt32 = 0
    for digit in digits {
      guard let value = value(digit) else { return nil }
      buffer = (buffer << 6 | value) & 0xFF_FFFF
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
      }
    }
    return bytes
  }

  private static func value(_ digit: UInt8) -> UInt32? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
