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
  var text = ""

  init(isIndented: Bool) { self.isIndented = isIndented }

  mutating func write(_ value: JSONValue, depth: Int) {
    switch value.kind {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .number(let digits): text += digits
    case .string(let string): write(string)
    case .array(let elements):
      list("[", "]", elements.count, depth) { writer, index in writer.write(elements[index], depth: depth + 1)
      }
    case .object(let members):
      list("{", "}", members.count, depth) { writer, index in
        writer.write(members[index].name)
        writer.text += writer.isIndented ? ": " : ":"
        writer.write(members[index].value, depth: depth + 1)
      }
    }
  }

  private mutating func list(
    _ open: String, _ close: String, _ count: Int, _ depth: Int, _ element: (inout JSONWriter, Int) -> Void
  ) {
    text += open
    for index in 0..<count {
      if index > 0 { text += "," }
      newLine(depth + 1)
      element(&self, index)
    }
    if count > 0 { newLine(depth) }
    text += close
  }

  private mutating func newLine(_ depth: Int) {
    if isIndented { text += "\n" + String(repeating: "  ", count: depth) }
  }

  private mutating func write(_ string: String) {
    text += "\""
    defer { text += "\"" }
    if string.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
      return text += string
    }
    for scalar in string.unicodeScalars {
      switch scalar.value {
      case 0x22: text += "\\\""
      case 0x5C: text += "\\\\"
      case 0x0A: text += "\\n"
      case 0x0D: text += "\\r"
      case 0x09: text += "\\t"
      case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
