import JSON

/// One JSON value as it stands in a log file: a slice of validated bytes, neither copied nor decoded.
///
/// Valid only during the call that lent the record; keep `bytes()` or what was parsed, never the slice.
@safe public struct RawJSON: Hashable {
  // INVARIANT: `base` points at `count` readable bytes of one well-formed JSON value, at least one.
  @usableFromInline let base: UnsafePointer<UInt8>
  /// The length in bytes, quotes of a string included.
  public let count: Int

  @inlinable
  init(base: UnsafePointer<UInt8>, count: Int) {
    unsafe self.base = unsafe base
    self.count = count
  }

  /// Lends a JSON text as a slice for the length of a call; for texts that do not come from a log file.
  public static func withRaw<Result, Failure: Error>(
    _ bytes: [UInt8], _ body: (RawJSON) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    let copy = ByteBuffer(bytes)
    var scanner = JSONScanner()
    let start = unsafe JSONScanner.skipWhitespace(copy.base, 0)
    let end = unsafe scanner.skipValue(copy.base, start)
    guard end > start, unsafe JSONScanner.skipWhitespace(copy.base, end) == bytes.count else { return nil }
    let result = try unsafe body(RawJSON(base: copy.base + start, count: end - start))
    copy.keepAlive()
    return result
  }

  /// Whether the value is `null`.
  @inlinable public var isNull: Bool { first == UInt8(ascii: "n") }
  /// Whether the value is a string.
  @inlinable public var isString: Bool { first == UInt8(ascii: "\"") }
  /// Whether the value is an object.
  @inlinable public var isObject: Bool { first == UInt8(ascii: "{") }
  /// Whether the value is an array.
  @inlinable public var isArray: Bool { first == UInt8(ascii: "[") }

  /// Whether the value is an array without an element.
  public var isEmptyArray: Bool {
    guard isArray else { return false }
    var cursor = RawCursor(self)
    return !cursor.firstElement()
  }

  /// The first byte, which tells the kind of value.
  @inlinable public var first: UInt8 { unsafe base[0] }

  /// A copy of the bytes as they stand.
  public func bytes() -> [UInt8] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }

  /// The JSON text as it stands, quotes and escapes included.
  public func text() -> String {
    unsafe String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self)
  }

  /// The text of a JSON string with its escapes resolved; nil for any other value or half a surrogate pair.
  public func string() -> String? {
    guard isString else { return nil }
    let text = unsafe TextSlice(base: base + 1, count: count - 2)
    if text.firstIndex(of: UInt8(ascii: "\\")) == nil { return text.string() }
    let inner = unsafe UnsafeBufferPointer(start: base + 1, count: count - 2)
    guard let plain = unsafe JSONScanner.unescaped(inner) else { return nil }
    return String(decoding: plain, as: UTF8.self)
  }

  /// Whether the value is a string that says exactly this, compared without making a `String` where it has no escapes.
  public func isString(_ text: StaticString) -> Bool {
    let wanted = text.utf8CodeUnitCount
    guard isString, text.hasPointerRepresentation, count >= wanted + 2 else { return false }
    if count == wanted + 2 { return unsafe equalBytes(base + 1, text.utf8Start, wanted) }
    let isNear = unsafe wanted > 0 && (base[1] == text.utf8Start[0] || base[1] == UInt8(ascii: "\\"))
    return isNear && plainText == nil && string() == "\(text)"
  }

  /// A 64-bit hash of the bytes, the same in every process.
  public var stableHash: UInt64 { unsafe ByteHash.of(base, count) }

  /// Whether two slices hold the same bytes; `"a"` and its escaped spelling differ.
  public static func == (left: RawJSON, right: RawJSON) -> Bool {
    unsafe left.count == right.count && equalBytes(left.base, right.base, left.count)
  }

  /// Feeds the stable hash to a hasher.
  public func hash(into hasher: inout Hasher) { hasher.combine(stableHash) }
}
