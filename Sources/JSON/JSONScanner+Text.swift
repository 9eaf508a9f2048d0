extension JSONScanner {
  /// Whether a byte stands in a run of bytes.
  public static func contains(_ byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    for index in 0..<bytes.count where unsafe bytes[index] == byte { return true }
    return false
  }

  /// The bytes of a validated string's inside with its escapes resolved; nil for half a surrogate pair.
  public static func unescaped(_ inner: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    var plain: [UInt8] = []
    plain.reserveCapacity(inner.count)
    var offset = 0
    while offset < inner.count {
      let byte = unsafe inner[offset]
      guard byte == UInt8(ascii: "\\") else {
        plain.append(byte)
        offset += 1
        continue
      }
      guard offset + 1 < inner.count else { return nil }
      let code = unsafe inner[offset + 1]
      if code == UInt8(ascii: "u") {
        guard let length = unsafe appendScalar(inner, offset, to: &plain) else { return nil }
        offset += length
      } else {
        guard let resolved = simpleEscape(code) else { return nil }
        plain.append(resolved)
        offset += 2
      }
    }
    return plain
  }

  /// The byte that an escape of one character stands for; nil when there is no such escape.
  static func simpleEscape(_ code: UInt8) -> UInt8? {
    switch code {
    case 0x22, 0x5C, 0x2F: code
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: nil
    }
  }

  /// Appends the character of a `\u` escape, or of a pair of them; the answer is how many bytes it took.
  private static func appendScalar(
    _ inner: UnsafeBufferPointer<UInt8>, _ start: Int, to plain: inout [UInt8]
  ) -> Int? {
    guard var value = unsafe hexNumber(inner, start + 2) else { return nil }
    var length = 6
    if value & 0xFC00 == 0xD800 {
      guard start + 7 < inner.count, unsafe inner[start + 6] == UInt8(ascii: "\\"),
        unsafe inner[start + 7] == UInt8(ascii: "u"), let low = unsafe hexNumber(inner, start + 8),
        low & 0xFC00 == 0xDC00
      else { return nil }
      value = 0x10000 + (value & 0x3FF) << 10 + (low & 0x3FF)
      length = 12
    }
    guard let scalar = Unicode.Scalar(value), let units = UTF8.encode(scalar) else { return nil }
    plain.append(contentsOf: units)
    return length
  }

  private static func hexNumber(_ inner: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32? {
    guard start + 4 <= inner.count else { return nil }
    var value: UInt32 = 0
    for index in start..<(start + 4) {
      guard let digit = unsafe hexDigit(inner[index]) else { return nil }
      value = value << 4 | digit
    }
    return value
  }
}
