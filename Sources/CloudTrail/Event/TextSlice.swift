public import Glibc
public import JSON

/// Text as UTF-8 bytes that belong to somebody else: a slice of a record, neither copied nor decoded.
///
/// Valid only as long as what it was taken from; copy with `append(to:)` or `string()` what must stay.
@safe public struct TextSlice: Equatable {
  // INVARIANT: `base` points at `count` readable bytes.
  @usableFromInline let base: UnsafePointer<UInt8>
  /// The length in bytes.
  public let count: Int

  @inlinable
  init(base: UnsafePointer<UInt8>, count: Int) {
    unsafe self.base = unsafe base
    self.count = count
  }

  /// The bytes of a literal, which stay for ever.
  @inlinable
  public init(_ literal: StaticString) {
    precondition(literal.hasPointerRepresentation)
    unsafe self.init(base: literal.utf8Start, count: literal.utf8CodeUnitCount)
  }

  /// Whether there are no bytes.
  @inlinable public var isEmpty: Bool { count == 0 }

  /// The byte at an index from 0.
  @inlinable
  public subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count)
    return unsafe base[index]
  }

  /// The eight bytes from an index on as one number, the first of them the highest.
  @inlinable
  public func word(at index: Int) -> UInt64 {
    precondition(index >= 0 && index <= count &- 8)
    return unsafe UInt64(bigEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
  }

  /// The first byte; nil when there is none.
  @inlinable public var first: UInt8? { count == 0 ? nil : unsafe base[0] }

  /// The bytes from an index up to another, both held within the slice.
  @inlinable
  public subscript(range: Range<Int>) -> TextSlice {
    let end = min(max(range.upperBound, 0), count)
    let start = min(max(range.lowerBound, 0), end)
    return unsafe TextSlice(base: base + start, count: end - start)
  }

  /// What follows the first bytes.
  @inlinable public func dropFirst(_ amount: Int) -> TextSlice { self[amount..<count] }

  /// The first bytes.
  @inlinable public func prefix(_ amount: Int) -> TextSlice { self[0..<amount] }

  /// Whether both hold the same bytes.
  @inlinable
  public static func == (left: TextSlice, right: TextSlice) -> Bool {
    unsafe left.count == right.count && equalBytes(left.base, right.base, left.count)
  }

  /// Whether these are the bytes of a literal.
  @inlinable
  public static func == (left: TextSlice, right: StaticString) -> Bool { left == TextSlice(right) }

  /// Whether it begins with other text.
  @inlinable
  public func hasPrefix(_ other: TextSlice) -> Bool {
    unsafe count >= other.count && equalBytes(base, other.base, other.count)
  }

  /// Whether it begins with a literal.
  @inlinable
  public func hasPrefix(_ literal: StaticString) -> Bool { hasPrefix(TextSlice(literal)) }

  /// Whether it begins with these bytes.
  @inlinable
  public func hasPrefix(_ bytes: [UInt8]) -> Bool {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return true }
      return unsafe count >= buffer.count && equalBytes(base, start, buffer.count)
    }
  }

  /// Whether it ends with a literal.
  @inlinable
  public func hasSuffix(_ literal: StaticString) -> Bool {
    let end = TextSlice(literal)
    return count >= end.count && self[(count - end.count)..<count] == end
  }

  /// The index of the first such byte at or behind `start`.
  @inlinable
  public func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
    guard start >= 0, start < count else { return nil }
    guard let found = unsafe memchr(base + start, Int32(byte), count - start) else { return nil }
    return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// The first four indices of a byte at or behind `start`; nil when it occurs less often.
  public func firstFour(of byte: UInt8, from start: Int) -> (Int, Int, Int, Int)? {
    var found = (-1, -1, -1, -1)
    for index in max(0, start)..<max(count, start, 0) where unsafe base[index] == byte {
      found = (found.1, found.2, found.3, index)
      if found.0 >= 0 { return found }
    }
    return nil
  }

  /// The index of the last such byte.
  @inlinable
  public func lastIndex(of byte: UInt8) -> Int? {
    var index = count - 1
    while index >= 0 {
      if unsafe base[index] == byte { return index }
      index -= 1
    }
    return nil
  }

  /// Where other text first occurs at or behind `start`.
  public func firstIndex(of other: TextSlice, from start: Int = 0) -> Int? {
    guard start >= 0, start <= count, let lead = other.first else { return start <= count ? start : nil }
    var candidate = start
    while let found = firstIndex(of: lead, from: candidate), found + other.count <= count {
      if unsafe equalBytes(base + found, other.base, other.count) { return found }
      candidate = found + 1
    }
    return nil
  }

  /// Where a literal first occurs at or behind `start`.
  public func firstIndex(of literal: StaticString, from start: Int = 0) -> Int? {
    firstIndex(of: TextSlice(literal), from: start)
  }

  /// Where these bytes first occur at or behind `start`.
  public func firstIndex(of bytes: [UInt8], from start: Int = 0) -> Int? {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let first = buffer.baseAddress else { return start <= count ? start : nil }
      return unsafe firstIndex(of: TextSlice(base: first, count: buffer.count), from: start)
    }
  }

  /// Whether a literal occurs, looked for by one of its bytes, the rarest, at an index.
  public func contains(_ literal: StaticString, rarestAt anchor: Int) -> Bool {
    let wanted = TextSlice(literal)
    var start = anchor
    while let found = firstIndex(of: wanted[anchor], from: start) {
      if self[(found &- anchor)..<(found &- anchor &+ wanted.count)] == wanted { return true }
      start = found &+ 1
    }
    return false
  }

  /// Whether it is this text, its ASCII letters in any case.
  public func equalsIgnoringCase(_ other: TextSlice) -> Bool {
    guard count == other.count else { return false }
    for index in 0..<count where Self.folded(self[index]) != Self.folded(other[index]) { return false }
    return true
  }

  private static func folded(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  /// Whether there is a quote, a backslash, a control character or anything beyond ASCII in it.
  @inlinable
  public var hasSpecials: Bool {
    var found: UInt64 = 0
    var index = 0
    let raw = unsafe UnsafeRawPointer(base)
    while index &+ 8 <= count {
      found |= unsafe JSONScanner.stops(raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index &+= 8
    }
    while index < count {
      found |= unsafe JSONScanner.stops(UInt64(base[index]) | 0x2020_2020_2020_2000)
      index &+= 1
    }
    return found != 0
  }

  /// Appends a copy of the bytes.
  public func append(to bytes: inout [UInt8]) {
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: base, count: count))
  }

  /// A copy of the bytes.
  public func bytes() -> [UInt8] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }

  /// The text.
  public func string() -> String {
    unsafe String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self)
  }
}

extension TextSlice {
  func withBase<Result>(_ body: (UnsafePointer<UInt8>, Int) -> Result) -> Result {
    unsafe body(base, count)
  }

  /// Lends the bytes of an array as a slice for the length of a call.
  @inlinable @inline(__always)
  public static func with<Result>(_ bytes: [UInt8], _ body: (TextSlice) -> Result) -> Result {
    with(bytes[...], body)
  }

  /// Lends bytes in memory as a slice for the length of a call.
  public static func with<Result>(
    _ bytes: UnsafeRawBufferPointer, _ body: (TextSlice) throws -> Result
  ) rethrows -> Result {
    guard let start = bytes.baseAddress else { return try body(TextSlice("")) }
    return try unsafe body(
      TextSlice(base: start.assumingMemoryBound(to: UInt8.self), count: bytes.count))
  }

  /// Lends the bytes of a slice of an array for the length of a call.
  @inlinable @inline(__always)
  public static func with<Result>(_ bytes: ArraySlice<UInt8>, _ body: (TextSlice) -> Result) -> Result {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return body(TextSlice("")) }
      return unsafe body(TextSlice(base: start, count: buffer.count))
    }
  }
}
