public import JSON

/// Walks a JSON value once from front to back, into what is wanted and over the rest.
@safe public struct RawCursor {
  // INVARIANT: `base` points at a well-formed JSON value, and `offset` at the start of a value in it or behind
  // one. Should the bytes be something else after all, the walk ends where they do.
  @usableFromInline let base: UnsafePointer<UInt8>
  @usableFromInline var offset = 0
  @usableFromInline var scanner = JSONScanner()

  /// Starts at the beginning of a value.
  @inlinable
  public init(_ raw: RawJSON) { unsafe base = unsafe raw.base }

  /// The first byte of the value that the cursor stands at.
  @inlinable public var first: UInt8 { unsafe base[offset] }

  /// The value that the cursor stands at; it moves behind it.
  @inlinable @inline(__always)
  public mutating func next() -> RawJSON {
    let start = offset
    let end = unsafe scanner.skipValue(base, start)
    // Every value has at least one byte; a broken one ends the walk at the byte that broke it.
    offset = end > start ? end : start
    return unsafe RawJSON(base: base + start, count: max(1, offset &- start))
  }

  /// Steps from an object to the value of its first member, whose name is the answer; behind the object, and
  /// nil, when it has none.
  @inlinable @inline(__always)
  public mutating func firstMember() -> TextSlice? {
    offset = unsafe JSONScanner.skipWhitespace(base, offset &+ 1)
    guard unsafe base[offset] == UInt8(ascii: "\"") else {
      if unsafe base[offset] == UInt8(ascii: "}") { offset &+= 1 }
      return nil
    }
    let name = offset &+ 1
    let end = unsafe scanner.skipString(base, offset)
    guard end > 0 else { return nil }
    offset = unsafe JSONScanner.skipWhitespace(base, end)
    guard unsafe base[offset] == UInt8(ascii: ":") else { return nil }
    offset = unsafe JSONScanner.skipWhitespace(base, offset &+ 1)
    return unsafe TextSlice(base: base + name, count: end &- 1 &- name)
  }

  /// Steps from behind a member's value to the value of the next member; behind the object, and nil, when
  /// there is none.
  @inlinable @inline(__always)
  public mutating func nextMember() -> TextSlice? {
    offset = unsafe JSONScanner.skipWhitespace(base, offset)
    guard unsafe base[offset] == UInt8(ascii: ",") else {
      if unsafe base[offset] == UInt8(ascii: "}") { offset &+= 1 }
      return nil
    }
    return firstMember()
  }

  /// Steps from an array to its first element; behind the array, and false, when it has none.
  @inlinable @inline(__always)
  public mutating func firstElement() -> Bool {
    offset = unsafe JSONScanner.skipWhitespace(base, offset &+ 1)
    guard unsafe base[offset] == UInt8(ascii: "]") else { return true }
    offset &+= 1
    return false
  }

  /// Steps from behind an element to the next; behind the array, and false, when there is none.
  @inlinable @inline(__always)
  public mutating func nextElement() -> Bool {
    offset = unsafe JSONScanner.skipWhitespace(base, offset)
    guard unsafe base[offset] == UInt8(ascii: ",") else {
      if unsafe base[offset] == UInt8(ascii: "]") { offset &+= 1 }
      return false
    }
    offset = unsafe JSONScanner.skipWhitespace(base, offset &+ 1)
    return true
  }

  /// Where the cursor stands, for `value(from:)`.
  @inlinable public var mark: Int { offset }

  /// The value that the cursor has passed since it stood at a mark; nil when it stands there still.
  @inlinable @inline(__always)
  public func value(from mark: Int) -> RawJSON? {
    guard mark >= 0, mark < offset else { return nil }
    return unsafe RawJSON(base: base + mark, count: offset &- mark)
  }

  /// Passes over the value that the cursor stands at.
  @inlinable @inline(__always)
  public mutating func skip() { _ = next() }

  /// Lends each member of the object that the cursor stands at; what `body` does not walk is passed over.
  @inlinable @inline(__always)
  public mutating func members(_ body: (inout RawCursor, TextSlice) -> Void) {
    repeat {
      offset = unsafe JSONScanner.skipWhitespace(base, offset &+ 1)
      guard unsafe base[offset] == UInt8(ascii: "\"") else { break }
      let name = offset &+ 1
      let end = unsafe scanner.skipString(base, offset)
      guard end > 0 else { return }
      offset = unsafe JSONScanner.skipWhitespace(base, end)
      guard unsafe base[offset] == UInt8(ascii: ":") else { return }
      offset = unsafe JSONScanner.skipWhitespace(base, offset &+ 1)
      let start = offset
      unsafe body(&self, TextSlice(base: base + name, count: end &- 1 &- name))
      guard finish(valueAt: start) else { return }
    } while unsafe base[offset] == UInt8(ascii: ",")
    if unsafe base[offset] == UInt8(ascii: "}") { offset &+= 1 }
  }

  /// Lends each element of the array that the cursor stands at; what `body` does not walk is passed over.
  @inlinable @inline(__always)
  public mutating func elements(_ body: (inout RawCursor) -> Void) {
    repeat {
      offset = unsafe JSONScanner.skipWhitespace(base, offset &+ 1)
      if unsafe base[offset] == UInt8(ascii: "]") { break }
      let start = offset
      body(&self)
      guard finish(valueAt: start) else { return }
    } while unsafe base[offset] == UInt8(ascii: ",")
    if unsafe base[offset] == UInt8(ascii: "]") { offset &+= 1 }
  }

  /// Passes over a value that was not walked, and to what follows it; false when the bytes are broken.
  @inlinable @inline(__always)
  mutating func finish(valueAt start: Int) -> Bool {
    if offset == start { _ = next() }
    guard offset > start else { return false }
    offset = unsafe JSONScanner.skipWhitespace(base, offset)
    return true
  }
}
