import CloudTrail
import Testing

struct LogReaderRejectTests {
  @Test(arguments: ["1", "\"text\"", "null", "[{}]", "-1.5e3"])
  func `a record that is no object is a reject and the next one is read`(element: String) throws {
    let file = try ReadFile(#"{"Records":[\#(record("a")),\#(element),\#(record("b"))]}"#)
    #expect(file.ids == ["a", "b"])
    #expect(file.rejects == ["a record must be an object"])
    #expect(file.rejectPositions == [LogPosition(record: 2, offset: 13 + record("a").utf8.count)])
  }

  @Test(arguments: [
    #"{"eventVersion":"1", "x":}"#, #"{"eventVersion":"1" "x":1}"#, #"{"eventVersion":"\q"}"#,
    "{\"eventVersion\":\"a\nb\"}", #"{"eventVersion":01}"#, #"{"eventVersion":tru}"#, "{eventVersion:1}",
    #"{"eventVersion":"\u12G4"}"#, #"{"eventVersion":[1,2}"#, #"{"eventVersion":"1",}"#,
  ])
  func `a record that is not JSON is one reject and the next one is read`(broken: String) throws {
    for text in ["[\(record("a")),\(broken),\(record("b"))]", "\(record("a"))\n\(broken)\n\(record("b"))\n"] {
      let file = try ReadFile(text, chunk: 16)
      #expect(file.ids == ["a", "b"], "\(text)")
      #expect(file.rejects.count == 1, "\(text)")
      #expect(file.rejectPositions.first?.record == 2)
    }
  }

  @Test(
    arguments: [
      [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xE2, 0x82], [0xFF],
      [0xE0, 0x9F, 0xBF],
    ] as [[UInt8]])
  func `bytes that are not UTF-8 are a reject`(bytes: [UInt8]) throws {
    let text = Array("[".utf8) + Array(#"{"eventVersion":""#.utf8) + bytes + Array("\"},\(record("b"))]".utf8)
    let file = try ReadFile(text)
    #expect(file.ids == ["b"])
    #expect(file.rejects.first?.hasPrefix("the text is not valid UTF-8") == true)
  }

  @Test func `values nested too deeply are a reject`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    let file = try ReadFile(
      "[\(record("a", #","x":\#(nested(128))"#)),\(record("b", #","x":\#(nested(129))"#))]")
    #expect(file.ids == ["a"])
    #expect(file.rejects.first?.hasPrefix("values are nested too deeply") == true)
  }

  @Test func `a missing comma is a reject and both neighbours are read`() throws {
    let file = try ReadFile("[\(record("a")) \(record("b"))]")
    #expect(file.ids == ["a", "b"])
    #expect(file.rejects == ["expected `,` or `]` between records"])
  }

  @Test(arguments: [
    "", " \n", "{", "[", #"{"Records":["#, #"{"Records":[{"eventVersion":"1""#, #"{"Records":[1,"#,
  ])
  func `a file that ends too early is one reject`(text: String) throws {
    let file = try ReadFile(text)
    #expect(file.ids == [])
    #expect(file.rejects.count == (text.hasSuffix("1,") ? 2 : 1))
  }

  @Test func `an object without any member of a record is a reject`() throws {
    #expect(try ReadFile(#"[{"hello":1}]"#).rejects == ["not a CloudTrail event"])
  }

  @Test func `a record beyond the limit is a reject and the next one is read`() throws {
    let large = record("x", #","y":"\#(String(repeating: "y", count: LogReader.recordLimit + 1_000_000))""#)
    let file = try ReadFile("[\(large),\(record("b"))]")
    #expect(file.ids == ["b"])
    #expect(file.rejects == ["the record is longer than 16 MB"])
  }

  @Test func `cutting or changing any byte of a log never traps`() throws {
    let text =
      #"{"Records":[\#(record("a", #","é":[1,{"b":"\u00e9\n"},null,true,-1e-3]"#)),\#(record("b"))]}"#
    let bytes = Array(text.utf8)
    for index in bytes.indices {
      _ = try ReadFile(Array(bytes[..<index]))
      for byte in [0, 0x22, 0x5C, 0x7B, 0x5D, 0x80, 0xFF] as [UInt8] {
        var changed = bytes
        changed[index] = byte
        let file = try ReadFile(changed, chunk: 32)
        #expect(file.ids.count + file.rejects.count > 0)
      }
    }
  }
}
