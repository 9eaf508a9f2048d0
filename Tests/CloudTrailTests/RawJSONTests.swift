import CloudTrail
import Testing

struct RawJSONTests {
  @Test func `a string is unescaped`() {
    let text = RawJSON.withRaw(Array(#" "a\u003db\n\"" "#.utf8)) { $0.string() }
    #expect(text == "a=b\n\"")
  }

  @Test func `a value that is no string has no text`() {
    let text = RawJSON.withRaw(Array("{\"a\": [1]}".utf8)) { $0.string() }
    #expect(text == .some(nil))
  }

  @Test(arguments: ["", "{", "1 2", "[1,]", "\"a"])
  func `what is no JSON value is refused`(text: String) {
    #expect(RawJSON.withRaw(Array(text.utf8)) { $0.count } == nil)
  }

  @Test func `equal bytes are equal values`() {
    let hashes = ["[1]", "[1]", "[2]"].map { text in RawJSON.withRaw(Array(text.utf8)) { $0.stableHash } }
    #expect(hashes[0] == hashes[1])
    #expect(hashes[0] != hashes[2])
  }
}
