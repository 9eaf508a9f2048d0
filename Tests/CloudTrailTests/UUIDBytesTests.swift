import CloudTrail
import Testing

struct UUIDBytesTests {
  private static let plain = Array("01234567-89ab-cdef-fedc-ba9876543210".utf8)

  /// The bytes that a string with these characters says as a UUID; nil when it is none.
  private func bytes(_ characters: [UInt8]) -> [UInt8]? {
    var bytes: [UInt8] = []
    let json = [UInt8(ascii: "\"")] + characters + [UInt8(ascii: "\"")]
    let isOne = RawJSON.withRaw(json) { $0.appendUUID(to: &bytes) }
    return isOne == true ? bytes : nil
  }

  @Test func `a UUID is its sixteen bytes`() {
    #expect(
      bytes(Self.plain) == [
        1, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10,
      ])
  }

  @Test func `each place takes its lower-case digits and nothing else`() {
    for place in Self.plain.indices {
      let isHyphen = Self.plain[place] == UInt8(ascii: "-")
      for byte in UInt8.min...UInt8.max where byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") {
        var text = Self.plain
        text[place] = byte
        let value = Character(UnicodeScalar(byte)).hexDigitValue
        let isDigit = value != nil && !(0x41...0x46).contains(byte) && byte < 0x80
        guard let found = bytes(text) else {
          #expect(isHyphen ? byte != UInt8(ascii: "-") : !isDigit, "place \(place), byte \(byte)")
          continue
        }
        #expect(isHyphen ? byte == UInt8(ascii: "-") : isDigit, "place \(place), byte \(byte)")
        let digits = found.flatMap { [$0 >> 4, $0 & 15] }
        #expect(digits == text.compactMap { Character(UnicodeScalar($0)).hexDigitValue.map { UInt8($0) } })
      }
    }
  }
}
