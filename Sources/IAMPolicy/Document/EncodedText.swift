import JSON

/// A policy text that stands encoded inside another text, with the place of each of its characters there.
///
/// IAM's API returns policy documents percent-encoded (RFC 3986); other services return JSON in a string.
struct EncodedText {
  /// The text itself, decoded.
  private(set) var bytes: [UInt8] = []
  /// For every decoded character, its distance from `origin` in characters of the outer text.
  private var offsets: [Int32] = []
  /// For every line of the decoded text, the index of its first character in `offsets`.
  private var lineStarts = [0]
  private var origin: JSONPosition

  /// The content of a string whose opening quote stands at `position`.
  ///
  /// Columns hold when the string escapes only what JSON must have escaped.
  init(_ text: String, at position: JSONPosition) {
    origin = JSONPosition(line: position.line, column: position.column + 1)
    let source = Array(text.utf8)
    decode(source, isPercentEncoded: Self.isPercentEncoded(source), isInString: true)
  }

  /// A whole file; nil when it is not percent-encoded.
  init?(percentEncoded source: [UInt8]) {
    guard Self.isPercentEncoded(source) else { return nil }
    origin = JSONPosition()
    decode(source, isPercentEncoded: true, isInString: false)
  }

  /// The place in the outer text of a place in the decoded one.
  func outerPosition(_ inner: JSONPosition) -> JSONPosition {
    guard let last = offsets.last, inner.line <= lineStarts.count else { return origin }
    let index = lineStarts[inner.line - 1] + inner.column - 1
    let offset = index < offsets.count ? offsets[index] : last + 1
    return JSONPosition(line: origin.line, column: origin.column + Int(offset))
  }

  /// No JSON text begins with `%`.
  private static func isPercentEncoded(_ bytes: [UInt8]) -> Bool {
    bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "%")
  }

  private mutating func decode(_ source: [UInt8], isPercentEncoded: Bool, isInString: Bool) {
    bytes.reserveCapacity(source.count)
    var index = 0
    var column: Int32 = 0
    while index < source.count {
      if isPercentEncoded, let byte = Self.escapedByte(source, index) {
        append(byte, column)
        index += 3
        column += 3
      } else {
        append(source[index], column)
        column += isInString ? Self.width(inString: source[index]) : source[index] & 0xC0 == 0x80 ? 0 : 1
        index += 1
      }
    }
    // A byte order mark takes no column of the decoded text.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { lineStarts[0] = 1 }
  }

  private mutating func append(_ byte: UInt8, _ column: Int32) {
    bytes.append(byte)
    if byte & 0xC0 != 0x80 { offsets.append(column) }
    if byte == 0x0A { lineStarts.append(offsets.count) }
  }

  /// How many characters a byte of a string's content takes between its quotes.
  private static func width(inString byte: UInt8) -> Int32 {
    switch byte {
    case 0x22, 0x5C, 0x08, 0x09, 0x0A, 0x0C, 0x0D: 2
    case 0..<0x20: 6
    case 0x80..<0xC0: 0
    default: 1
    }
  }

  private static func escapedByte(_ source: [UInt8], _ index: Int) -> UInt8? {
    guard source[index] == UInt8(ascii: "%"), index + 2 < source.count,
      let high = JSONScanner.hexDigit(source[index + 1]), let low = JSONScanner.hexDigit(source[index + 2])
    else { return nil }
    return UInt8(truncatingIfNeeded: high << 4 | low)
  }
}
