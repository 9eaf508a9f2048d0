import CloudTrail

/// Builds and takes apart the keys under which dimension values are interned.
///
/// A key is one part a column: 0 for NULL, or 1, the length in four bytes, and the text.
enum DimensionKey {
  /// How many bytes stand before the text of a part.
  static let lengthBytes = 5

  /// The parts of a key; nil stands for NULL.
  static func parts(_ key: ArraySlice<UInt8>) -> [ArraySlice<UInt8>?] {
    var parts: [ArraySlice<UInt8>?] = []
    var offset = key.startIndex
    while offset < key.endIndex {
      guard key[offset] == 1, offset + 5 <= key.endIndex else {
        parts.append(nil)
        offset += 1
        continue
      }
      var count = 0
      for index in 1...4 { count |= Int(key[offset + index]) << (8 * (index - 1)) }
      let end = min(offset + 5 + count, key.endIndex)
      parts.append(key[(offset + 5)..<end])
      offset = end
    }
    return parts
  }

  /// The text of the first part of a key; empty for NULL.
  static func firstPart(_ key: TextSlice) -> TextSlice {
    guard key.first == 1, key.count >= lengthBytes else { return TextSlice("") }
    let count = (1...4).reduce(0) { $0 | Int(key[$1]) << (8 * ($1 - 1)) }
    return key[lengthBytes..<min(lengthBytes + count, key.count)]
  }

  /// The parts of a key as texts.
  static func texts(_ key: ArraySlice<UInt8>) -> [String?] {
    parts(key).map { part in part.map { String(decoding: $0, as: UTF8.self) } }
  }
}

extension [UInt8] {
  mutating func appendNullPart() { append(0) }

  /// Appends one part that `body` writes behind its length.
  @inline(__always)
  mutating func appendPart(_ body: (inout [UInt8]) -> Void) {
    let start = count
    beginPart()
    body(&self)
    endPart(from: start)
  }

  /// Appends the beginning of a part; its text follows.
  @inline(__always)
  mutating func beginPart() { append(low: 1, count: 5) }

  /// Notes the length of the part that began at an index.
  @inline(__always)
  mutating func endPart(from start: Int) {
    let length = UInt32(truncatingIfNeeded: count &- start &- 5).littleEndian
    unsafe withUnsafeMutableBytes {
      unsafe $0.storeBytes(of: length, toByteOffset: start &+ 1, as: UInt32.self)
    }
  }

  /// Appends the low bytes of a number, the lowest first.
  @inline(__always)
  mutating func append(low number: UInt64, count: Int) {
    unsafe withUnsafePointer(to: number.littleEndian) { pointer in
      unsafe pointer.withMemoryRebound(to: UInt8.self, capacity: 8) {
        unsafe append(contentsOf: UnsafeBufferPointer(start: $0, count: count))
      }
    }
  }

  mutating func appendPart(_ text: [UInt8]?) {
    guard let text else { return appendNullPart() }
    appendPart { $0.append(contentsOf: text) }
  }

  /// The number in some bytes, the lowest first.
  @inline(__always)
  func number(at start: Int, count: Int) -> UInt64 {
    var number: UInt64 = 0
    for index in 0..<count { number |= UInt64(self[start + index]) << (8 * UInt64(index)) }
    return number
  }

  /// Appends the four bytes of a number.
  mutating func append(number: UInt32) { append(low: UInt64(number), count: 4) }
}
