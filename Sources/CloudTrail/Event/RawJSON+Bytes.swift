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
    if unsafe JSONScanner.contains(UInt8(ascii: "\\"), in: inner),
      let plain = unsafe JSONScanner.unescaped(inner)
    {
      bytes.append(contentsOf: plain)
    } else {
      unsafe bytes.append(contentsOf: inner)
    }
  }

  /// Seconds since 1970 when the value is a string that holds a UTC time.
  public var time: Int64? {
    guard isString else { return nil }
    return unsafe EventTime.seconds(UnsafeBufferPointer(start: base + 1, count: count - 2))
  }

  /// Appends the 16 bytes of a UUID in its lower-case form; false, and nothing, for any other value.
  public func appendUUID(to bytes: inout [UInt8]) -> Bool {
    guard isString, count == 38 else { return false }
    let start = bytes.count
    var high: UInt8?
    for index in 0..<36 {
      let byte = unsafe base[index + 1]
      if index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == UInt8(ascii: "-") else { break }
        continue
      }
      let digit = byte &- 0x30 < 10 ? byte &- 0x30 : byte &- 0x61 < 6 ? byte &- 0x57 : 0xFF
      guard digit != 0xFF else { break }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    guard bytes.count == start + 16 else {
      bytes.removeLast(bytes.count - start)
      return false
    }
    return true
  }
}
