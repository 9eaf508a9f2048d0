import CloudTrail
import Testing

struct GzipTests {
  static let text = "[" + (0..<500).map { record("event-\($0)") }.joined(separator: ",") + "]"

  @Test func `header fields and several members are read`() throws {
    let bytes = Gzip.named("[\(record("a")),", name: "x.json") + Gzip.member("\(record("b"))]") + [0, 0, 0]
    for chunk in [1, 5, 1 << 20] {
      let file = try ReadFile(bytes, chunk: chunk)
      #expect(file.ids == ["a", "b"])
      #expect(file.rejects == [])
    }
  }

  @Test func `a gzip that is cut short keeps what came before and says where it ends`() throws {
    let whole = Gzip.member(Self.text)
    let file = try ReadFile(Array(whole[..<(whole.count / 2)]))
    #expect(file.ids.count > 50)
    #expect(file.ids.count < 500)
    #expect(file.rejects == ["the gzip data ends too early (at compressed byte \(whole.count / 2))"])
    #expect(file.refuted == nil)
  }

  /// Members of which the last but one ends within a record; the fault lies in the last.
  static let members = ["[\(record("a")),", "\(record("b")),\(record("c").dropLast())", "},\(record("d"))]"]

  @Test(arguments: [1, 5, 1 << 20])
  func `a member that fails its check refutes every record of which it holds a part, and no other`(
    chunk: Int
  ) throws {
    for fault in 4...7 {
      var bytes = Self.members.flatMap { Gzip.member($0) }
      bytes[bytes.count - 1 - fault] ^= 1
      let file = try ReadFile(bytes, chunk: chunk)
      #expect(file.ids == ["a", "b", "c", "d"])
      #expect(file.refuted == 3)
    }
    let middle = Self.members.dropLast().flatMap { Gzip.member($0) }
    let cut = Array(middle + Gzip.member(Self.members[2]).dropLast(3))
    #expect(try ReadFile(cut, chunk: chunk).refuted == nil)
    #expect(try ReadFile(middle + Array("garbage".utf8), chunk: chunk).refuted == nil)
    #expect(try ReadFile(middle + [0x1F, 0x8B, 7, 0], chunk: chunk).refuted == nil)
  }

  @Test func `data that no compressor writes refutes what was read of its member`() throws {
    let whole = Gzip.member(Self.text)
    // A stored block whose two lengths do not fit together, behind one that is whole.
    let stored = Array(Self.text.utf8)
    let length = [UInt8(stored.count & 0xFF), UInt8(stored.count >> 8)]
    let block: [UInt8] = [0] + length + length.map { ~$0 } + stored
    let file = try ReadFile(Array(whole[..<10]) + block + [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(file.ids.count == 500)
    #expect(file.refuted == 1)
    #expect(file.rejects.first?.contains("invalid stored block lengths") == true)
  }

  @Test func `a wrong checksum refutes the events and is a reject`() throws {
    var bytes = Gzip.member(Self.text)
    bytes[bytes.count - 6] ^= 1
    let file = try ReadFile(bytes)
    #expect(file.ids.count == 500)
    #expect(file.refuted == 1)
    #expect(file.rejects.count == 1)
    #expect(file.rejects.first?.hasPrefix("the gzip data is damaged: incorrect data check") == true)
  }

  @Test func `bytes behind the gzip data are a reject`() throws {
    let file = try ReadFile(Gzip.member("[\(record("a"))]") + Array("garbage".utf8))
    #expect(file.ids == ["a"])
    #expect(file.rejects.first?.hasPrefix("bytes that are not gzip follow the gzip data") == true)
  }

  @Test func `damage anywhere never traps`() throws {
    let bytes = Gzip.member("[\(record("a")),\(record("b"))]")
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 0x55
      _ = try ReadFile(changed, chunk: 13)
      _ = try ReadFile(Array(bytes[..<index]))
    }
  }
}
