import CloudTrail
import Testing

/// One record that cannot be read must cost that record alone.
struct LogReaderResyncTests {
  /// A record whose members stand in the order of their names, as some tools write them.
  static func sorted(_ id: String) -> String {
    #"{"awsRegion":"eu-west-1","eventID":"\#(id)","eventSource":"s3.amazonaws.com","#
      + #""eventTime":"2026-09-01T00:00:00Z","resources":[{"ARN":"x"}]}"#
  }

  static let broken: [String] = [
    #"{"awsRegion":"eu","x":01}"#, #"{"awsRegion":"eu}"#, #"{"awsRegion":[1,2}"#,
    #"{"awsRegion":"eu","x":tru}"#,
    #"{"awsRegion":"[{\q","y":{"z":[]}}"#, #"{"awsRegion":"eu",}"#, #"{"awsRegion"}"#,
  ]

  @Test(arguments: broken, [11, 1 << 20])
  func `the records behind a broken one are read, whatever their first member`(broken: String, chunk: Int)
    throws
  {
    let parts = [Self.sorted("a"), broken, Self.sorted("b"), Self.sorted("c")]
    for text in [
      "[\(parts.joined(separator: ","))]", #"{"Records": [ \#(parts.joined(separator: " ,\n ")) ]}"#,
      parts.joined(separator: "\n"), parts.joined(separator: "\r"),
      #"{"NextToken":"t","Events":[\#(parts.joined(separator: ","))],"x":1}"#,
    ] {
      let file = try ReadFile(text, chunk: chunk)
      #expect(file.ids == ["a", "b", "c"], "\(text)")
      #expect(file.rejects.count == 1, "\(text)")
    }
  }

  @Test func `the records behind a broken one are read when each takes several indented lines`() throws {
    let parts = [Self.sorted("a"), #"{"awsRegion":"eu","x":01}"#, Self.sorted("b")].map { record in
      record.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",\n    ")
    }
    let file = try ReadFile(parts.joined(separator: "\n  "))
    #expect(file.ids == ["a", "b"])
    #expect(file.rejects.count == 1)
  }

  @Test func `two broken records in a row are two rejects`() throws {
    let parts = [
      #"{"eventVersion":"1","x":01}"#, #"{"eventVersion":"1}"#, #"{"eventVersion":[}"#, record("b"),
    ]
    for separator in [",", "\n"] {
      let text = parts.joined(separator: separator)
      let file = try ReadFile(separator == "," ? "[\(text)]" : text)
      #expect(file.ids == ["b"])
      #expect(file.rejects.count == 3)
    }
  }

  @Test func `the records behind one beyond the limit are read`() throws {
    let large = #"{"awsRegion":"\#(String(repeating: "y", count: LogReader.recordLimit + 3_000_000))"}"#
    for text in ["[\(large),\(Self.sorted("b"))]", "\(large)\n\(Self.sorted("b"))\n"] {
      let file = try ReadFile(text)
      #expect(file.ids == ["b"])
      #expect(file.rejects == ["the record is longer than 16 MB"])
    }
  }

  @Test func `a list behind other members is read record by record, however long it is`() throws {
    let filler = #","y":"\#(String(repeating: "y", count: 1_000_000))""#
    let records = (0..<20).map { record("\($0)", filler) }.joined(separator: ",")
    for list in ["Events", "Records"] {
      let file = try ReadFile(#"{"NextToken":"t","n":[1,{}],"\#(list)":[\#(records)],"x":1}"#)
      #expect(file.ids == (0..<20).map { "\($0)" })
      #expect(file.rejects == [])
    }
  }

  @Test func `every list of a document is read, and an object with a list is no event`() throws {
    #expect(try ReadFile(#"{"Records":[],"Records":[\#(record("a"))]}"#).ids == ["a"])
    #expect(try ReadFile(#"{"Records":[\#(record("a"))],"Events":[\#(record("b"))]}"#).ids == ["a", "b"])
    let file = try ReadFile(#"{"eventVersion":"1","Records":[\#(record("a")),\#(record("b"))]}"#)
    #expect(file.ids == ["a", "b"])
    #expect(file.rejects == [])
  }

  @Test func `where nothing more can be made out the reject says how much was not read`() throws {
    let rest = #"{"eventVersion":"1 "#
    let file = try ReadFile("[\(record("a")),\(rest)\"x, [ and so on")
    #expect(file.ids == ["a"])
    #expect(file.rejects.count == 1)
    #expect(file.rejects.first?.hasSuffix("no record was found behind it: 34 bytes were not read") == true)
  }

  @Test func `reading comes back after some MB although nothing could be read`() throws {
    var chunks =
      [Array("[{\"a\" ".utf8)] + Array(repeating: [UInt8](repeating: 0x21, count: 1 << 20), count: 40)
    chunks.reverse()
    var taken = 0
    let reader = LogReader { () throws(LogFileError) in
      taken += 1
      return chunks.popLast() ?? []
    }
    var longest = 0
    while !reader.isFinished {
      let before = taken
      _ = try reader.read(upTo: 1_000_000) { _, _ in }
      longest = max(longest, taken - before)
    }
    #expect(taken > 40)
    #expect(longest <= 6)
  }
}
