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
  }

  @Test func `a wrong checksum keeps the events and is a reject`() throws {
    var bytes = Gzip.member(Self.text)
    bytes[bytes.count - 6] ^= 1
    let file = try ReadFile(bytes)
    #expect(file.ids.count == 500)
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
