import JSON

extension RawJSON {
  /// Lends each member of an object in source order, names as they stand; `body` answers whether to go on.
  ///
  /// Calls nothing for any other value. A name with escapes comes undecoded, so it equals no plain name.
  @inline(__always)
  public func forEachMember(_ body: (TextSlice, RawJSON) -> Bool) {
    guard isObject else { return }
    var scanner = JSONScanner()
    var offset = 0
    repeat {
      offset = unsafe JSONScanner.skipWhitespace(base, offset &+ 1)
      guard unsafe base[offset] == UInt8(ascii: "\"") else { return }
      let name = offset &+ 1
      let nameEnd = unsafe scanner.skipString(base, offset)
      guard nameEnd > 0 else { return }
      offset = unsafe JSONScanner.skipWhitespace(base, nameEnd)
      guard unsafe base[offset] == UInt8(ascii: ":") else { return }
      offset = unsafe JSONScanner.skipWhitespace(base, offset &+ 1)
      let end = unsafe scanner.skipValue(base, offset)
      guard end > 0 else { return }
      let goesOn = unsafe body(
        TextSlice(base: base + name, count: nameEnd &- 1 &- name),
        RawJSON(base: base + offset, count: end &- offset))
      guard goesOn else { return }
      offset = unsafe JSONScanner.skipWhitespace(base, end)
    } while unsafe base[offset] == UInt8(ascii: ",")
  }

  /// Lends each element of an array in order; calls nothing for any other value.
  @inline(__always)
  public func forEachElement(_ body: (RawJSON) -> Void) {
    guard isArray else { return }
    var scanner = JSONScanner()
    var offset = 0
    repeat {
      offset = unsafe JSONScanner.skipWhitespace(base, offset &+ 1)
      if unsafe base[offset] == UInt8(ascii: "]") { return }
      let end = unsafe scanner.skipValue(base, offset)
      guard end > 0 else { return }
      unsafe body(RawJSON(base: base + offset, count: end &- offset))
      offset = unsafe JSONScanner.skipWhitespace(base, end)
    } while unsafe base[offset] == UInt8(ascii: ",")
  }
}

/// Decodes strings of records where they have escapes, and lends all others as they stand.
public struct StringReader {
  // Slices point into these buffers, which never grow and stay until `reset()`.
  private var decoded: [ByteBuffer] = []

  /// Makes a reader without decoded strings.
  public init() {}

  /// Lets go of what was decoded; slices of it are no longer valid.
  public mutating func reset() { if !decoded.isEmpty { decoded.removeAll() } }

  /// The text of a JSON string, valid until `reset()`; nil for any other value or half a surrogate pair.
  @inline(__always)
  public mutating func text(_ raw: RawJSON?) -> TextSlice? {
    guard let raw, raw.isString else { return nil }
    let inner = unsafe TextSlice(base: raw.base + 1, count: raw.count - 2)
    return inner.firstIndex(of: UInt8(ascii: "\\")) == nil ? inner : decode(raw)
  }

  @inline(never)
  private mutating func decode(_ raw: RawJSON) -> TextSlice? {
    let inner = unsafe UnsafeBufferPointer(start: raw.base + 1, count: raw.count - 2)
    guard let plain = unsafe JSONScanner.unescaped(inner) else { return nil }
    let buffer = ByteBuffer(plain)
    decoded.append(buffer)
    return unsafe TextSlice(base: buffer.base, count: plain.count)
  }
}
