import JSON

/// Walks the members of an object or the elements of an array without building a tree.
@safe public enum RawObject {
  /// Lends each member in source order; the name comes with its escapes resolved.
  ///
  /// Stops silently where the bytes are no object or stop being JSON.
  public static func members(of bytes: [UInt8], _ body: (String, RawJSON) -> Void) {
    walk(bytes, open: UInt8(ascii: "{"), close: UInt8(ascii: "}"), body)
  }

  /// A copy of each element of an array.
  public static func elements(of bytes: [UInt8]) -> [[UInt8]] {
    var found: [[UInt8]] = []
    walk(bytes, open: UInt8(ascii: "["), close: UInt8(ascii: "]")) { _, value in found.append(value.bytes()) }
    return found
  }

  private static func walk(_ bytes: [UInt8], open: UInt8, close: UInt8, _ body: (String, RawJSON) -> Void) {
    let buffer = ByteBuffer(bytes)
    defer { buffer.keepAlive() }
    let base = unsafe UnsafePointer(buffer.base)
    var scanner = JSONScanner()
    var offset = unsafe JSONScanner.skipWhitespace(base, 0)
    guard unsafe base[offset] == open else { return }
    repeat {
      offset = unsafe JSONScanner.skipWhitespace(base, offset + 1)
      if unsafe base[offset] == close { return }
      var name: String?
      if open == UInt8(ascii: "{") {
        let end = unsafe scanner.skipString(base, offset)
        guard end > 0 else { return }
        name = unsafe RawJSON(base: base + offset, count: end - offset).string()
        offset = unsafe scanner.skipName(base, offset)
        guard offset > 0 else { return }
      }
      let end = unsafe scanner.skipValue(base, offset)
      guard end > 0, end <= bytes.count else { return }
      body(name ?? "", unsafe RawJSON(base: base + offset, count: end - offset))
      offset = unsafe JSONScanner.skipWhitespace(base, end)
    } while unsafe base[offset] == UInt8(ascii: ",")
  }
}

extension RawJSON {
  /// The value of an object's first member with this name, compared byte by byte; nil for anything else.
  public func member(_ name: StaticString) -> RawJSON? {
    guard isObject else { return nil }
    var cursor = RawCursor(self)
    var member = cursor.firstMember()
    while let found = member {
      if found == name { return cursor.next() }
      cursor.skip()
      member = cursor.nextMember()
    }
    return nil
  }
}
