extension JSONValue {
  /// The text of the value: members in their order, nothing but what is needed unless indented.
  public func text(isIndented: Bool = false) -> String {
    var writer = JSONWriter(isIndented: isIndented)
    writer.write(self, depth: 0)
    return writer.text
  }

  /// An object with these members.
  public static func object(_ members: [(String, JSONValue)]) -> JSONValue {
    JSONValue(.object(members.map { JSONMember(name: $0.0, value: $0.1) }))
  }

  /// An array of these elements.
  public static func array(_ elements: [JSONValue]) -> JSONValue { JSONValue(.array(elements)) }

  /// A string.
  public static func string(_ text: String) -> JSONValue { JSONValue(.string(text)) }

  /// A whole number.
  public static func number(_ value: Int) -> JSONValue { JSONValue(.number(String(value))) }

  /// A truth value.
  public static func bool(_ value: Bool) -> JSONValue { JSONValue(.bool(value)) }

  /// The null value.
  public static var null: JSONValue { JSONValue(.null) }
}

/// Writes a tree as text.
private struct JSONWriter {
  let isIndented: Bool
  /// The text in UTF-8.
  private var bytes: [UInt8] = []

  init(isIndented: Bool) { self.isIndented = isIndented }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func write(_ value: JSONValue, depth: Int) {
    switch value.kind {
    case .null: append("null")
    case .bool(let flag): append(flag ? "true" : "false")
    case .number(let digits): append(digits)
    case .string(let string): write(string)
    case .array(let elements):
      list("[", "]", elements.count, depth) { writer, index in writer.write(elements[index], depth: depth + 1)
      }
    case .object(let members):
      list("{", "}", members.count, depth) { writer, index in
        writer.write(members[index].name)
        writer.append(writer.isIndented ? ": " : ":")
        writer.write(members[index].value, depth: depth + 1)
      }
    }
  }

  private mutating func list(
    _ open: String, _ close: String, _ count: Int, _ depth: Int, _ element: (inout JSONWriter, Int) -> Void
  ) {
    append(open)
    for index in 0..<count {
      if index > 0 { append(",") }
      newLine(depth + 1)
      element(&self, index)
    }
    if count > 0 { newLine(depth) }
    append(close)
  }

  private mutating func newLine(_ depth: Int) {
    if isIndented { append("\n" + String(repeating: "  ", count: depth)) }
  }

  private mutating func write(_ string: String) {
    append("\"")
    if Self.isPlain(string) { append(string) } else { appendEscaped(string) }
    append("\"")
  }

  /// Whether a text stands in JSON as it is.
  private static func isPlain(_ string: String) -> Bool {
    let bytes = string.utf8.span
    var isPlain = true
    for index in bytes.indices {
      let byte = bytes[index]
      isPlain = isPlain && byte >= 0x20 && byte < 0x7F && byte != 0x22 && byte != 0x5C
    }
    return isPlain
  }

  private mutating func appendEscaped(_ string: String) {
    for scalar in string.unicodeScalars {
      switch scalar.value {
      case 0x22: append("\\\"")
      case 0x5C: append("\\\\")
      case 0x0A: append("\\n")
      case 0x0D: append("\\r")
      case 0x09: append("\\t")
      case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029:
        let digits = String(scalar.value, radix: 16)
        append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
      default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
  }
}
