/// A recursive reader over bytes; depth is bounded, so the stack is too.
struct JSONParser {
  let bytes: [UInt8]
  let options: JSONReader.Options
  private var offset = 0
  private var line = 1
  /// Columns so far are counted from here: the offset of the line's first byte, plus continuation bytes seen.
  private var lineStart = 0
  private var depth = 0

  init(bytes: [UInt8], options: JSONReader.Options) {
    self.bytes = bytes
    self.options = options
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      offset = 3
      lineStart = 3
    }
  }

  /// The one value of the text; nothing but white space may follow.
  mutating func document() throws(JSONError) -> JSONValue {
    skipWhitespace()
    guard offset < bytes.count else { throw fault("the text is empty") }
    let value = try value()
    skipWhitespace()
    guard offset == bytes.count else { throw fault("unexpected text after the end of the value") }
    return value
  }

  private mutating func value() throws(JSONError) -> JSONValue {
    let position = position
    guard let byte = peek else { throw fault("unexpected end of the text") }
    switch byte {
    case UInt8(ascii: "{"): return JSONValue(.object(try object()), at: position)
    case UInt8(ascii: "["): return JSONValue(.array(try array()), at: position)
    case UInt8(ascii: "\""): return JSONValue(.string(try string()), at: position)
    case UInt8(ascii: "t"): return JSONValue(.bool(try word("true", true)), at: position)
    case UInt8(ascii: "f"): return JSONValue(.bool(try word("false", false)), at: position)
    case UInt8(ascii: "n"):
      _ = try word("null", true)
      return JSONValue(.null, at: position)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return JSONValue(.number(try number()), at: position)
    default: throw fault("expected a value")
    }
  }

  private mutating func object() throws(JSONError) -> [JSONMember] {
    try enter()
    var members: [JSONMember] = []
    var names: Set<[UInt8]> = []
    skipWhitespace()
    if peek == UInt8(ascii: "}") { return leave(members) }
    while true {
      skipWhitespace()
      let position = position
      guard peek == UInt8(ascii: "\"") else { throw fault("expected a member name in double quotes") }
      let name = try string()
      if options.refusesDuplicateKeys, !names.insert(Array(name.utf8)).inserted {
        throw JSONError(kind: .duplicateKey, position: position, message: "the key `\(name)` stands twice")
      }
      skipWhitespace()
      guard take(UInt8(ascii: ":")) else { throw fault("expected `:` after the member name") }
      skipWhitespace()
      members.append(JSONMember(name: name, namePosition: position, value: try value()))
      skipWhitespace()
      if peek == UInt8(ascii: "}") { return leave(members) }
      guard take(UInt8(ascii: ",")) else { throw fault("expected `,` or `}` after a member") }
    }
  }

  private mutating func array() throws(JSONError) -> [JSONValue] {
    try enter()
    var elements: [JSONValue] = []
    skipWhitespace()
    if peek == UInt8(ascii: "]") { return leave(elements) }
    while true {
      skipWhitespace()
      elements.append(try value())
      skipWhitespace()
      if peek == UInt8(ascii: "]") { return leave(elements) }
      guard take(UInt8(ascii: ",")) else { throw fault("expected `,` or `]` after an element") }
    }
  }

  private mutating func enter() throws(JSONError) {
    guard depth < options.maximumDepth else {
      throw JSONError(
        kind: .depth, position: position,
        message: "values are nested more than \(options.maximumDepth) deep")
    }
    depth += 1
    offset += 1
  }

  private mutating func leave<Value>(_ value: Value) -> Value {
    depth -= 1
    offset += 1
    return value
  }
}

// MARK: - Scalars

extension JSONParser {
  private mutating func word(_ text: StaticString, _ value: Bool) throws(JSONError) -> Bool {
    let expected = "\(text)".utf8
    guard bytes[offset...].starts(with: expected) else { throw fault("expected a value") }
    offset += expected.count
    return value
  }

  private mutating func number() throws(JSONError) -> String {
    let start = offset
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")), !takeDigits() { throw fault("expected a digit") }
    if take(UInt8(ascii: ".")), !takeDigits() { throw fault("expected a digit after the decimal point") }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      if !takeDigits() { throw fault("expected a digit in the exponent") }
    }
    if let next = peek, (0x30...0x39).contains(next) { throw fault("a number may not begin with 0") }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private mutating func takeDigits() -> Bool {
    let start = offset
    while let byte = peek, (0x30...0x39).contains(byte) { offset += 1 }
    return offset > start
  }

  private mutating func string() throws(JSONError) -> String {
    offset += 1
    let start = offset
    while offset < bytes.count, bytes[offset] >= 0x20, bytes[offset] < 0x80,
      bytes[offset] != UInt8(ascii: "\""), bytes[offset] != UInt8(ascii: "\\")
    { offset += 1 }
    if peek == UInt8(ascii: "\"") {
      offset += 1
      return String(decoding: bytes[start..<(offset - 1)], as: UTF8.self)
    }
    return try mixedString(Array(bytes[start..<offset]))
  }

  /// A string with escapes or characters beyond ASCII.
  private mutating func mixedString(_ head: [UInt8]) throws(JSONError) -> String {
    var text = head
    while true {
      guard let byte = peek else { throw fault("a string is not closed") }
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20: throw fault("a control character in a string must be escaped")
      case 0x20..<0x80:
        text.append(byte)
        offset += 1
      default: try character(into: &text)
      }
    }
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    guard offset + 1 < bytes.count else { throw fault("a string is not closed") }
    let code = bytes[offset + 1]
    if code == UInt8(ascii: "u") { return try unicodeEscape(into: &text) }
    guard let byte = JSONScanner.simpleEscape(code) else { throw fault("unknown escape in a string") }
    text.append(byte)
    offset += 2
  }

  private mutating func unicodeEscape(into text: inout [UInt8]) throws(JSONError) {
    var value = try hex(at: offset + 2)
    var length = 6
    if (0xD800..<0xDC00).contains(value), offset + 7 < bytes.count,
      bytes[offset + 6] == UInt8(ascii: "\\"), bytes[offset + 7] == UInt8(ascii: "u")
    {
      let low = try hex(at: offset + 8)
      if (0xDC00..<0xE000).contains(low) {
        value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        length = 12
      }
    }
    guard let scalar = Unicode.Scalar(value) else {
      throw JSONError(kind: .encoding, position: position, message: "half of a surrogate pair stands alone")
    }
    text.append(contentsOf: Array(String(Character(scalar)).utf8))
    offset += length
  }

  private func hex(at start: Int) throws(JSONError) -> UInt32 {
    guard start + 4 <= bytes.count else { throw fault("a `\\u` escape needs four hexadecimal digits") }
    var value: UInt32 = 0
    for byte in bytes[start..<(start + 4)] {
      switch byte {
      case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
      case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
      case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
      default: throw fault("a `\\u` escape needs four hexadecimal digits")
      }
    }
    return value
  }

  /// One character beyond ASCII, checked to be shortest-form UTF-8 and no surrogate.
  private mutating func character(into text: inout [UInt8]) throws(JSONError) {
    let lead = bytes[offset]
    let (length, smallest): (Int, UInt32) =
      switch lead {
      case 0xC2...0xDF: (2, 0x80)
      case 0xE0...0xEF: (3, 0x800)
      case 0xF0...0xF4: (4, 0x10000)
      default: (0, 0)
      }
    guard length > 0, offset + length <= bytes.count else { throw badEncoding }
    var value = UInt32(lead) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
    for byte in bytes[(offset + 1)..<(offset + length)] {
      guard byte & 0xC0 == 0x80 else { throw badEncoding }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    guard value >= smallest, Unicode.Scalar(value) != nil else { throw badEncoding }
    text.append(contentsOf: bytes[offset..<(offset + length)])
    offset += length
    lineStart += length - 1
  }

  private var badEncoding: JSONError {
    JSONError(kind: .encoding, position: position, message: "the text is not valid UTF-8")
  }
}

// MARK: - Place

extension JSONParser {
  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    offset += 1
    return true
  }

  private mutating func skipWhitespace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x0A:
        offset += 1
        line += 1
        lineStart = offset
      case 0x20, 0x09, 0x0D: offset += 1
      default: return
      }
    }
  }

  private var position: JSONPosition {
    options.tracksPositions ? JSONPosition(line: line, column: offset - lineStart + 1) : JSONPosition()
  }

  private func fault(_ message: String) -> JSONError {
    JSONError(
      kind: .syntax, position: JSONPosition(line: line, column: offset - lineStart + 1), message: message)
  }
}
