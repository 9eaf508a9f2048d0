import CZlib

extension BitReader {
  /// Reads what stands in front of a member's blocks, and checks it where it has a CRC of its own.
  ///
  /// RFC 1952, 2.3.
  mutating func readMemberHeader() throws(InflateFault) {
    var header = MemberHeader()
    guard try header.number(2, &self) == 0x8B1F else { throw .damaged("incorrect header check") }
    let flags = try header.number(2, &self)
    guard flags & 0xFF == 8 else { throw .damaged("unknown compression method") }
    guard flags & 0xE000 == 0 else { throw .damaged("unknown header flags set") }
    header.isChecked = flags & 0x200 != 0
    _ = try header.number(4, &self)
    _ = try header.number(2, &self)
    if flags & 0x400 != 0 {
      for _ in 0..<(try header.number(2, &self)) { _ = try header.number(1, &self) }
    }
    if flags & 0x800 != 0 { while try header.number(1, &self) != 0 {} }
    if flags & 0x1000 != 0 { while try header.number(1, &self) != 0 {} }
    guard header.isChecked else { return }
    let expected = header.checksum & 0xFFFF
    guard try take(16) == expected else { throw .damaged("header crc mismatch") }
  }
}

/// The CRC of a member's header while it is read.
private struct MemberHeader {
  private(set) var checksum: UInt = 0
  var isChecked = true

  /// The next bytes as a number.
  mutating func number(_ size: Int, _ reader: inout BitReader) throws(InflateFault) -> UInt32 {
    let value = try reader.take(size * 8)
    if isChecked {
      for index in 0..<size {
        var byte = UInt8(truncatingIfNeeded: value >> UInt32(index * 8))
        checksum = unsafe crc32_z(checksum, &byte, 1)
      }
    }
    return value
  }
}
