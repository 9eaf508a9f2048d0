import CloudTrail

/// Texts that differ in a few values: a template, in which marks stand for the values.
///
/// The marks are U+0080 to U+0083, control characters that JSON may hold and logs do not. A text that does hold
/// one, or one as an escape, is a template by itself, whose values are the marks: so every text is its template with
/// the marks replaced, byte for byte, and no reader has to tell one kind from the other, before or behind JSON.
enum TextTemplate {
  /// How many values a template can have.
  static let valueCount = 4
  private static let lead: UInt8 = 0xC2
  private static let firstMark: UInt8 = 0x80

  /// The mark of a value, by its number from 0.
  static func mark(_ value: Int) -> String {
    var bytes: [UInt8] = []
    appendMark(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the mark of a value.
  static func appendMark(_ value: Int, to bytes: inout [UInt8]) {
    bytes.append(low: UInt64(lead) | UInt64(firstMark &+ UInt8(truncatingIfNeeded: value)) << 8, count: 2)
  }

  /// The columns in which a table keeps a templated text.
  static let columns = ["template_id"] + valueColumns
  static let valueColumns = (1...valueCount).map { "value_\($0)" }

  /// Whether a mark occurs in a text, as it is or as an escape of JSON.
  static func hasMark(_ text: TextSlice) -> Bool {
    if text.firstIndex(of: UInt8(ascii: "\\")) != nil, text.firstIndex(of: #"\u008"#) != nil { return true }
    var start = 0
    while let found = text.firstIndex(of: lead, from: start) {
      if found + 1 < text.count, value(text[found + 1]) != nil { return true }
      start = found + 1
    }
    return false
  }

  private static func value(_ byte: UInt8) -> Int? {
    byte &- firstMark < valueCount ? Int(byte &- firstMark) : nil
  }

  /// A template with its marks replaced.
  static func fill(_ template: [UInt8], _ values: [4 of TextSlice]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(template.count + 96)
    var start = 0
    var index = 0
    while index + 1 < template.count {
      guard template[index] == lead, let value = value(template[index + 1]) else {
        index += 1
        continue
      }
      text += template[start..<index]
      values[value].append(to: &text)
      index += 2
      start = index
    }
    text += template[start...]
    return text
  }

  /// SQL for the mark of a value.
  static func sqlMark(_ value: Int) -> String { "char(\(128 + value))" }

  /// SQL for a text whose template is `text` and whose values stand in a table; NULL without a template.
  static func sql(_ text: String, values table: String) -> String {
    valueColumns.indices.reduce(text) { filled, value in
      "replace(\(filled), \(sqlMark(value)), \(table).\(valueColumns[value]))"
    }
  }

  /// SQL for an expression over a template in which only one value occurs, and which need not be a text otherwise.
  static func sql(_ expression: String, value: Int, of table: String) -> String {
    let column = "\(table).\(valueColumns[value])"
    let mark = sqlMark(value)
    return
      "CASE WHEN \(column) IN ('', \(mark)) THEN \(expression) ELSE replace(\(expression), \(mark), \(column)) END"
  }
}
