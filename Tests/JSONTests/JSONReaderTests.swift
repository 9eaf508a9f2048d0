import JSON
import Testing

struct JSONReaderTests {
  @Test(arguments: [
    #"{"a": [1, -2.50, 1e3, true, null, "x"]}"#, "[]", "{}", "\"\"", "0", #"{"a":{"a":{}}}"#,
  ])
  func `a valid text is read and written back with the same meaning`(text: String) throws {
    let value = try JSONReader.parse(Array(text.utf8))
    let again = try JSONReader.parse(Array(value.text().utf8))
    let indented = try JSONReader.parse(Array(value.text(isIndented: true).utf8))
    #expect(again.text() == value.text())
    #expect(indented.text() == value.text())
  }

  @Test(arguments: [
    "", "  ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "01", "1.", "-", "+1", "tru", "\"\u{1}\"", #""\x""#,
    #""\u12""#,
    #""\ud800""#, "1 2", "[1 2]", "'a'", "nul", "{\"a\" 1}", "\"abc",
  ])
  func `an invalid text is refused`(text: String) {
    #expect(throws: JSONError.self) { try JSONReader.parse(Array(text.utf8)) }
  }

  @Test(arguments: [
    [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xFF, 0x22], [0x22, 0xE2, 0x82],
  ])
  func `text that is no UTF-8 is refused`(bytes: [UInt8]) {
    #expect(throws: JSONError.self) { try JSONReader.parse(bytes) }
  }

  @Test func `positions count lines and Unicode scalars`() throws {
    let value = try JSONReader.parse(Array("{\n  \"é\": 1,\n  \"b\": \"é\", \"c\": [2]\n}".utf8))
    #expect(value["é"]?.position == JSONPosition(line: 2, column: 8))
    #expect(value["c"]?.position == JSONPosition(line: 3, column: 18))
  }

  @Test func `numbers keep their text`() throws {
    let value = try JSONReader.parse(Array("[112345678901, 1.10]".utf8))
    #expect(value.array?[0].kind == .number("112345678901"))
    #expect(value.array?[1].kind == .number("1.10"))
  }

  @Test func `escapes are resolved, surrogate pairs included`() throws {
    let value = try JSONReader.parse(Array(#""a\n\t\"\\\/\u00e9\ud83d\ude00""#.utf8))
    #expect(value.string == "a\n\t\"\\/é😀")
  }

  @Test func `a key that stands twice is refused when asked to`() throws {
    let text = Array(#"{"a": 1, "a": 2}"#.utf8)
    #expect(try JSONReader.parse(text).object?.count == 2)
    let error = #expect(throws: JSONError.self) {
      try JSONReader.parse(text, options: .init(refusesDuplicateKeys: true))
    }
    #expect(error?.kind == .duplicateKey)
    #expect(error?.position == JSONPosition(line: 1, column: 10))
  }

  @Test func `a hundred thousand nested arrays end with an error`() {
    let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    let error = #expect(throws: JSONError.self) { try JSONReader.parse(bytes) }
    #expect(error?.kind == .depth)
  }

  @Test func `control characters are escaped when written`() {
    #expect(JSONValue.string("\u{1B}[1m\u{7F}").text() == #""\u001b[1m\u007f""#)
  }

  @Test(arguments: [
    ("{\"a\": é}", 7, 1), ("[1,\r\n 2,\n  x]", 3, 3), ("\u{FEFF}[x]", 2, 1), ("{\"é😀\": [tru]}", 9, 1),
    ("[\"a\nb\"]", 4, 1), ("[1] ]", 5, 1), ("{\"a\":1 \"b\"}", 8, 1),
  ])
  func `a fault is at the character that does not fit`(text: String, column: Int, line: Int) {
    let error = #expect(throws: JSONError.self) { try JSONReader.parse(Array(text.utf8)) }
    #expect(error?.position == JSONPosition(line: line, column: column))
  }

  @Test func `keys that differ only in their normal form are different keys`() throws {
    let text = Array("{\"\u{E9}\": 1, \"e\u{301}\": 2}".utf8)
    let value = try JSONReader.parse(text, options: .init(refusesDuplicateKeys: true))
    #expect(value.object?.count == 2)
  }

  @Test func `a key is the same key when it is written with an escape`() {
    let text = Array(#"{"ab": 1, "a\u0062": 2}"#.utf8)
    let error = #expect(throws: JSONError.self) {
      try JSONReader.parse(text, options: .init(refusesDuplicateKeys: true))
    }
    #expect(error?.kind == .duplicateKey)
  }

  @Test(arguments: [("[", "]"), ("{\"a\":", "}")])
  func `nesting ends where the options say`(open: String, close: String) throws {
    let nested: (Int) -> [UInt8] = { count in
      Array((String(repeating: open, count: count) + "1" + String(repeating: close, count: count)).utf8)
    }
    #expect(throws: Never.self) { try JSONReader.parse(nested(128)) }
    let error = #expect(throws: JSONError.self) { try JSONReader.parse(nested(129)) }
    #expect(error?.kind == .depth)
    #expect(error?.position.column == 128 * open.count + 1)
  }

  @Test func `every prefix of a text is a fault or a value, never a trap`() {
    let text = Array("{\"a\": [1.5e-3, \"\\u00e9\\ud83d\\ude00é\", true, null, {}]}".utf8)
    for length in 0..<text.count {
      #expect(throws: JSONError.self) { try JSONReader.parse(Array(text[..<length])) }
    }
  }

  @Test func `positions can be moved as a whole`() throws {
    let value = try JSONReader.parse(Array("{\"a\": [1]}".utf8))
    let moved = value.mappingPositions { JSONPosition(line: $0.line + 4, column: $0.column + 10) }
    #expect(moved["a"]?.array?.first?.position == JSONPosition(line: 5, column: 18))
    #expect(moved.object?.first?.namePosition == JSONPosition(line: 5, column: 12))
    #expect(moved.text() == value.text())
  }
}
