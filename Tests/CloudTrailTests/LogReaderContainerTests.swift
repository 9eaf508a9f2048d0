import CloudTrail
import Testing

struct LogReaderContainerTests {
  static let containers: [String] = [
    #"{"Records":[\#(record("a")),\#(record("b"))]}"#,
    " \n{ \"Records\" : [ \(record("a")) ,\n \(record("b")) ] , \"more\": [1, {}] }\n",
    #"{"version":1,"Records":[\#(record("a")),\#(record("b"))]}"#,
    "\(record("a"))\n\(record("b"))\n",
    "\(record("a"))\(record("b"))",
    "[\(record("a")),\(record("b"))]",
    "\u{FEFF}[\(record("a")),\(record("b"))]",
    #"{"Records":[\#(record("a"))]}"# + "\n" + #"{"Records":[\#(record("b"))]}"#,
    #"{"detail-type":"x","detail":\#(record("a"))}"# + "\n"
      + #"{"detail-type":"x","detail":\#(record("b"))}"#,
    #"{"Events":[{"EventId":"a","CloudTrailEvent":\#(quoted(record("a")))},"#
      + #"{"CloudTrailEvent":\#(quoted(record("b")))}],"NextToken":"t"}"#,
  ]

  static func quoted(_ text: String) -> String {
    "\"" + text.map { $0 == "\"" ? "\\\"" : String($0) }.joined() + "\""
  }

  @Test(arguments: containers, [1, 7, 1 << 20])
  func `every container gives its events in order, however the bytes arrive`(text: String, chunk: Int) throws
  {
    let file = try ReadFile(text, chunk: chunk)
    #expect(file.ids == ["a", "b"])
    #expect(file.rejects == [])
    #expect(try ReadFile(Gzip.member(text), chunk: chunk).ids == ["a", "b"])
  }

  @Test func `a record keeps its bytes and its place`() throws {
    let first = record("a", #","x":"\u003d é 💡","x":2"#)
    let file = try ReadFile(#"{"Records":[\#(first), \#(record("b"))]}"#)
    #expect(file.records.first == first)
    #expect(file.offsets == [12, 12 + first.utf8.count + 2])
  }

  @Test(arguments: [#"{"Records":[]}"#, "[]", #"{"Records": [ ] , "x":1}"#])
  func `an empty list is skipped, not rejected`(text: String) throws {
    let file = try ReadFile(text)
    #expect(file.skipped == [.empty])
    #expect(file.rejects == [])
  }

  @Test(arguments: [
    (#"{"digestS3Object":"x","logFiles":[]}"#, SkippedDocument.digest),
    (#"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","s3":{}}]}"#, .notification),
    (#"{"Records":[{"eventSource":"aws:dynamodb","dynamodb":{}}]}"#, .notification),
    (#"{"Service":"Amazon S3","Event":"s3:TestEvent"}"#, .notification),
  ])
  func `a document without events is skipped by its kind`(text: String, kind: SkippedDocument) throws {
    let file = try ReadFile(text)
    #expect(file.skipped == [kind])
    #expect(file.rejects == [])
    #expect(file.ids == [])
  }

  @Test func `a README in a folder is passed over and one that is named is a reject`() throws {
    #expect(try ReadFile("# Logs\n\nRead me.", skipsForeign: true).skipped == [.foreign])
    #expect(
      try ReadFile("# Logs\n\nRead me.").rejects == ["not a log: expected JSON that starts with `{` or `[`"])
    #expect(FolderWalk.mayBeForeign("logs/README.md"))
    #expect(!FolderWalk.mayBeForeign("logs/a.json"))
  }

  @Test(
    arguments: [
      ([0x50, 0x4B, 3, 4], "a zip archive"), ([0x28, 0xB5, 0x2F, 0xFD, 9], "a Zstandard file"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz file"), (Array("BZh91AY".utf8), "a bzip2 file"),
      (Array("PAR1".utf8), "a Parquet file"),
    ] as [([UInt8], String)])
  func `a packed file is a reject that says what to do`(bytes: [UInt8], name: String) throws {
    #expect(try ReadFile(bytes).rejects == ["\(name), not a log; unpack it first"])
  }

  @Test(arguments: [false, true])
  func `a tar archive is named, also within gzip`(isGzip: Bool) throws {
    var tar = Array("logs/a.json".utf8) + [UInt8](repeating: 0, count: 246) + Array("ustar".utf8)
    tar += [UInt8](repeating: 0, count: 1_786) + Array(#"{"Records":[]}"#.utf8)
    let bytes = isGzip ? GzipWriter().write(tar, isLast: true) : tar
    #expect(try ReadFile(bytes, chunk: 100).rejects == ["a tar archive, not a log; unpack it first"])
  }

  @Test(arguments: [
    (
      "2 123456789010 eni-1235b8ca 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK\n",
      "a VPC flow log"
    ),
    ("version account-id srcaddr dstaddr bytes\n5 - - - 1\n", "a VPC flow log"),
    (
      String(repeating: "79a5", count: 16)
        + #" bucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 - 3E57427F3 REST.GET.VERSIONING - "GET /" 200"#,
      "a server access log of S3"
    ),
    ("Event ID,Event time,User name,Event source\r\n1,2,\"a, b\",4\r\n", "a CSV table"),
  ])
  func `a log of another kind is named`(text: String, name: String) throws {
    let words = "\(name) and no log of CloudTrail, which is JSON that starts with `{` or `[`"
    #expect(try ReadFile(text).rejects == [words])
    #expect(try ReadFile(Array("[\(record("a"))]\n\(text)".utf8)).ids == ["a"])
  }

  @Test(arguments: [
    "Dear all,\n\nthe logs, as ever, are late, sorry.", "a,b,c,d", "2 3 4", "ustar", "a,b\n1,2",
  ])
  func `a text of no other form is only no log`(text: String) throws {
    #expect(try ReadFile(text).rejects == ["not a log: expected JSON that starts with `{` or `[`"])
  }

  @Test(arguments: ["a.json.zst", "a.xz", "a.bz2", "a.tar", "a.TGZ", "a.snappy.parquet"])
  func `a file whose name says that logs may be packed in it is never passed over`(name: String) {
    #expect(!FolderWalk.mayBeForeign("logs/" + name))
  }
}
