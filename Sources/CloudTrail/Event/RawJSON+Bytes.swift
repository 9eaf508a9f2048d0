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
    let plain = unsafe EventTime.seconds(UnsafeBufferPointer(start: base + 1, count: count - 2))
    return plain ?? (plainText == nil ? string().flatMap { EventTime.seconds($0.utf8) } : nil)
  }

  /// Appends the 16 bytes of a UUID in its lower-case form; false, and nothing, for any other value.
  public func appendUUID(to bytes: inout [UInt8]) -> Bool {
    guard isString, count == 38 else { return false }
    let text = unsafe base + 1
    guard unsafe text[8] == 0x2D && text[13] == 0x2D && text[18] == 0x2D && text[23] == 0x2D else {
      return false
    }
    var faults: UInt64 = 0
    let halves = unsafe (
      Self.hex(text, 0, 4, &faults) << 32 | Self.hex(text, 9, 14, &faults),
      Self.hex(text, 19, 24, &faults) << 32 | Self.hex(text, 28, 32, &faults)
    )
    guard faults == 0 else { return false }
    unsafe withUnsafeBytes(of: (halves.0.bigEndian, halves.1.bigEndian)) {
      unsafe bytes.append(contentsOf: $0)
    }
    return true
  }

  /// The number of eight lower-case hexadecimal digits, four from each place; other characters set bits in `faults`.
  ///
  /// Ids are random, so a branch on a digit's kind would be guessed wrong half of the time: all eight bytes are judged
  /// at once. A digit is 3 in the upper half of its byte and up to 9 in the lower, a letter 6 and from 1 to 6.
  @inline(__always)
  private static func hex(
    _ text: UnsafePointer<UInt8>, _ first: Int, _ second: Int, _ faults: inout UInt64
  ) -> UInt64 {
    let raw = unsafe UnsafeRawPointer(text)
    let word =
      unsafe UInt64(raw.loadUnaligned(fromByteOffset: first, as: UInt32.self).littleEndian)
      | UInt64(raw.loadUnaligned(fromByteOffset: second, as: UInt32.self).littleEndian) << 32
    let low = word & 0x0F0F_0F0F_0F0F_0F0F
    let letters = (word >> 6) & 0x0101_0101_0101_0101
    faults |= (word ^ (0x3030_3030_3030_3030 &+ letters &* 0x30)) & 0xF0F0_F0F0_F0F0_F0F0
    // A digit up to 9 stays below 16 with 6 added, a letter up to 6 with 9; a letter of at least 1 reaches it with 15.
    faults |= (low &+ 0x0606_0606_0606_0606 &+ letters &* 3) & 0x1010_1010_1010_1010
    faults |= ~(low &+ letters &* 15) & letters << 4
    let nibbles = low &+ letters &* 9
    let bytes = (nibbles << 4 | nibbles >> 8) & 0x00FF_00FF_00FF_00FF
    let pairs = (bytes | bytes >> 8) & 0x0000_FFFF_0000_FFFF
    return UInt64(UInt32(truncatingIfNeeded: pairs | pairs >> 16).byteSwapped)
  }
}
