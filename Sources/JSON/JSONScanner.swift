/// Checks JSON byte by byte and says where values end, without building anything.
///
/// The bytes must be followed by at least `padding` zero bytes: a zero stands in no JSON text outside a
/// fault, so the scanner needs no bounds checks and a text that is cut short stops it at or behind its end.
@safe public struct JSONScanner {
  /// How many readable zero bytes must follow the text.
  public static let padding = 16
  /// How deeply arrays and objects may nest.
  public static let maximumDepth = 128

  /// Where the last fault was found; at or behind the end of the text when it is merely cut short.
  public private(set) var faultOffset = 0
  /// What was wrong there, as a fragment.
  public private(set) var fault: StaticString = ""

  /// Makes a scanner without a fault.
  public init() {}

  /// Notes a fault; the answer is the negative offset that every scan returns for one.
  @inline(never)
  public mutating func fail(_ reason: StaticString, at offset: Int) -> Int {
    fault = reason
    faultOffset = offset
    return -1
  }

  /// The offset of the next byte that is not white space.
  @inlinable @inline(__always)
  public static func skipWhitespace(_ base: UnsafePointer<UInt8>, _ start: Int) -> Int {
    var offset = start
    while true {
      let byte = unsafe base[offset]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return offset }
      offset &+= 1
    }
  }

  /// The offset behind the value that starts at `start`; -1 after a fault.
  public mutating func skipValue(_ base: UnsafePointer<UInt8>, _ start: Int) -> Int {
    let first = unsafe base[start]
    if first == UInt8(ascii: "\"") { return unsafe skipString(base, start) }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      return unsafe skipContainer(base, start)
    }
    return unsafe skipScalar(base, start)
  }

  /// The offset behind a number, `true`, `false` or `null`; -1 after a fault.
  mutating func skipScalar(_ base: UnsafePointer<UInt8>, _ start: Int) -> Int {
    switch unsafe base[start] {
    case UInt8(ascii: "t"): unsafe skipWord(base, start, "true")
    case UInt8(ascii: "f"): unsafe skipWord(base, start, "false")
    case UInt8(ascii: "n"): unsafe skipWord(base, start, "null")
    default: unsafe skipNumber(base, start)
    }
  }

  private mutating func skipWord(
    _ base: UnsafePointer<UInt8>, _ start: Int, _ word: StaticString
  ) -> Int {
    for index in 0..<word.utf8CodeUnitCount {
      let expected = unsafe word.utf8Start[index]
      guard unsafe base[start &+ index] == expected else {
        return fail("expected a value", at: start &+ index)
      }
    }
    return start &+ word.utf8CodeUnitCount
  }

  private mutating func skipNumber(_ base: UnsafePointer<UInt8>, _ start: Int) -> Int {
    var offset = start
    if unsafe base[offset] == UInt8(ascii: "-") { offset &+= 1 }
    if unsafe base[offset] == UInt8(ascii: "0") {
      offset &+= 1
      if unsafe isDigit(base[offset]) { return fail("a number may not begin with 0", at: offset) }
    } else {
      guard unsafe isDigit(base[offset]) else { return fail("expected a value", at: offset) }
      while unsafe isDigit(base[offset]) { offset &+= 1 }
    }
    if unsafe base[offset] == UInt8(ascii: ".") {
      offset &+= 1
      guard unsafe isDigit(base[offset]) else { return fail("expected a digit", at: offset) }
      while unsafe isDigit(base[offset]) { offset &+= 1 }
    }
    guard unsafe base[offset] | 0x20 == UInt8(ascii: "e") else { return offset }
    offset &+= 1
    if unsafe base[offset] == UInt8(ascii: "+") || base[offset] == UInt8(ascii: "-") { offset &+= 1 }
    guard unsafe isDigit(base[offset]) else { return fail("expected a digit", at: offset) }
    while unsafe isDigit(base[offset]) { offset &+= 1 }
    return offset
  }

  @inline(__always)
  private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
