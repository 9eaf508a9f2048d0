import JSON

/// Decodes strings of records where they have escapes, and lends all others as they stand.
public struct StringReader {
  // Slices point into these buffers, which never grow and stay until `reset()`.
  private var decoded: [ByteBuffer] = []

  /// Makes a reader without decoded strings.
  public init() {}

  /// Lets go of what was decoded; slices of it are no longer valid.
  public mutating func reset() { if !decoded.isEmpty { decoded.removeAll() } }

  /// The text of a JSON string, valid until `reset()`; nil for any other value or half a surrogate pair.
  @inlinable @inline(__always)
  public mutating func text(_ raw: RawJSON?) -> TextSlice? {
    guard let raw, raw.isString else { return nil }
    let inner = unsafe TextSlice(base: raw.base + 1, count: raw.count - 2)
    return inner.firstIndex(of: UInt8(ascii: "\\")) == nil ? inner : decode(raw)
  }

  @usableFromInline @inline(never)
  mutating func decode(_ raw: RawJSON) -> TextSlice? {
    let inner = unsafe UnsafeBufferPointer(start: raw.base + 1, count: raw.count - 2)
    return unsafe JSONScanner.unescaped(inner).map { kept($0) }
  }

  /// Bytes as a text that is valid until `reset()`.
  public mutating func kept(_ bytes: [UInt8]) -> TextSlice {
    let buffer = ByteBuffer(bytes)
    decoded.append(buffer)
    return unsafe TextSlice(base: buffer.base, count: bytes.count)
  }
}

extension RawJSON {
  /// Where a slice stands in the value; nil for text that does not belong to it.
  public func range(of slice: TextSlice) -> Range<Int>? {
    unsafe slice.withBase { other, length in
      let start = unsafe UnsafeRawPointer(other) - UnsafeRawPointer(base)
      return start >= 0 && start + length <= count ? start..<(start + length) : nil
    }
  }

  /// The value as it stands: a number, `true`, `false`.
  @inlinable public var asText: TextSlice { unsafe TextSlice(base: base, count: count) }
}
