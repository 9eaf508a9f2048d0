extension JSONScanner {
  /// The offset behind the object or array that starts at `start`; -1 after a fault.
  ///
  /// One loop with a bit for each open container (set for an object), so depth costs no stack.
  mutating func skipContainer(_ base: UnsafePointer<UInt8>, _ start: Int) -> Int {
    var offset = start
    var depth = 0
    var kinds = (UInt64(0), UInt64(0))
    while true {
      let first = unsafe base[offset]
      if first == UInt8(ascii: "\"") {
        offset = unsafe skipString(base, offset)
        if offset < 0 { return -1 }
      } else if first == UInt8(ascii: "{") {
        guard depth < Self.maximumDepth else { return fail("values are nested too deeply", at: offset) }
        kinds = (kinds.0 << 1 | 1, kinds.1 << 1 | kinds.0 >> 63)
        depth &+= 1
        offset = unsafe Self.skipWhitespace(base, offset &+ 1)
        if unsafe base[offset] != UInt8(ascii: "}") {
          offset = unsafe skipName(base, offset)
          if offset < 0 { return -1 }
          continue
        }
        offset &+= 1
        kinds = (kinds.0 >> 1 | kinds.1 << 63, kinds.1 >> 1)
        depth &-= 1
      } else if first == UInt8(ascii: "[") {
        guard depth < Self.maximumDepth else { return fail("values are nested too deeply", at: offset) }
        kinds = (kinds.0 << 1, kinds.1 << 1 | kinds.0 >> 63)
        depth &+= 1
        offset = unsafe Self.skipWhitespace(base, offset &+ 1)
        if unsafe base[offset] != UInt8(ascii: "]") { continue }
        offset &+= 1
        kinds = (kinds.0 >> 1 | kinds.1 << 63, kinds.1 >> 1)
        depth &-= 1
      } else {
        offset = unsafe skipScalar(base, offset)
        if offset < 0 { return -1 }
      }
      offset = unsafe closeContainers(base, offset, &depth, &kinds)
      if offset < 0 || depth == 0 { return offset }
    }
  }

  /// Behind a value: closes what ends here and steps to the next value, or out of the last container.
  @inline(__always)
  private mutating func closeContainers(
    _ base: UnsafePointer<UInt8>, _ start: Int, _ depth: inout Int, _ kinds: inout (UInt64, UInt64)
  ) -> Int {
    var offset = start
    while depth > 0 {
      offset = unsafe Self.skipWhitespace(base, offset)
      let byte = unsafe base[offset]
      let isObject = kinds.0 & 1 == 1
      if byte == UInt8(ascii: ",") {
        offset = unsafe Self.skipWhitespace(base, offset &+ 1)
        return isObject ? unsafe skipName(base, offset) : offset
      }
      guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
        return fail(isObject ? "expected `,` or `}`" : "expected `,` or `]`", at: offset)
      }
      offset &+= 1
      kinds = (kinds.0 >> 1 | kinds.1 << 63, kinds.1 >> 1)
      depth &-= 1
    }
    return offset
  }

  /// The offset of the value behind a member's name and colon; -1 after a fault.
  @inline(__always)
  public mutating func skipName(_ base: UnsafePointer<UInt8>, _ start: Int) -> Int {
    guard unsafe base[start] == UInt8(ascii: "\"") else {
      return fail("expected a member name in double quotes", at: start)
    }
    var offset = unsafe skipString(base, start)
    if offset < 0 { return -1 }
    offset = unsafe Self.skipWhitespace(base, offset)
    guard unsafe base[offset] == UInt8(ascii: ":") else {
      return fail("expected `:` after a member name", at: offset)
    }
    return unsafe Self.skipWhitespace(base, offset &+ 1)
  }
}
