import CloudTrail
import Testing

@testable import Replay

@Suite("Packed texts")
struct PackedTextTests {
  /// Of many lengths, none among them, and over several blocks.
  private static let texts = (0..<5000).map { number in
    String(repeating: "\(number % 700)é", count: number % 7)
  }

  private static let packed = texts.reduce(into: PackedTexts()) { $0.append($1) }

  @Test func `every text is read as it was added`() {
    #expect(Self.packed.count == Self.texts.count)
    for (number, text) in Self.texts.enumerated() {
      #expect(String(decoding: Self.packed[number], as: UTF8.self) == text)
    }
  }

  @Test func `equal texts have the number of the first of them`() {
    var first: [String: Int32] = [:]
    for (number, text) in Self.texts.enumerated() where first[text] == nil { first[text] = Int32(number) }
    #expect(Self.packed.firsts == Self.texts.map { first[$0] })
  }

  @Test func `a text of two parts is one text`() {
    var texts = PackedTexts()
    TextSlice.with(Array("éX".utf8)) { texts.append($0, behind: "AS") }
    texts.append("next")
    #expect((0..<2).map { String(decoding: texts[$0], as: UTF8.self) } == ["ASéX", "next"])
  }

  @Test func `a list of blocks has what was added and what was put in its place`() {
    var list = BlockList<Int>()
    #expect(list.isEmpty)
    for number in 0..<40_000 { list.append(number) }
    for number in stride(from: 0, to: 40_000, by: 7) { list[number] += 1 }
    #expect(list.count == 40_000 && list.endIndex == 40_000)
    #expect(list.indices.allSatisfy { list[$0] == ($0 % 7 == 0 ? $0 + 1 : $0) })
  }

  @Test func `there is nothing in none`() {
    #expect(PackedTexts().firsts.isEmpty)
  }
}
