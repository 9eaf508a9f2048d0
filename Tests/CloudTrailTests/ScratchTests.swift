import CloudTrail
import Testing

struct ScratchTests {
  @Test func `a sink holds what was written past the memory that it began with`() {
    var sink = ByteSink()
    var expected: [UInt8] = []
    for number in 0..<300 {
      let text = Array("part \(number)".utf8)
      sink.append(text)
      TextSlice.with(text) { sink.append($0) }
      sink.append(low: 0x4241, count: 2)
      sink.append(UInt8(ascii: "\n"))
      expected += text + text + Array("AB\n".utf8)
    }
    #expect(sink.count == expected.count)
    #expect(sink.text.bytes() == expected)
  }

  @Test func `what stands in a sink can be changed, and all behind a place be forgotten`() {
    var sink = ByteSink()
    sink.append("....tail")
    sink.overwrite(0x6463_6261, at: 0)
    sink.insert(UInt8(ascii: "["), at: 4)
    #expect(sink.text.string() == "abcd[tail")
    sink.removeAll(from: 5)
    sink[4] = UInt8(ascii: "!")
    TextSlice.with(Array("ÄBC".utf8)) { sink.append(lowercased: $0) }
    #expect(sink.text.string() == "abcd!Äbc")
    sink.removeAll()
    #expect(sink.count == 0)
  }

  @Test func `a list keeps its elements when it grows and gives them back when it is emptied`() {
    final class Counted {}
    weak var first: Counted?
    var list = ScratchList<Counted>()
    do {
      let counted = Counted()
      first = counted
      list.append(counted)
    }
    for _ in 0..<100 { list.append(Counted()) }
    #expect(list.count == 101)
    #expect(list[0] === first)
    list.removeAll(from: 1)
    #expect(list.count == 1 && first != nil)
    list.removeAll()
    #expect(list.isEmpty && first == nil)
  }

  @Test(
    arguments: [
      ("", false), ("plain text of more than eight bytes", false), ("12345678", false), ("1234567\"", true),
      ("123456789\\", true), ("\u{1F}", true), ("12345678\u{7F}", false), ("é", true),
      ("123456789012é345", true),
    ])
  func `text is special by a quote, a backslash, a control character or anything beyond ASCII`(
    text: String, isSpecial: Bool
  ) {
    #expect(TextSlice.with(Array(text.utf8)) { $0.hasSpecials } == isSpecial)
  }

  @Test func `the first four of a byte are found, or none`() {
    TextSlice.with(Array("a:b::c:d:e".utf8)) { text in
      #expect(
        text.firstFour(of: UInt8(ascii: ":"), from: 1).map { [$0.0, $0.1, $0.2, $0.3] } == [1, 3, 4, 6])
      #expect(text.firstFour(of: UInt8(ascii: ":"), from: 4) == nil)
      #expect(text.firstFour(of: UInt8(ascii: ":"), from: 99) == nil)
    }
  }

  @Test func `a cursor steps through what it walks and over the rest`() throws {
    let text = #"{ "a" : [ 1 , "two",{}, [] ] , "b":{"c":null}, "d" : 4 }"#
    let names = try #require(
      RawJSON.withRaw(Array(text.utf8)) { raw -> [String] in
        var cursor = RawCursor(raw)
        var names: [String] = []
        var member = cursor.firstMember()
        while let name = member {
          names.append(name.string())
          let start = cursor.mark
          if name == "a" {
            var isElement = cursor.firstElement()
            while isElement {
              names.append(cursor.next().text())
              isElement = cursor.nextElement()
            }
          } else {
            cursor.skip()
          }
          names.append(cursor.value(from: start)?.text() ?? "")
          member = cursor.nextMember()
        }
        return names
      })
    #expect(
      names == ["a", "1", #""two""#, "{}", "[]", #"[ 1 , "two",{}, [] ]"#, "b", #"{"c":null}"#, "d", "4"])
  }
}
