/// Follows brackets and strings through bytes that are not quite JSON, to tell where a broken value ends.
///
/// It gives up, and stays `isLost`, where brackets or quotes cannot be those of one value: then the end of
/// the value is unknown, for example because a quote is missing.
struct BracketTracker {
  enum Step {
    /// The value goes on.
    case inside
    /// The byte is the value's last one.
    case last
    /// The byte stands behind the value, between the elements of a list.
    case behind
  }

  private static let maximumDepth = 1 << 16
  private(set) var isLost: Bool
  private var open: [UInt8] = []
  private var isInString = false
  private var isEscaped = false
  /// The last byte outside strings that is not white space.
  private var previous: UInt8 = 0

  init(isLost: Bool = false) { self.isLost = isLost }

  /// Takes the next byte.
  mutating func step(_ byte: UInt8) -> Step {
    guard !isLost else { return .inside }
    if isInString {
      stepInString(byte)
      return .inside
    }
    switch byte {
    case 0x20, 0x0A, 0x0D, 0x09: return .inside
    case UInt8(ascii: "\""): isInString = true
    case UInt8(ascii: "{"), UInt8(ascii: "["): push(byte)
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      if open.isEmpty, byte == UInt8(ascii: "]") { return .behind }
      pop(byte)
      if open.isEmpty, !isLost { return .last }
    case UInt8(ascii: ","): if open.isEmpty { return .behind }
    case 0..<0x20, 0x5C, 0x7F...: isLost = true
    default: break
    }
    if previous == UInt8(ascii: "\""), !Self.mayFollowString(byte) { isLost = true }
    previous = byte
    return .inside
  }

  private mutating func stepInString(_ byte: UInt8) {
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      isInString = false
    }
  }

  private mutating func push(_ byte: UInt8) {
    let isMisplaced = open.last == UInt8(ascii: "{") && previous != UInt8(ascii: ":")
    isLost = isMisplaced || open.count >= Self.maximumDepth
    open.append(byte)
  }

  private mutating func pop(_ byte: UInt8) {
    let opening = byte == UInt8(ascii: "}") ? UInt8(ascii: "{") : UInt8(ascii: "[")
    isLost = open.popLast() != opening
  }

  private static func mayFollowString(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "}")
      || byte == UInt8(ascii: "]")
  }
}
