import JSON

extension RawJSON {
  /// Appends the JSON as it stands.
  public func append(to bytes: inout [UInt8]) {
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: base, count: count))
  }

  /// Appends what the value says as text: a string's characters without quotes and escapes, else the JSON.
  public func appendPlain(to bytes: inout [UInt8]) {
    guard isString else {
      return unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: base, count: count))
    }
    let inner = unsafe UnsafeBufferPointer(start: base + 1, count: count - 2)
    if unsafe TextSlice(base: base + 1, count: count - 2).firstIndex(of: UInt8(ascii: "\\")) != nil,
      let plain = unsafe JSONScanner.unescaped(inner)
    {
      bytes.append(contentsOf: plain)
    } else {
      unsafe bytes.append(contentsOf: inner)
    }
  }

  /// The characters of a string that stand there as they are; nil for one with escapes, and for any other value.
  public var plainText: TextSlice? {
    guard isString else { return nil }
    let inner = unsafe TextSlice(base: base + 1, count: count - 2)
    return inner.firstIndex(of: UInt8(ascii: "\\")) == nil ? inner : nil
  }

  /// Seconds since 1970 when the value is a string that holds a UTC time.
  public var time: Int64? {
    guard isString else { return nil }
    return unsafe EventTime.seconds(UnsafeBufferPointer(start: base + 1, count: count - 2))
  }

  /// Appends the 16 bytes of a UUID in its lower-case form; false, and nothing, for any other value.
  public func appendUUID(to bytes: inout [UInt8]) -> Bool {
    guard isString, count == 38 else { return false }
    let text = unsafe base + 1
    guard unsafe text[8] == 0x2D && text[13] == 0x2D && text[18] == 0x2D && text[23] == 0x2D else {
      return false
    }
    var halves = (UInt64(0), UInt64(0))
    var faults: UInt8 = 0
    unsafe halves.0 = Self.hex(text, 0, 8, &faults) << 32 | Self.hex(text, 9, 13, &faults) << 16
    unsafe halves.0 |= Self.hex(text, 14, 18, &faults)
    unsafe halves.1 = Self.hex(text, 19, 23, &faults) << 48 | Self.hex(text, 24, 36, &faults)
    guard faults == 0 else { return false }
    unsafe withUnsafeBytes(of: (halves.0.bigEndian, halves.1.bigEndian)) {
      unsafe bytes.append(contentsOf: $0)
    }
    return true
  }

  /// The number of some lower-case hexadecimal digits; other characters set bits in `faults`.
  ///
  /// Ids are random, so a branch on a digit's kind would be guessed wrong half of the time.
  @inline(__always)
  private static func hex(
    _ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ faults: inout UInt8
  ) -> UInt64 {
    var value: UInt64 = 0
    for index in start..<end {
      let byte = unsafe text[index]
      let isDigit: UInt8 = byte &- 0x30 < 10 ? 1 : 0
      let isLetter: UInt8 = byte &- 0x61 < 6 ? 1 : 0
      faults |= (isDigit | isLetter) ^ 1
      value = value << 4 | UInt64((byte & 0x0F) &+ 9 &* isLetter)
    }
    return value
  }
}
