import CZlib
import FuzzTargets
import TestSupport
import Testing

@testable import CloudTrail

struct InflaterTests {
  /// Texts of several kinds, each with what it is.
  static let texts: [(name: String, bytes: [UInt8])] = [
    ("nothing", []), ("one byte", [65]), ("one byte over and over", [UInt8](repeating: 120, count: 20_000)),
    ("records", records(100)), ("every byte in turn", (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }),
    ("noise", noise(9_000, values: 256)), ("two values", noise(5_000, values: 2)),
    ("skewed values", skewed(10_000)), ("far repetitions", farRepetitions()),
  ]

  @Test(arguments: texts.indices, DeflateForm.allCases)
  func `what zlib compresses is inflated as zlib does it, however it arrives`(index: Int, form: DeflateForm) {
    let text = Self.texts[index]
    for level: Int32 in [0, 1, 6, 9] {
      let stream = form.compress(text.bytes, level: level)
      for (chunk, room) in [(1, 70_000), (7, 4_096), (1 << 20, 1 << 17)] {
        let fault = GzipTarget.fault(stream, chunk: chunk, room: room)
        #expect(fault == nil, "\(text.name), level \(level), \(form), chunks of \(chunk)")
      }
      #expect(GzipContent.inflated(stream, size: text.bytes.count) == text.bytes)
      #expect(GzipContent.inflated(stream, size: text.bytes.count + 1) == nil)
      if !text.bytes.isEmpty { #expect(GzipContent.inflated(stream, size: text.bytes.count - 1) == nil) }
    }
  }

  @Test(arguments: DeflateForm.allCases)
  func `damaged data ends as zlib says, in the same words at the same place`(form: DeflateForm) {
    var generator = SeededGenerator(seed: 11)
    for text in [Self.records(8), Self.skewed(600), Self.noise(300, values: 256)] {
      let stream = form.compress(text, level: 6)
      for _ in 0..<100 {
        var changed = stream
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          let index = Int.random(in: changed.indices, using: &generator)
          changed[index] = UInt8.random(in: 0...255, using: &generator)
        }
        let chunk = Int.random(in: 1...64, using: &generator)
        let fault = GzipTarget.fault(changed, chunk: chunk, room: 600)
        #expect(fault == nil, "\(form): \(changed)")
      }
    }
  }

  @Test
  func `the sum of bytes is zlib's, whatever their number, wherever they begin and whatever came before`() {
    var generator = SeededGenerator(seed: 12)
    let bytes = Self.noise(1_400, values: 256)
    for count in 0...1_300 {
      let before = UInt(UInt32.random(in: .min ... .max, using: &generator))
      let first = Int.random(in: 0...100, using: &generator)
      let sums = unsafe bytes[first..<(first + count)].withUnsafeBufferPointer { part in
        unsafe (retrial_crc32(before, part.baseAddress, count), crc32_z(before, part.baseAddress, count))
      }
      #expect(sums.0 == sums.1, "\(count) bytes from \(first) on, behind \(before)")
    }
  }

  @Test func `data that is cut anywhere ends too early at its last byte`() {
    let stream = DeflateForm.plain.compress(Self.records(6), level: 6)
    for count in stream.indices {
      #expect(GzipTarget.fault(Array(stream[..<count]), chunk: 16, room: 512) == nil, "\(count) bytes")
    }
  }

  @Test(arguments: [
    (0x00, "records"), (0x02, "a checksum of the header"), (0x04, "an extra field"), (0x08, "a name"),
    (0x10, "a comment"), (0x1E, "all of them"), (0x20, "a flag that is not known"), (0x80, "another"),
  ])
  func `a header is read as zlib reads it, whole and changed`(flags: Int, what: String) {
    let member = DeflateForm.plain.compress(Self.records(2), level: 6)
    var header: [UInt8] = [0x1F, 0x8B, 8, UInt8(flags), 1, 2, 3, 4, 0, 3]
    if flags & 4 != 0 { header += [3, 0, 7, 8, 9] }
    if flags & 8 != 0 { header += [65, 66, 0] }
    if flags & 16 != 0 { header += [67, 0] }
    let checksum = DeflateForm.checksum(header) & 0xFFFF
    for offset in [0, 1] {
      let sum = flags & 2 == 0 ? [] : [UInt8(checksum & 0xFF), UInt8(checksum >> 8) &+ UInt8(offset)]
      let stream = header + sum + member[10...] + [0, 0] + member
      for chunk in [1, 3, 1_000] {
        #expect(GzipTarget.fault(stream, chunk: chunk, room: 512) == nil, "\(what)")
      }
      for index in 0..<(header.count + sum.count) {
        var changed = stream
        changed[index] ^= 0x41
        #expect(GzipTarget.fault(changed, chunk: 5, room: 512) == nil, "\(what), byte \(index)")
      }
    }
  }

  @Test func `text far longer than the window is whole whatever is dropped of it`() throws {
    let bytes = (0..<12).flatMap { _ in Self.farRepetitions() }
    let stream = DeflateForm.plain.compress(bytes, level: 6)
    var rest = stream[...]
    let text = try LogText.bytes(limit: bytes.count) {
      defer { rest = rest.dropFirst(10_000) }
      return Array(rest.prefix(10_000))
    }
    #expect(text == bytes)
  }

  private static func records(_ count: Int) -> [UInt8] {
    Array(
      (0..<count).map { record("event-\($0)", #","readOnly":true,"number":\#($0 * 7919)"#) }.joined().utf8)
  }

  private static func noise(_ count: Int, values: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: UInt64(values))
    return (0..<count).map { _ in UInt8(Int.random(in: 0..<values, using: &generator)) }
  }

  /// Values of which each is half as frequent as the one before, so that codes get as long as they may be.
  private static func skewed(_ count: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: 5)
    return (0..<count).map { _ in
      UInt8(UInt64.random(in: 0...UInt64.max, using: &generator).leadingZeroBitCount * 3)
    }
  }

  /// Noise that comes again at about the greatest distance that there is.
  private static func farRepetitions() -> [UInt8] {
    let part = noise(32_700, values: 200)
    return part + part[..<400] + part[30_000...] + part[..<20_000]
  }
}
